"""Which frame of a clip shows it best."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from activities.render.views import View, views
from core.domain.box import Box
from core.domain.faces import FaceTracks
from core.domain.plan import ClipPlan

Image = NDArray[np.uint8]

# Closer than this to a cut, frames may be half of the other side.
_EDGE_SECONDS = 0.2
_WITH_FACES, _EVENLY = 5, 3
# Mean brightness of 0..255 below which a picture counts as black.
_BLACK = 24.0
# Mean change of 0..255 from the frame before above which a frame stands at a cut.
_CUT = 30.0
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


def best(stills: Sequence[Still]) -> Still:
    """Return the still that is sharp, bright and shows a large face; never black if any is not.

    ``stills`` must not be empty. Equal ones go to the earlier moment.
    """
    usable = [s for s in stills if s.image.mean() >= _BLACK and s.change <= _CUT]
    found = usable or [s for s in stills if s.image.mean() >= _BLACK] or list(stills)
    sharpest = max(map(sharpness, found)) or 1.0
    return max(found, key=lambda s: (_score(s, sharpest), -s.moment.at))


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
