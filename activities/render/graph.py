"""From clip plans to the arguments of the one ffmpeg run that decodes and encodes their picture."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import cast

import ffmpeg as library

from activities import catalog
from activities.render import camera, decoding, panels, staging, timing
from activities.render.base import Layout, Pane, Shot, Stream
from activities.render.colours import Colours, delivered, named
from activities.render.delivery import CONTAINER, FONTS
from activities.render.sequence import Join, Part, Run, heads, sequence
from activities.render.streams import Files, joined
from core.domain.plan import ClipPlan

_GRAPH, _GRAPH_FILE = "-filter_complex", "graph.txt"
# Linux takes arguments of up to 131,072 bytes.
_LONGEST = 100_000


def _as_it_is(picture: Stream) -> Stream:
    return picture


@dataclass(frozen=True)
class Build:
    """One clip of a run. Names of files are those in the working directory."""

    plan: ClipPlan
    sound: str | None
    """An AAC stream that is copied; None for the picture alone."""
    encoding: Mapping[str, str]
    target: str
    captions: str | None = None
    """ASS; what it needs of ``fonts`` lies beside it."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Absolute paths of the stored files that the plan names, by their keys."""
    prepare: Callable[[Stream], Stream] = _as_it_is
    """What the encoder wants to be done to the finished picture."""


def clips(builds: Sequence[Build], source: Path, colours: Colours) -> list[str]:
    """Return the arguments that build clips of one source, which is decoded as rarely as it can.

    Captions and fonts lie in the working directory, which is why no path ever needs
    quoting inside the graph. What is too long for an argument is left there, too.

    Raises:
        UnreadableMediaError: the source has no picture that can be read.
    """
    edits = [_Edit.of(build.plan) for build in builds]
    opened = decoding.opened(source, [edit.readings for edit in edits])
    numbers = count()
    outputs = []
    for build, edit, readings in zip(builds, edits, opened, strict=True):
        stage = _stage(build.plan, numbers, build.files)
        picture = _dressed(_picture(edit, readings, colours, stage), build, stage)
        outputs.append(_output(picture, build))
    return _arguments(outputs)


def clip(build: Build, source: Path, colours: Colours) -> list[str]:
    """Return the arguments that build one clip."""
    return clips([build], source, colours)


def still(plan: ClipPlan, source: Path, *, colours: Colours, target: str) -> list[str]:
    """Return the arguments that write the first frame of the clip as PNG, as it is laid out."""
    edit = _Edit.of(plan)
    opened = decoding.opened(source, [edit.readings])
    picture = _picture(edit, opened[0], colours, _stage(plan, count()))
    return _arguments([library.output(picture, target, **{"frames:v": "1"})])


def bare(plan: ClipPlan, source: Path, *, colours: Colours, size: tuple[int, int]) -> list[str]:
    """Return the arguments that write every frame of the clip as it is laid out, in a size.

    As raw blue, green and red to standard output.
    """
    edit = _Edit.of(plan)
    opened = decoding.opened(source, [edit.readings])
    picture = _picture(edit, opened[0], colours, _stage(plan, count()))
    kept = picture.filter("trim", end_frame=timing.frame_count(plan))
    sized = kept.filter("scale", *size, flags="area")
    return _arguments([library.output(sized, "pipe:1", f="rawvideo", pix_fmt="bgr24")])


def _output(picture: Stream, build: Build) -> object:
    options = {**build.encoding, **CONTAINER}
    if build.sound is None:
        return library.output(picture, build.target, **options)
    heard = library.input(build.sound).audio
    return library.output(picture, heard, build.target, **{**options, "c:a": "copy"})


def _dressed(picture: Stream, build: Build, stage: staging.Stage) -> Stream:
    """Return what is laid out with everything that is drawn on it, as its encoder takes it."""
    picture = staging.dressed(picture, staging.before_captions(stage))
    if build.captions is not None:
        picture = picture.filter("ass", build.captions, fontsdir=FONTS)
    return build.prepare(staging.dressed(picture, staging.after_captions(stage)))


def _stage(
    plan: ClipPlan, numbers: Iterator[int], files: Mapping[str, str] | None = None
) -> staging.Stage:
    return staging.Stage(plan, Files(plan.output.fps, numbers), files or {})


@dataclass(frozen=True)
class _Edit:
    """A plan as parts and as what is read for them."""

    plan: ClipPlan
    parts: list[Part]
    readings: list[timing.Reading]

    @classmethod
    def of(cls, plan: ClipPlan) -> "_Edit":
        parts = sequence(plan)
        found = timing.pieces(plan)
        return cls(plan, parts, timing.readings(found, heads(parts, plan)))

    @property
    def runs(self) -> list[Run]:
        rows = ((p,) if isinstance(p, Run) else (*p.before, *p.after) for p in self.parts)
        return [run for row in rows for run in row]


def _picture(
    edit: _Edit, opened: Sequence[decoding.Opened], colours: Colours, stage: staging.Stage
) -> Stream:
    """Return the picture of the clip, laid out, before effects and captions."""
    fps = edit.plan.output.fps
    cut = decoding.cuts(edit.runs, opened, fps)
    laid = (_laid_out(c, run, edit.plan, colours) for c, run in zip(cut, edit.runs, strict=True))
    shown = []
    for part in edit.parts:
        if isinstance(part, Run):
            shown.append(next(laid))
            continue
        before, after = (
            joined([next(laid) for _ in side], fps) for side in (part.before, part.after)
        )
        shown.append(_joined(part, before, after, stage))
    return shown[0] if len(shown) == 1 else joined(shown, fps)


def _joined(part: Join, before: Stream, after: Stream, stage: staging.Stage) -> Stream:
    transition = catalog.TRANSITIONS.load(part.transition)()
    return transition.join(before, after, stage.scope(part.first, part.last))


def _laid_out(cut: Stream, run: Run, plan: ClipPlan, colours: Colours) -> Stream:
    layout = catalog.LAYOUTS.load(run.framing.name)()
    panes = tuple(
        _pane(number, run, plan, layout)
        for number in range(len(layout.areas(plan.media, plan.output)))
    )
    shot = Shot(plan.output.width, plan.output.height, panes)
    return delivered(layout.place(named(cut, colours), shot))


def _pane(number: int, run: Run, plan: ClipPlan, layout: Layout) -> Pane:
    output = plan.output
    area = layout.areas(plan.media, output)[number]
    x, y, width, height = panels.pixels(area, output.width, output.height)
    largest = camera.window(plan.media, width / height)
    keys = camera.keys(run.framing, number, moves=layout.moves)
    path = camera.moves(camera.inside(keys, largest), run.pieces, output.fps)
    return Pane(x, y, width, height, path, largest)


def _arguments(outputs: Sequence[object]) -> list[str]:
    """Return the arguments. A long graph is left in a file: no system takes it as an argument."""
    found = cast("list[str]", library.get_args(library.merge_outputs(*outputs)))
    place = found.index(_GRAPH)
    if len(found[place + 1]) > _LONGEST:
        Path(_GRAPH_FILE).write_text(found[place + 1])
        found[place : place + 2] = [f"-/{_GRAPH[1:]}", _GRAPH_FILE]
    return found
