"""The set: a dark wall with windows, in each of which one person is seen."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from core.domain.box import Box
from deploy.local.sample.portraits import Portrait
from deploy.local.sample.shots import View

Picture = NDArray[np.uint8]
Matrix = NDArray[np.float64]

WIDTH, HEIGHT = 1280, 720
TITLE = "How bridges stay up"
_CREDIT = "computer voices · archive portraits · real facts"

_CORNER = 20
_RIM = 4
_WALLS = {"wide": ((52, 34, 22), (92, 62, 30)), "a": ((30, 34, 66), (50, 74, 128))}
_WALLS |= {"b": ((70, 40, 22), (128, 92, 36))}
"""Blue, green, red, at the rim and in the light."""
_LIT, _UNLIT = (196, 222, 240), (86, 78, 70)


@dataclass(frozen=True)
class Window:
    """A part of the picture in which one person is seen; slowly, it comes closer."""

    speaker: str
    frame: tuple[int, int, int, int]
    """Left, top, width, height."""
    scale: float
    """Pixels of the picture for one of the photograph, at first."""
    center: tuple[float, float]
    """Point of the photograph that is in the middle."""
    closer: float = 1.0
    """How much larger it is at last."""

    def transform(self, portrait: Portrait, progress: float) -> Matrix:
        """Return the matrix from the plate to the window at that share of the shot, 0..1."""
        scale = self.scale * (1 + (self.closer - 1) * progress) / portrait.enlarged
        x, y = (c * portrait.enlarged for c in self.center)
        width, height = self.frame[2:]
        return np.array([[scale, 0, width / 2 - scale * x], [0, scale, height / 2 - scale * y]])

    def face(self, portrait: Portrait, progress: float) -> Box:
        """Return where the face is, as shares of the picture."""
        matrix = self.transform(portrait, progress)
        box, (left, top) = portrait.face, self.frame[:2]
        scale = float(matrix[0, 0])
        return Box(
            x=(left + scale * box.x + float(matrix[0, 2])) / WIDTH,
            y=(top + scale * box.y + float(matrix[1, 2])) / HEIGHT,
            width=scale * box.width / WIDTH,
            height=scale * box.height / HEIGHT,
        )


WINDOWS: dict[tuple[View, str], tuple[Window, ...]] = {
    ("wide", "a"): (
        Window("a", (40, 60, 590, 540), 1.75, (226, 162), closer=1.03),
        Window("b", (650, 60, 590, 540), 1.25, (262, 232), closer=1.03),
    ),
    ("close", "a"): (Window("a", (170, 35, 940, 650), 2.25, (228, 150), closer=1.05),),
    ("close", "b"): (Window("b", (170, 35, 940, 650), 1.95, (262, 206), closer=1.05),),
    ("medium", "a"): (
        Window("a", (40, 45, 780, 590), 1.95, (226, 160), closer=1.05),
        Window("b", (850, 195, 390, 290), 0.9, (262, 226)),
    ),
    ("medium", "b"): (
        Window("b", (460, 45, 780, 590), 1.6, (258, 222), closer=1.05),
        Window("a", (40, 195, 390, 290), 1.3, (226, 132)),
    ),
}


class Stage:
    """One view, drawn once, into which portraits are put for every picture."""

    def __init__(self, view: View, subject: str) -> None:
        self.windows = WINDOWS[view, subject]
        wall = _wall(*_WALLS[subject if view != "wide" else "wide"])
        if view != "close":
            wall = _lettered(wall)
        self._walls = {
            speaker: _framed(wall, self.windows, lit=speaker)
            for speaker in {window.speaker for window in self.windows} | {""}
        }
        self._corners = {w.frame: _corners(w.frame[2], w.frame[3]) for w in self.windows}

    def empty(self, speaker: str) -> Picture:
        """Return the set without people; the rim of the speaker's window is lit."""
        return self._walls.get(speaker, self._walls[""]).copy()

    def put(self, picture: Picture, window: Window, plate: Picture, matrix: Matrix) -> None:
        """Draw the plate into the window."""
        left, top, width, height = window.frame
        if matrix[0, 0] < 0.6:  # warping alone would skip pixels, and shimmer
            half = cv2.resize(plate, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
            plate = np.asarray(half, np.uint8)
            matrix = matrix * np.array([[2, 2, 1], [2, 2, 1]])
        seen = cv2.warpAffine(
            plate, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        place = picture[top : top + height, left : left + width]
        for part, share in self._corners[window.frame]:
            seen[part] = place[part] * (1 - share) + seen[part] * share
        place[:] = seen


Part = tuple[slice, slice]


def _corners(width: int, height: int) -> list[tuple[Part, NDArray[np.float32]]]:
    """Return the four corners of a window, and how much of each is inside its rounding."""
    mask = np.zeros((height, width), np.uint8)
    _round(mask, (0, 0, width, height), colour=(255,))
    starts, ends = slice(0, _CORNER), slice(-_CORNER, None)
    parts = [(row, column) for row in (starts, ends) for column in (starts, ends)]
    return [(part, np.asarray(mask[part][..., None] / 255, np.float32)) for part in parts]


def _wall(dark: tuple[int, int, int], light: tuple[int, int, int]) -> Picture:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    glow = np.exp(-(((x / WIDTH - 0.5) / 0.55) ** 2) - ((y / HEIGHT - 0.42) / 0.6) ** 2)
    colour = np.array(dark) + (np.array(light) - np.array(dark)) * glow[..., None]
    # Without a grain, eight bits show the steps of so soft a gradient.
    grain = np.random.default_rng(1).uniform(-1.5, 1.5, (HEIGHT, WIDTH, 1))
    return np.asarray(np.clip(colour + grain, 0, 255), np.uint8)


def _lettered(wall: Picture) -> Picture:
    image = Image.fromarray(np.ascontiguousarray(wall[..., ::-1]))
    draw = ImageDraw.Draw(image)
    draw.text(
        (WIDTH / 2, 662), TITLE, fill=(236, 228, 212), font=ImageFont.load_default(30), anchor="mm"
    )
    draw.text(
        (WIDTH / 2, 696),
        _CREDIT,
        fill=(158, 150, 138),
        font=ImageFont.load_default(17),
        anchor="mm",
    )
    return np.ascontiguousarray(np.asarray(image)[..., ::-1])


def _framed(wall: Picture, windows: tuple[Window, ...], *, lit: str) -> Picture:
    shadow = np.zeros(wall.shape[:2], np.uint8)
    for window in windows:
        left, top, width, height = window.frame
        _round(shadow, (left, top + 10, width, height), colour=(255,))
    depth = cv2.GaussianBlur(shadow, (0, 0), 16)[..., None].astype(np.float32) / 255
    picture = np.clip(wall * (1 - 0.55 * depth), 0, 255).astype(np.uint8)
    for window in windows:
        left, top, width, height = window.frame
        outer = (left - _RIM, top - _RIM, width + 2 * _RIM, height + 2 * _RIM)
        _round(picture, outer, colour=_LIT if window.speaker == lit else _UNLIT)
    return picture


def _round(picture: Picture, frame: tuple[int, int, int, int], *, colour: tuple[int, ...]) -> None:
    """Fill a rectangle with round corners."""
    left, top, width, height = frame
    r, right, bottom = _CORNER, left + width - 1, top + height - 1
    cv2.rectangle(picture, (left + r, top), (right - r, bottom), colour, -1)
    cv2.rectangle(picture, (left, top + r), (right, bottom - r), colour, -1)
    for x in (left + r, right - r):
        for y in (top + r, bottom - r):
            cv2.circle(picture, (x, y), r, colour, -1, cv2.LINE_AA)
