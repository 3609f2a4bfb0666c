"""How the picture of a recording fills the picture of a clip."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from activities import catalog
from activities.plan import choice
from activities.plan.camera import Move, moves
from activities.plan.choice import FIT, FIXED, FOLLOW, GAME, PANELS, SCREEN
from activities.plan.crops import Crop, around, away, inside
from activities.plan.people import Person
from activities.plan.shots import shots
from activities.plan.stays import standing
from activities.plan.subject import subject
from activities.plan.window import Window
from core.domain.box import Box
from core.domain.faces import FaceTracks
from core.domain.media import MediaInfo
from core.domain.plan import CropKey, LayoutPlan, OutputPlan, Panel, SceneLayout
from core.domain.scenes import Scenes
from core.domain.span import Span


@dataclass(frozen=True)
class _Framed:
    """A shot with its layout; the crops of its panels, unless a camera follows in it."""

    shot: Span
    name: str
    crops: tuple[Crop, ...] = ()


@dataclass(frozen=True)
class _Set:
    """What is filmed, and for what."""

    media: MediaInfo
    output: OutputPlan
    faces: FaceTracks

    @property
    def window(self) -> Window:
        return Window.of(self.media, self.output)

    def windows(self, name: str) -> list[Window]:
        """Return the largest window of every panel of a layout."""
        areas = catalog.LAYOUTS.load(name)().areas(self.media, self.output)
        return [Window.of(self.media, self.output, area) for area in areas]


def framed(
    clip: Span,
    *,
    media: MediaInfo,
    output: OutputPlan,
    scenes: Scenes,
    faces: FaceTracks,
    layout: str | None = None,
) -> LayoutPlan:
    """Return the layout of a clip and the path of each of its cameras.

    Without a layout that was asked for, each shot gets the one that suits what is seen
    in it. One that was asked for is left only in shots that have not the people for it.
    """
    made = _Set(media, output, faces)
    if layout == FIT:
        return LayoutPlan(name=FIT)
    borders = [view.span.start for view in faces.views]
    found = shots(clip, [*scenes.cuts(), *borders])
    if layout == FIXED:
        parts = [subject(shot, faces, made.window) for shot in found]
        key = _key(Move(clip.start, standing(parts, made.window.size)), made.window)
        return LayoutPlan(name=FIXED, panels=(Panel(crop=(key,)),))
    if layout is None:
        named = choice.suited_to_all(found, faces, made.window)
    else:
        named = [layout] * len(found)
    return _plan([_framed(s, name, made) for s, name in zip(found, named, strict=True)], made)


def _framed(shot: Span, name: str, made: _Set) -> _Framed:
    """Return a shot with a layout, or with the nearest one for which it has what is needed."""
    crops: Sequence[Crop | None] = ()
    if name in PANELS.values():
        crops = _people(shot, name, made)
        if not crops or None in crops:
            return _Framed(shot, choice.alone(shot, made.faces, made.window) or FOLLOW)
    elif name in {SCREEN, GAME}:
        crops = _inset(shot, name, made)
        if None in crops:
            return _Framed(shot, FIT)
    return _Framed(shot, name, tuple(crop for crop in crops if crop is not None))


def _people(shot: Span, name: str, made: _Set) -> Sequence[Crop | None]:
    """Return a crop for each panel with a person; nothing when they are too few."""
    windows = made.windows(name)
    seen: tuple[Person, ...] = choice.in_turns(shot, made.faces, made.window)
    if len(seen) != len(windows):
        seen = choice.first(shot, made.faces, len(windows))
    if len(seen) < len(windows):
        return ()
    return [
        around(one.head, [other.head for other in seen if other is not one], window)
        for one, window in zip(seen, windows, strict=True)
    ]


def _inset(shot: Span, name: str, made: _Set) -> Sequence[Crop | None]:
    """Return the crops of what is shown and of the face beside it, None where it has none."""
    main, side = made.windows(name)
    inset = choice.view(shot, made.faces).inset
    seen = choice.first(shot, made.faces, 1)
    head = seen[0].head if seen else None
    shown = away(inset, main) if name == GAME else Crop(0.5, 0.5)
    if inset is not None:
        held = head if head is not None and _holds(inset, head) else None
        return shown, inside(inset, held, side)
    return shown, around(head, (), side) if head is not None else None


def _holds(inset: Box, head: Box) -> bool:
    x, y = head.center
    return 0 <= x - inset.x <= inset.width and 0 <= y - inset.y <= inset.height


def _plan(found: Sequence[_Framed], made: _Set) -> LayoutPlan:
    """Return the plan: what most of the clip has, and the scenes that have another layout."""
    seconds: dict[str, float] = defaultdict(float)
    for one in found:
        seconds[one.name] += one.shot.duration
    usual = max(seconds, key=lambda name: seconds[name])
    stretches = [list(row) for _, row in groupby(found, lambda one: one.name)]
    return LayoutPlan(
        name=usual,
        panels=_panels([one for one in found if one.name == usual], made),
        scenes=tuple(
            SceneLayout(
                name=row[0].name,
                panels=_panels(row, made),
                span=Span(start=row[0].shot.start, end=row[-1].shot.end),
            )
            for row in stretches
            if row[0].name != usual
        ),
    )


def _panels(row: Sequence[_Framed], made: _Set) -> tuple[Panel, ...]:
    """Return the cameras of shots with the same layout."""
    if row[0].name == FOLLOW:
        parts = [subject(one.shot, made.faces, made.window) for one in row]
        path = moves(parts, made.window.size)
        return (Panel(crop=tuple(_key(move, made.window) for move in path)),)
    return tuple(
        Panel(crop=_jumps([one.crops[number].key(one.shot.start) for one in row]))
        for number in range(len(row[0].crops))
    )


def _jumps(keys: Sequence[CropKey]) -> tuple[CropKey, ...]:
    """Return the keys without those that change nothing."""
    kept = [
        key
        for before, key in zip([None, *keys], keys, strict=False)
        if before is None or before.model_copy(update={"at": key.at}) != key
    ]
    return tuple(kept)


def _key(move: Move, window: Window) -> CropKey:
    place = round(move.place, 4)
    x, y = (place, 0.5) if window.sideways else (0.5, place)
    return CropKey(at=move.at, x=x, y=y, ease=move.ease)
