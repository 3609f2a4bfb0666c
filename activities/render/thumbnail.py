"""Which frames of a clip show it best."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from activities.render.views import View, views
from core.domain.box import Box
from core.domain.faces import FaceTracks
from core.domain.plan import ClipPlan
from core.domain.span import Span

Image = NDArray[np.uint8]

# Closer than this to a cut, frames may be half of the other side.
_EDGE_SECONDS = 0.2
_WITH_FACES, _EVENLY = 5, 3
# Mean brightness of 0..255 below which a picture counts as black.
_BLACK = 24.0
# Mean change of 0..255 from the frame before above which a frame stands at a cut.
_CUT = 30.0
# What a picture loses by being like one that was taken: as much as a face may bring.
_ALIKE = 0.45
# How much of a likeness is what is seen; the rest is how near in time they are.
_SEEN = 0.7
# Mean change of 0..255 between blocks of two pictures from which on they are quite different.
_ANOTHER_PICTURE = 40.0
_BLOCKS = 8
# Faces are looked for this often at least, seconds.
_NEARBY = 0.5
_SAME_TIME = 0.02
# Containers tell their length to about a frame.
_LAST_FRAMES = 2
# A face this high, as a share of the window, is as large as it need be.
_LARGE_FACE = 0.4


@dataclass(frozen=True)
class Moment:
    """A time of the source that may become the thumbnail, with what is seen of it."""

    at: float
    view: View
    """The panel of the clip that is looked at."""
    face: Box | None = None
    """The largest face inside its window, as a share of the source's picture."""

    @property
    def window(self) -> Box:
        return self.view.window


@dataclass(frozen=True)
class Still:
    """The picture at a moment, cut to the window."""

    moment: Moment
    image: Image
    """Height, width, RGB."""
    change: float
    """Mean difference to the frame before, 0..255."""


def moments(plan: ClipPlan, faces: FaceTracks) -> list[Moment]:
    """Return the moments worth looking at, in order of time.

    They are the ones with the largest faces in a panel, apart from each other,
    and some that lie evenly over the clip.
    """
    seen = [
        Moment(d.at, view, d.box)
        for span in plan.spans
        for track in faces.within(span)
        if track.kind == "face"
        for d in track.detections
        for view in views(plan, d.at)
        if _shows(view.window, d.box)
    ]
    inner = [moment for moment in seen if _inner(plan, moment.at)]
    inner.sort(key=lambda moment: (-_face_height(moment), moment.at))
    apart = max(1.0, plan.duration / 12)
    chosen: list[Moment] = []
    for moment in inner:
        if len(chosen) < _WITH_FACES and all(abs(moment.at - m.at) >= apart for m in chosen):
            chosen.append(moment)
    count = _EVENLY if chosen else _EVENLY + _WITH_FACES
    chosen += [Moment(at, _largest(views(plan, at))) for at in _evenly(plan, count)]
    return sorted(chosen, key=lambda moment: moment.at)


def moment_at(plan: ClipPlan, faces: FaceTracks, at: float) -> Moment:
    """Return a time of the source as a moment, with the largest face that is seen then.

    A time at the very end is that of the last frame.
    """
    at = max(0.0, min(at, plan.media.duration - _LAST_FRAMES / plan.media.fps))
    near = Span(start=at - _NEARBY, end=at + _NEARBY)
    shown = [
        Moment(at, view, detection.box)
        for track in faces.within(near)
        if track.kind == "face"
        for detection in track.detections
        if near.contains(detection.at)
        for view in views(plan, at)
        if _shows(view.window, detection.box)
    ]
    nothing = Moment(at, _largest(views(plan, at)))
    return max(shown, key=_face_height, default=nothing)


def best(stills: Sequence[Still], count: int = 1) -> list[Still]:
    """Return the stills that are sharp, bright and show a large face, the best one first.

    ``stills`` must not be empty. The others are good and unlike those before them, in time and
    in what is seen; no two are of the same time. None is black or at a cut if there are enough
    of the others. Of equal ones the earlier moment is taken.
    """
    sharpest = max(map(sharpness, stills)) or 1.0
    whole = max(s.moment.at for s in stills) - min(s.moment.at for s in stills)
    left = sorted(stills, key=lambda still: still.moment.at)
    chosen: list[Still] = []
    while left and len(chosen) < count:
        taken = max(
            left,
            key=lambda still: (
                _usable(still),
                _score(still, sharpest) - _ALIKE * _likeness(still, chosen, whole),
            ),
        )
        chosen.append(taken)
        left = [still for still in left if abs(still.moment.at - taken.moment.at) > _SAME_TIME]
    return chosen


