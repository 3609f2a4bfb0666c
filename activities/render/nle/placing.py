"""From the camera's keys to the position and scale of a picture."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from activities import catalog
from activities.render import camera
from activities.render.base import Sight
from activities.render.nle.base import Edges, Layer, Placement, Recording
from core.domain.box import Box
from core.domain.plan import MIDDLE, ClipPlan, CropKey, Framing
from core.domain.span import Span

# A panel this near to the edges of the clip needs no mask.
_WHOLE = 0.999


def layers(plan: ClipPlan, recording: Recording, *, first: int, frames: int) -> tuple[Layer, ...]:
    """Return what is shown of a stretch of the source, in frames of it, the lowest layer first.

    The lowest lasts for the whole stretch, through all its scenes: it carries the cut.
    """
    found: dict[int, list[Layer]] = {}
    for framing, start, count in _stretches(plan, recording, first, frames):
        for number, panel in enumerate(_panels(plan, framing, recording)):
            placed = panel.placements(start, count)
            found.setdefault(number, []).append(Layer(number, start, count, placed))
    lowest, *others = (found[number] for number in sorted(found))
    return (_joined(lowest), *(layer for stretch in others for layer in stretch))


@dataclass(frozen=True)
class _Panel:
    """Where the window of a panel lies in the source and in the clip."""

    keys: tuple[CropKey, ...]
    area: Box
    largest: tuple[float, float]
    """Width and height of a window of size 1, 0..1 of the source."""
    recording: Recording
    width: int
    height: int
    """Of the clip, in pixels."""

    def placements(self, first: int, frames: int) -> tuple[Placement, ...]:
        rate, path = self.recording.rate, self.keys or (MIDDLE,)
        # Half a frame later: a key belongs to the frame that begins nearest to it.
        begin = camera.position(path, float(rate.time(first) + rate.time(1) / 2))
        found = [self._placement(first, begin)]
        for before, key in pairwise(path):
            start = rate.frame(max(key.at - key.ease, before.at))
            end = rate.frame(key.at)
            if end <= first or start >= first + frames:
                continue
            held = start if end > start else end - 1
            if held > found[-1].frame:
                found.append(self._placement(held, _sight(before)))
            found.append(self._placement(end, _sight(key), smooth=end > start))
        return _without_repeats(found)

    def _placement(self, frame: int, sight: Sight, *, smooth: bool = False) -> Placement:
        source = self.recording
        seen = self.largest[0] * sight.size, self.largest[1] * sight.size
        scale = self.area.width * self.width / (seen[0] * source.width)
        across, down = self.area.center
        return Placement(
            frame=frame,
            scale=scale,
            x=(across - 0.5) * self.width + (0.5 - sight.x) * source.width * scale,
            y=(down - 0.5) * self.height + (0.5 - sight.y) * source.height * scale,
            crop=None if self._whole else _edges(sight, seen),
            smooth=smooth,
        )

    @property
    def _whole(self) -> bool:
        return min(self.area.width, self.area.height) > _WHOLE or min(self.largest) > _WHOLE


def _stretches(
    plan: ClipPlan, recording: Recording, first: int, frames: int
) -> list[tuple[Framing, int, int]]:
    """Return the framings of a stretch of the source, each with its first frame and its length."""
    rate, end, at = recording.rate, first + frames, first
    found: list[tuple[Framing, int, int]] = []
    whole = Span(start=float(rate.time(first)), end=float(rate.time(end)))
    scenes = [scene for scene in plan.layout.scenes if scene.span.overlaps(whole)]
    for scene in sorted(scenes, key=lambda scene: scene.span.start):
        begin = max(at, rate.frame(scene.span.start))
        stop = min(end, rate.frame(scene.span.end))
        if begin > at and stop > begin:
            found.append((plan.layout, at, begin - at))
        if stop > begin:
            found.append((scene, begin, stop - begin))
            at = stop
    return [*found, (plan.layout, at, end - at)] if end > at else found


def _panels(plan: ClipPlan, framing: Framing, recording: Recording) -> list[_Panel]:
    layout = catalog.LAYOUTS.load(framing.name)()
    output, found = plan.output, []
    for number, area in enumerate(layout.areas(plan.media, output)):
        shape = area.width * output.width / (area.height * output.height)
        largest = camera.window(plan.media, shape)
        keys = camera.inside(framing.crop(number), largest)
        keys = keys if layout.moves else keys[:1]
        found.append(_Panel(keys, area, largest, recording, output.width, output.height))
    return found


def _joined(stretches: Sequence[Layer]) -> Layer:
    """Return layers that follow each other as one, which jumps where the next begins."""
    found = list(stretches[0].placements)
    for layer in stretches[1:]:
        found = [placement for placement in found if placement.frame < layer.first]
        if found[-1].frame < layer.first - 1:
            found.append(replace(found[-1], frame=layer.first - 1, smooth=False))
        found += layer.placements
    first, last = stretches[0], stretches[-1]
    frames = last.first + last.frames - first.first
    return Layer(first.number, first.first, frames, _without_repeats(found))


def _without_repeats(found: Sequence[Placement]) -> tuple[Placement, ...]:
    """Return one placement for each frame, and one alone when nothing moves."""
    by_frame = {placement.frame: placement for placement in found}
    kept = [by_frame[frame] for frame in sorted(by_frame)]
    still = {replace(placement, frame=0, smooth=False) for placement in kept}
    return tuple(kept[:1] if len(still) == 1 else kept)


def _edges(sight: Sight, seen: tuple[float, float]) -> Edges:
    left, top = sight.x - seen[0] / 2, sight.y - seen[1] / 2
    right, bottom = 1 - left - seen[0], 1 - top - seen[1]
    return Edges(*(min(max(edge, 0.0), 1.0) for edge in (left, top, right, bottom)))


def _sight(key: CropKey) -> Sight:
    return Sight(key.x, key.y, key.size)
