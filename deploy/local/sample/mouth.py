"""Open the mouth of a photographed face."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Field = NDArray[np.float32]

LEVELS = 10
"""How many states from closed to open are drawn."""

_LIFT = 0.16
"""The share of the opening by which the upper lip rises."""
_DARK, _TONGUE = (22.0, 18.0, 48.0), (60.0, 58.0, 128.0)
_TEETH = (168.0, 184.0, 200.0)
"""Blue, green, red."""


@dataclass(frozen=True)
class Mouth:
    """Where the lips meet, in pixels."""

    left: tuple[float, float]
    right: tuple[float, float]
    dip: float
    """How far the middle of the line lies below its ends."""
    chin: float
    gape: float
    """Height of the widest opening."""
    teeth: float
    """Height of the upper teeth that an opening bares; 0 when the photograph shows them."""

    def moved(self, left: float, top: float) -> "Mouth":
        """Return the same mouth seen from another corner."""
        return replace(
            self,
            left=(self.left[0] - left, self.left[1] - top),
            right=(self.right[0] - left, self.right[1] - top),
            chin=self.chin - top,
        )

    def scaled(self, factor: float) -> "Mouth":
        """Return the same mouth in an enlarged picture."""
        return Mouth(
            left=(self.left[0] * factor, self.left[1] * factor),
            right=(self.right[0] * factor, self.right[1] * factor),
            dip=self.dip * factor,
            chin=self.chin * factor,
            gape=self.gape * factor,
            teeth=self.teeth * factor,
        )


def opened(picture: Picture, mouth: Mouth, openness: float) -> Picture:
    """Return the picture with the mouth that far open, 0..1."""
    if openness <= 0:
        return picture.copy()
    y, x = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]].astype(np.float32)
    across = (x - mouth.left[0]) / (mouth.right[0] - mouth.left[0]) * 2 - 1
    arch = np.clip(1 - across**2, 0, 1)
    line = (
        mouth.left[1] + (mouth.right[1] - mouth.left[1]) * (across + 1) / 2 + mouth.dip * arch**0.8
    )
    gap = openness * mouth.gape * arch**0.9
    upper, lower = line - _LIFT * gap, line + (1 - _LIFT) * gap
    jaw = openness * mouth.gape * np.exp(-((across / 1.5) ** 2))
    down = (y - lower) / (mouth.chin - line)
    shift = np.where(
        y < line,
        -_LIFT * gap * _smooth(1 - (upper - y) / (0.35 * (mouth.chin - line))),
        (1 - _LIFT) * (gap + (jaw - gap) * _smooth(down * 1.6)) * _smooth(1.9 - down * 1.05),
    )
    warped = cv2.remap(
        picture,
        x,
        (y - shift).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    inside = np.clip(np.minimum(y - upper, lower - y + 1.2) / 1.8 + 0.3, 0, 1) * (gap > 0.8)
    colour = _inner(y, upper, gap=np.maximum(gap, 1e-3), teeth=mouth.teeth * openness**0.5)
    mixed = warped * (1 - inside[..., None]) + colour * inside[..., None]
    return np.asarray(np.clip(mixed, 0, 255), np.uint8)


def _inner(y: Field, upper: Field, *, gap: Field, teeth: float) -> Field:
    """Return the colours inside a mouth: teeth above, dark, a hint of tongue below."""
    depth = np.clip((y - upper) / gap, 0, 1)[..., None]
    dark, tongue = np.array(_DARK, np.float32), np.array(_TONGUE, np.float32)
    colour = dark + (tongue - dark) * _smooth((depth - 0.45) * 1.6)
    if teeth > 0:
        bared = np.clip((np.minimum(teeth, 0.34 * gap) - (y - upper)) / 2.5, 0, 1)[..., None]
        colour = colour + (np.array(_TEETH, np.float32) - colour) * bared * 0.7
    return np.asarray(colour, np.float32)


def _smooth(share: Field) -> Field:
    """Return a step from 0 to 1 with soft ends."""
    share = np.clip(share, 0, 1)
    return share * share * (3 - 2 * share)
