"""What kind of picture a recording shows: people, a shared screen, a game, or a still.

Once a second it is measured how much of the picture has one of a few tones, how much of it are
thin strokes as of letters, and which parts have changed. Over a dozen of these glances lines
are found that stay where they are: four of them around a face that does not leave its place
are the frame of an inset, in which the speaker is shown beside slides or a game.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from activities.face_track.cast import common
from activities.face_track.cuts import Thumbnail
from activities.face_track.insets import Lines, inset
from activities.face_track.mouth import Luma
from core.domain.box import Box
from core.domain.faces import View
from core.domain.span import Span

Kind = Literal["camera", "screen", "game", "still"]

# Glances that are judged together.
_WINDOW = 12
# A block of a thumbnail that changes by more levels of 255 between two glances has moved; one
# that changes by less than the other number is the same in a picture that stands still.
_MOVED, _STILL = 5.0, 1.5
# From these shares of few tones and of strokes on, a picture is a screen: slides and desktops
# have .8 to .99 and .01 to .06, people before a camera below .7 or below .005.
_TONES, _STROKES = 0.7, 0.006
# A tone is this many levels of 255 wide, and so many tones are few.
_TONE, _FEW = 9, 3
# A stroke differs by more levels than this from both its sides.
_STROKE_LEVELS = 24
# On a screen less than this share of the picture moves between two glances, most of the time.
_SCREEN_MOTION = 0.25
# Around the inset of a game this share of the picture moves, most of the time.
_GAME_MOTION = 0.3
# A face with more of the height of the picture than this is not in an inset.
_INSET_FACE = 0.4
# The share of the glances in which a face must be at the same place to be in an inset.
_STEADY = 0.7
# A kind of picture that lasts for a shorter time, in seconds, is none.
_SHORTEST = 3.0


@dataclass(frozen=True, slots=True)
class _Glance:
    at: float
    kind: Kind
    inset: Box | None


@dataclass(slots=True)
class _Window:
    """The glances that are judged together next."""

    at: list[float] = field(default_factory=list)
    small: list[Thumbnail] = field(default_factory=list)
    faces: list[Sequence[Box]] = field(default_factory=list)
    screen: list[bool] = field(default_factory=list)
    lines: Lines = field(default_factory=Lines)


class ViewWatch:
    """Tells from glances at a recording what kind of picture each stretch shows."""

    def __init__(self) -> None:
        self._window = _Window()
        self._last: Thumbnail | None = None
        self._glances: list[_Glance] = []

    def glance(self, at: float, luma: Luma, small: Thumbnail, faces: Sequence[Box]) -> None:
        """Take in a picture, about one a second, with the faces that are seen in it."""
        window = self._window
        if luma.shape != window.lines.shape:
            self._judge()
            window = self._window
        window.at.append(at)
        window.small.append(small)
        window.faces.append(faces)
        window.screen.append(tones(luma) >= _TONES and strokes(luma) >= _STROKES)
        window.lines.add(luma)
        if len(window.at) == _WINDOW:
            self._judge()

    def finish(self, end: float) -> tuple[View, ...]:
        """Return the views end to end; nothing when it is a camera throughout."""
        self._judge()
        views = _views(self._glances, end)
        return () if all(view.kind == "camera" for view in views) else views

    def _judge(self) -> None:
        window, self._window = self._window, _Window()
        if not window.at:
            return
        before = self._last if self._last is not None else window.small[0]
        change = np.abs(np.diff(np.stack([before, *window.small]), axis=0))
        self._last = window.small[-1]
        frame = _frame(window)
        outside = _share_outside(change > _MOVED, frame)
        still = change.max(axis=(1, 2)) <= _STILL
        busy = float(np.median(outside))
        game = frame is not None and busy >= _GAME_MOTION and not any(window.screen)
        screen = np.mean(window.screen) >= 0.5 and busy <= _SCREEN_MOTION
        for n, at in enumerate(window.at):
            kind: Kind = "camera"
            if game:
                kind = "game"
            elif window.screen[n] and (screen or outside[n] <= _SCREEN_MOTION):
                kind = "screen"
            elif still[n]:
                kind = "still"
            shown = frame if kind in {"game", "screen"} else None
            self._glances.append(_Glance(at, kind, shown))


def tones(luma: Luma) -> float:
    """Return which share of a picture has one of its few most frequent tones, 0..1."""
    count = np.bincount(luma[::2].ravel(), minlength=256).astype(float)
    whole, found = count.sum(), 0.0
    for _ in range(_FEW):
        middle = int(np.convolve(count, np.ones(_TONE), "same").argmax())
        around = slice(max(0, middle - _TONE // 2), middle + _TONE // 2 + 1)
        found += float(count[around].sum())
        count[around] = 0.0
    return float(found / whole)


def strokes(luma: Luma) -> float:
    """Return which share of a picture is lighter or darker than both its sides, 0..1."""
    values: NDArray[np.int16] = luma[::2].astype(np.int16)
    left, right = values[:, 1:-1] - values[:, :-2], values[:, 1:-1] - values[:, 2:]
    thin = np.minimum(left, right) > _STROKE_LEVELS
    thin |= np.maximum(left, right) < -_STROKE_LEVELS
    return float(thin.mean()) if thin.size else 0.0


def _share_outside(moved: NDArray[np.bool_], frame: Box | None) -> NDArray[np.float64]:
    """Return for each glance which share of the picture outside a box moved."""
    rows, columns = moved.shape[1:]
    outside = np.ones((rows, columns), np.bool_)
    if frame is not None:
        top, left = int(frame.y * rows), int(frame.x * columns)
        bottom, right = (frame.y + frame.height) * rows, (frame.x + frame.width) * columns
        outside[top : int(np.ceil(bottom)), left : int(np.ceil(right))] = False
    return moved[:, outside].mean(axis=1) if outside.any() else np.zeros(len(moved))


def _frame(window: _Window) -> Box | None:
    """Return the frame around a face that stays in its place; None without one."""
    faces = [face for seen in window.faces for face in seen if face.height <= _INSET_FACE]
    least = max(3, round(_STEADY * len(window.at)))
    for face in sorted(faces, key=lambda face: face.area):
        same = [one for one in faces if common(one, face) >= 0.3]
        if len(same) >= least:
            middle = np.median([(b.x, b.y, b.width, b.height) for b in same], axis=0)
            x, y, width, height = (float(value) for value in middle)
            return inset(window.lines, Box(x=x, y=y, width=width, height=height))
    return None


def _views(glances: Sequence[_Glance], end: float) -> tuple[View, ...]:
    """Return the glances as stretches end to end, none of them too short but the only one."""
    runs = [list(run) for _, run in groupby(glances, key=lambda glance: glance.kind)]
    starts = [run[0].at for run in runs]
    ends = [*starts, end][1:]
    views: list[View] = []
    for run, start, stop in zip(runs, starts, ends, strict=True):
        kind = run[0].kind
        if stop - start < _SHORTEST and len(runs) > 1:
            kind = views[-1].kind if views else "camera"
        begin = views[-1].span.end if views else 0.0
        frame = _usual([glance.inset for glance in run])
        if views and views[-1].kind == kind:
            begin, frame = views[-1].span.start, views[-1].inset or frame
            views.pop()
        span = Span(start=round(begin, 4), end=round(max(stop, begin), 4))
        views.append(View(span=span, kind=kind, inset=frame if kind != "still" else None))
    return tuple(views)


def _usual(frames: Sequence[Box | None]) -> Box | None:
    """Return the median of the frames that were found."""
    found = [(b.x, b.y, b.width, b.height) for b in frames if b is not None]
    if not found:
        return None
    x, y, width, height = (round(float(value), 4) for value in np.median(found, axis=0))
    return Box(x=x, y=y, width=width, height=height)
