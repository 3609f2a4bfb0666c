"""How the picture of a recording fills the picture of a clip."""

from collections.abc import Sequence

from activities.plan.camera import Move, moves
from activities.plan.shots import shots
from activities.plan.subject import Subject, subject
from activities.plan.window import Window
from core.domain.faces import FaceTracks
from core.domain.media import MediaInfo
from core.domain.plan import CropKey, LayoutPlan, OutputPlan
from core.domain.scenes import Scenes
from core.domain.span import Span

FOLLOW = "follow"
FIT = "fit"

# A face seen for less than this share of a clip is an accident of the detector or of the picture.
_FACE_TIME = 0.1


def framed(
    clip: Span,
    *,
    media: MediaInfo,
    output: OutputPlan,
    scenes: Scenes,
    faces: FaceTracks,
    layout: str | None = None,
) -> LayoutPlan:
    """Return the layout of a clip and, unless it shows the whole picture, the path of its crop.

    Without a layout that was asked for, faces are followed where there are any,
    and a picture without faces is shown whole.
    """
    window = Window.of(media, output)
    parts = [subject(shot, faces, window) for shot in shots(clip, scenes.cuts())]
    name = layout or _suited(parts, window)
    if name == FIT:
        return LayoutPlan(name=name)
    path = moves(parts, window.size)
    return LayoutPlan(name=name, crop=tuple(_key(move, window) for move in path))


def _suited(parts: Sequence[Subject], window: Window) -> str:
    with_faces = sum(int(part.present.sum()) for part in parts)
    steps = sum(len(part) for part in parts)
    return FOLLOW if window.whole or with_faces >= _FACE_TIME * steps else FIT


def _key(move: Move, window: Window) -> CropKey:
    place = round(move.place, 4)
    x, y = (place, 0.5) if window.sideways else (0.5, place)
    return CropKey(at=move.at, x=x, y=y, ease=move.ease)