def sharpness(still: Still) -> float:
    """Return the variance of the Laplacian, of the face where there is one."""
    gray = _part(still).mean(axis=2)
    if min(gray.shape) < 3:
        return 0.0
    around = gray[:-2, 1:-1] + gray[2:, 1:-1] + gray[1:-1, :-2] + gray[1:-1, 2:]
    return float(np.var(around - 4 * gray[1:-1, 1:-1]))


def face_in_window(moment: Moment) -> Box | None:
    """Return the face as a share of the window."""
    face, window = moment.face, moment.window
    if face is None:
        return None
    return Box(
        x=(face.x - window.x) / window.width,
        y=(face.y - window.y) / window.height,
        width=face.width / window.width,
        height=face.height / window.height,
    )


def face_in_clip(moment: Moment) -> Box | None:
    """Return the face as a share of the clip's picture."""
    face, area = face_in_window(moment), moment.view.area
    if face is None:
        return None
    return Box(
        x=area.x + face.x * area.width,
        y=area.y + face.y * area.height,
        width=face.width * area.width,
        height=face.height * area.height,
    )


def _usable(still: Still) -> int:
    """Return 2 for a picture to show, 1 for one at a cut, 0 for a black one."""
    if still.image.mean() < _BLACK:
        return 0
    return 2 if still.change <= _CUT else 1


def _likeness(still: Still, others: Sequence[Still], whole: float) -> float:
    """Return how much a still is like the nearest of others, 0..1, 0 without others."""
    return max((_alike(still, other, whole) for other in others), default=0.0)


def _alike(one: Still, other: Still, whole: float) -> float:
    change = np.abs(_blocks(one.image) - _blocks(other.image)).mean()
    picture = 1 - min(1.0, float(change) / _ANOTHER_PICTURE)
    apart = abs(one.moment.at - other.moment.at) / whole if whole else 0.0
    return _SEEN * picture + (1 - _SEEN) * (1 - apart)


def _blocks(image: Image) -> NDArray[np.float32]:
    """Return the mean colours of a picture in few blocks, by which people tell small pictures."""
    rows, columns = (
        np.linspace(0, side, _BLOCKS, endpoint=False).astype(int) for side in image.shape[:2]
    )
    sums = np.add.reduceat(np.add.reduceat(image.astype(np.float64), rows), columns, axis=1)
    heights = np.diff(np.append(rows, image.shape[0]))
    widths = np.diff(np.append(columns, image.shape[1]))
    areas = np.maximum(np.outer(heights, widths), 1)
    return np.asarray(sums / areas[..., None], np.float32)


def _score(still: Still, sharpest: float) -> float:
    contrast = min(1.0, float(still.image.std()) / 64)
    face = min(1.0, _face_height(still.moment) / _LARGE_FACE)
    return 0.45 * face + 0.4 * sharpness(still) / sharpest + 0.15 * contrast


def _part(still: Still) -> Image:
    face = face_in_window(still.moment)
    if face is None:
        return still.image
    height, width = still.image.shape[:2]
    top, left = max(0, int(face.y * height)), max(0, int(face.x * width))
    bottom, right = int((face.y + face.height) * height), int((face.x + face.width) * width)
    return still.image[top:bottom, left:right]


def _face_height(moment: Moment) -> float:
    return moment.face.height / moment.window.height if moment.face else 0.0


def _largest(seen: Sequence[View]) -> View:
    return max(seen, key=lambda view: view.area.area)


def _shows(window: Box, face: Box) -> bool:
    return (
        window.x <= face.x
        and window.y <= face.y
        and face.x + face.width <= window.x + window.width
        and face.y + face.height <= window.y + window.height
    )


def _inner(plan: ClipPlan, at: float) -> bool:
    """Return whether a time lies well inside a span, as far as the span is long enough."""
    return any(
        span.start + edge <= at <= span.end - edge
        for span in plan.spans
        if (edge := min(_EDGE_SECONDS, span.duration / 4)) >= 0
    )


def _evenly(plan: ClipPlan, count: int) -> list[float]:
    """Return times of the source at the middles of ``count`` equal parts of the clip."""
    found, before = [], 0.0
    wanted = [(n + 0.5) / count * plan.duration for n in range(count)]
    for span in plan.spans:
        found += [
            span.start + at - before for at in wanted if before <= at < before + span.duration
        ]
        before += span.duration
    return found
