"""Draw previews, in a process of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
from PIL import Image

from activities.ingest.probe import probe
from activities.render import captioning, colours, graph, people
from activities.render.delivery import CAPTIONS, FONTS
from core import ffmpeg
from core.domain.artifact import Artifact
from core.domain.media import MediaInfo
from core.domain.plan import (
    CaptionPlan,
    CaptionWord,
    ClipPlan,
    CropKey,
    EffectPlan,
    LayoutPlan,
    OutputPlan,
    Panel,
    TransitionPlan,
)
from core.domain.span import Span
from core.errors import EngineUnavailableError, ProcessFailedError
from deploy.local import previews_overlays, sample
from deploy.local.previews import Drawn, PreviewTask, known
from deploy.local.previews_overlays import Scene
from deploy.local.sample import ShownShot, Truth

# Nothing is lost, and only one of its frames is kept.
_ENCODING = {"c:v": "libx264", "preset": "ultrafast", "qp": "0", "pix_fmt": "yuv420p"}
_SILENCE, _CLIP, _SCREEN = "silence.m4a", "preview.mp4", "screen.mp4"
_LENGTH = 3.0
_TRANSITION = 0.8


@dataclass(frozen=True)
class Preview:
    """One picture that is wanted: the moment ``at`` seconds of a clip."""

    kind: str
    name: str
    plan: ClipPlan
    at: float
    screen: bool = False
    """Is who speaks filmed before a green screen first?"""


def draw(task: PreviewTask, report: Callable[[float], None]) -> Drawn:
    """Write every picture that is wanted.

    Raises:
        ProcessFailedError: ffmpeg failed.
    """
    source, files, left_out = Path(task.source), [], []
    stored = previews_overlays.files(source)
    every = _previews(probe(source).media, sample.truth(source))
    wanted = [one for one in every if not task.names or one.name in task.names]
    for number, one in enumerate(wanted, start=1):
        target = Path(task.folder) / f"{one.kind}-{one.name}.png"
        try:
            _film(one, source, stored)
        except EngineUnavailableError as reason:
            left_out.append(f"{one.name}: {reason}")
        else:
            _keep(one.at, target)
            files.append(str(target))
        report(number / len(wanted))
    return Drawn(files=tuple(files), left_out=tuple(left_out))


def _film(one: Preview, source: Path, stored: dict[str, str]) -> None:
    if not one.screen:
        _render(one.plan, source, stored)
        return
    _render(previews_overlays.before_a_screen(one.plan), source, stored)
    Path(_CLIP).replace(_SCREEN)
    _render(previews_overlays.over_itself(one.plan), Path(_SCREEN), stored)


def _render(plan: ClipPlan, source: Path, stored: dict[str, str]) -> None:
    shown = captioning.of(plan)
    if shown is not None:
        shown.write(Path(CAPTIONS), Path(FONTS))
    silence = ["-f", "lavfi", "-i", "anullsrc=r=48000", "-t", f"{plan.duration:.2f}"]
    ffmpeg.run([*silence, "-c:a", "aac", _SILENCE])
    build = graph.Build(
        plan,
        sound=_SILENCE,
        encoding=_ENCODING,
        target=_CLIP,
        captions=CAPTIONS if shown is not None else None,
        files={**stored, **people.films(plan, source, there={})},
    )
    ffmpeg.run(graph.clip(build, source, colours.read(source)))


def _keep(at: float, target: Path) -> None:
    with av.open(_CLIP) as container:
        for frame in container.decode(video=0):
            if (frame.time or 0.0) >= at:
                Image.fromarray(frame.to_ndarray(format="rgb24")).save(target)
                return
    raise ProcessFailedError(f"the preview for {target.name} is too short")


def _previews(media: MediaInfo, truth: Truth) -> Iterator[Preview]:
    """Yield what shows each of them best."""
    talk = max(truth.shots, key=lambda shot: (len(shot.faces), shot.span.duration))
    face = max(truth.shots, key=lambda shot: (len(shot.faces) == 1, shot.span.duration))
    alone = _plan(media, truth, face)
    names = known()
    for name in names["captions"]:
        captions = alone.captions or CaptionPlan()
        styled = captions.model_copy(update={"style": name, "speaker_colours": True})
        yield Preview(
            kind="captions", name=name, plan=_with(alone, captions=styled), at=0.6 * _LENGTH
        )
    silent = _with(_plan(media, truth, talk), captions=None)
    for name in names["layout"]:
        layout = silent.layout.model_copy(update={"name": name})
        yield Preview(kind="layout", name=name, plan=_with(silent, layout=layout), at=1.0)
    for name in names["effect"]:
        effects = (EffectPlan(name=name),)
        yield Preview(
            kind="effect", name=name, plan=_with(alone, effects=effects, captions=None), at=2.0
        )
    scene = Scene(_with(alone, captions=None), elsewhere=silent.spans[0].start)
    for name, plan in previews_overlays.plans(scene):
        screen = name == "background_screen"
        yield Preview(kind="overlay", name=name, plan=plan, at=1.0, screen=screen)
    both = (*alone.spans, *silent.spans)
    for name in names["transition"]:
        joins = (TransitionPlan(name=name, after=0, seconds=_TRANSITION),)
        plan = _with(silent, spans=both, transitions=joins)
        yield Preview(kind="transition", name=name, plan=plan, at=_LENGTH + 0.1 * _TRANSITION)


def _plan(media: MediaInfo, truth: Truth, shot: ShownShot) -> ClipPlan:
    """Return a plan over the first seconds of a shot, each panel on one of its faces."""
    span = Span(start=shot.span.start, end=min(shot.span.end, shot.span.start + _LENGTH))
    centers = [face.at(0.1).center for face in shot.faces]
    panels = [Panel(crop=(CropKey(at=span.start, x=x, y=y),)) for x, y in centers]
    words = (CaptionWord.model_validate(word) for word in truth.words if span.contains(word.start))
    return ClipPlan(
        clip_id="preview",
        title=truth.title,
        source=Artifact(key="sample", size=1),
        media=media,
        spans=(span,),
        layout=LayoutPlan(panels=tuple((panels * 4)[:4])),
        captions=CaptionPlan(words=tuple(words), language="en"),
        output=OutputPlan(width=540, height=960, profile="draft"),
    )


def _with(plan: ClipPlan, **changes: object) -> ClipPlan:
    return plan.model_copy(update=changes)
