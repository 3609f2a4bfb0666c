"""Where an eye looks, and the eye as it would be if it looked at the camera.

An iris is moved inside its opening: what is around it in the white of the eye stretches, lids and
lashes stay. That is true to life for eyes that look a little aside, as people do who read beside
the lens. Who looks far away, blinks or turns the head is left alone.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from activities.render.seeing import Mask, Patch, Picture

Points = NDArray[np.float64]
"""Rows of x and y in pixels."""

# Shares of the width of an eye. An iris that is nearer than the first is moved all the way, one
# that is farther than the second not at all; and the opening above which it is open.
_NEAR, _FAR = 0.16, 0.30
_CLOSED, _OPEN = 0.14, 0.22
# How far the nose may be beside the middle of the eyes, as a share of their distance: beyond, the
# head is turned, and eyes that look straight on do not look at the camera.
_AHEAD, _ASIDE = 0.14, 0.28
# How far around an iris the white of the eye is stretched, in its radiuses.
_REACH = 2.4
# How soft the edge of what is drawn is, as a share of the width of an eye.
_SOFT = 0.05


@dataclass(frozen=True)
class Eye:
    """An eye in a picture."""

    ring: Points
    """The edge of its lids, all around."""
    corners: Points
    """The one to the left and the one to the right in the picture."""
    lids: Points
    """The middle of the upper and of the lower one."""
    iris: Points
    """Its middle."""
    radius: float
    """Of its iris, in pixels."""

    @property
    def width(self) -> float:
        return float(np.linalg.norm(self.corners[1] - self.corners[0]))

    @property
    def opening(self) -> float:
        """Return how far it is open, as a share of its width."""
        return float(np.linalg.norm(self.lids[1] - self.lids[0])) / max(self.width, 1e-6)

    @property
    def aside(self) -> Points:
        """Return how far its iris is from its middle, as shares of its width."""
        apart = self.iris - self.corners.mean(axis=0)
        return np.asarray(apart / max(self.width, 1e-6), np.float64)


def wanted(eyes: tuple[Eye, Eye], nose: Points) -> Points:
    """Return how far both irises should move, as shares of the widths of their eyes.

    Both move alike, as eyes do. Up and down they stay: lids follow the eye there, and would have
    to be drawn anew.
    """
    aside = (eyes[0].aside + eyes[1].aside) / 2
    middles = [eye.corners.mean(axis=0) for eye in eyes]
    apart = float(np.linalg.norm(middles[1] - middles[0]))
    turn = abs(float(nose[0] - (middles[0][0] + middles[1][0]) / 2)) / max(apart, 1e-6)
    share = (
        _falling(abs(float(aside[0])), _NEAR, _FAR)
        * (1 - _falling(min(eye.opening for eye in eyes), _CLOSED, _OPEN))
        * _falling(turn, _AHEAD, _ASIDE)
    )
    return np.array([-aside[0] * share, 0.0])


def moved(picture: Picture, eye: Eye, by: Points) -> Patch | None:
    """Return an eye with its iris moved by a share of its width; None outside of the picture."""
    low = np.floor(eye.ring.min(axis=0) - 0.15 * eye.width).astype(int)
    high = np.ceil(eye.ring.max(axis=0) + 0.15 * eye.width).astype(int) + 1
    rows, columns = picture.shape[:2]
    if low.min() < 0 or high[0] > columns or high[1] > rows:
        return None
    part = picture[low[1] : high[1], low[0] : high[0]]
    drawn = _warped(part, eye.iris - low, by * eye.width, _REACH * eye.radius)
    return Patch(int(low[0]), int(low[1]), drawn, _opening(part.shape[:2], eye, low))


def _warped(part: Picture, origin: Points, by: Points, reach: float) -> Picture:
    """Return a picture in which what is at a point is moved, and what is around gives way.

    The local translation of Gustafsson, "Interactive Image Warping" (1993), read backwards: where
    a pixel comes from. It folds nothing as long as the way is shorter than the reach.
    """
    length = float(np.linalg.norm(by))
    way = by * min(1.0, 0.6 * reach / length) if length > 0 else by
    height, width = part.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float64)
    target = origin + way
    square = (x - target[0]) ** 2 + (y - target[1]) ** 2
    inside = np.clip(1 - square / reach**2, 0, 1)
    strength = inside**2 * (3 - 2 * inside)
    across = (x - strength * way[0]).astype(np.float32)
    down = (y - strength * way[1]).astype(np.float32)
    found = cv2.remap(part, across, down, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(found, np.uint8)


def _opening(shape: tuple[int, int], eye: Eye, corner: NDArray[np.int64]) -> Mask:
    """Return the inside of the lids, with a soft edge."""
    mask = np.zeros(shape, np.uint8)
    cv2.fillPoly(mask, [np.round(eye.ring - corner).astype(np.int32)], 255)
    soft = max(0.5, _SOFT * eye.width)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), soft), np.float32) / np.float32(255)


def _falling(value: float, whole: float, none: float) -> float:
    """Return 1 up to a value, 0 from another on, and evenly less in between."""
    return min(1.0, max(0.0, (none - value) / (none - whole)))
