"""Build a clip and its thumbnail, each in a process of its own."""

from collections.abc import Callable
from pathlib import Path

import structlog

from activities import catalog
from activities.render import (
    captioning,
    colours,
    graph,
    poster,
    safe_area,
    smart_cut,
    sound,
    stills,
    thumbnail,
    timing,
    typeface,
    verify,
)
from activities.render.audio.loudness import Loudness
from activities.render.delivery import CAPTIONS, CLIP, FONTS, MAX_BYTES, SPEC, THUMBNAIL
from activities.render.reuse import SOUND, packing
from activities.render.spec import drawn
from activities.render.stretches import NotJoinableError
from activities.render.tasks import LettersTask, Rendered, RenderTask, Thumbnail, ThumbnailTask
from core import ffmpeg
from core.domain.faces import FaceTracks
from core.domain.plan import ClipPlan
from core.domain.span import Span
from core.errors import EngineUnavailableError, ProcessFailedError

Report = Callable[[float], None]

_PACKED = "packed.mp4"
# What the sound costs of the whole: it is ready before the picture starts.
_SOUND_SHARE = 0.05
# Its streams can be joined with copied ones.
_JOINS = "x264"

_log = structlog.get_logger("render")


def render(task: RenderTask, report: Report) -> Rendered:
    """Leave ``clip.mp4``, ``spec.json`` and, where something is said, ``captions.ass``.

    Raises:
        EngineUnavailableError: this machine cannot run the plan's encoder.
        UnreadableMediaError: the source has no picture.
        ProcessFailedError: ffmpeg failed, or its file is not as planned.
    """
    plan = drawn(task.spec.plan)
    heard = _sound(task, plan)
    report(_SOUND_SHARE)
    shown = _write_captions(plan)
    copied = 0.0
    if task.picture is None:
        copied = _picture(
            task,
            plan,
            captions=shown > 0,
            report=lambda done: report(_SOUND_SHARE + done * (1 - _SOUND_SHARE)),
        )
    ffmpeg.run(packing(task.picture or CLIP, SOUND, _PACKED))
    Path(_PACKED).replace(CLIP)
    found = verify.check(Path(CLIP), plan, heard)
    Path(SPEC).write_text(task.spec.model_dump_json(indent=1))
    return Rendered(
        duration=timing.whole_frame_count(plan) / plan.output.fps,
        loudness=heard.integrated if heard else None,
        true_peak=heard.true_peak if heard else None,
        cards=shown,
        findings=found,
        copied=copied,
    )


def fetch_letters(task: LettersTask, report: Report) -> LettersTask:
    """Fetch the letters of Chinese, Japanese and Korean, unless they are here.

    Raises:
        EngineUnavailableError: they cannot be fetched here and now.
    """
    typeface.fetch(report)
    return task


def make_thumbnail(task: ThumbnailTask, report: Report) -> Thumbnail:
    """Leave ``thumbnail.jpg``: the best frame of the clip with its title.

    Raises:
        UnreadableMediaError: the source has no picture where the clip is.
        ProcessFailedError: ffmpeg failed.
    """
    plan, source = task.spec.render.plan, Path(task.source)
    faces = FaceTracks.model_validate_json(Path(task.faces).read_bytes())
    found = thumbnail.moments(plan, faces)
    best = thumbnail.best(stills.read(source, found, plan.media.rotation)).moment
    report(0.7)
    frame = Span(start=best.at, end=best.at + 1 / plan.output.fps)
    alone = plan.model_copy(update={"spans": (frame,), "captions": None})
    shown = colours.read(source)
    ffmpeg.run(graph.still(alone, source, colours=shown, target="frame.png"))
    page = safe_area.page(plan.output.width, plan.output.height)
    poster.draw(
        Path("frame.png"),
        Path(THUMBNAIL),
        title=plan.title,
        page=page,
        face=thumbnail.face_in_clip(best),
    )
    return Thumbnail(at=best.at)


def _sound(task: RenderTask, plan: ClipPlan) -> Loudness | None:
    """Return how loud the clip is, None when it is silent. Its sound is left if it is new."""
    if task.sound is None:
        return sound.make(plan, Path(task.source), task.files, SOUND)
    Path(SOUND).symlink_to(task.sound.path)
    if task.sound.loudness is None or task.sound.true_peak is None:
        return None
    return Loudness(task.sound.loudness, task.sound.true_peak)


def _write_captions(plan: ClipPlan) -> int:
    """Leave the captions, if there are any, and return how many cards they have."""
    shown = captioning.of(plan)
    if shown is None:
        return 0
    shown.write(Path(CAPTIONS), Path(FONTS))
    return len(shown.cards)


def _picture(task: RenderTask, plan: ClipPlan, *, captions: bool, report: Report) -> float:
    """Leave the clip's picture and return the share of its frames that are those of the source."""
    source, encoder = Path(task.source), task.spec.encoder
    copied = _copy_picture(plan, source, encoder=encoder, captions=captions, report=report)
    if copied == 0:
        _make_picture(
            plan, source, encoder=encoder, captions=captions, files=task.files, report=report
        )
    return copied


def _copy_picture(
    plan: ClipPlan, source: Path, *, encoder: str, captions: bool, report: Report
) -> float:
    """Leave the clip's picture and return the share of its frames that are those of the source.

    0.0 when there is no clip yet: something is drawn on it, or the source does not allow it.
    """
    shown = colours.read(source)
    if encoder != _JOINS or not smart_cut.fits(plan, shown, captions=captions):
        return 0.0
    options = catalog.ENCODERS.load(encoder)().options(plan.output)
    try:
        share = smart_cut.make(plan, source, encoding=options, target=CLIP, report=report)
    except NotJoinableError as reason:
        _log.info("every frame is encoded", reason=str(reason))
        return 0.0
    return share if Path(CLIP).stat().st_size <= MAX_BYTES else 0.0


def _make_picture(
    plan: ClipPlan,
    source: Path,
    *,
    encoder: str,
    captions: bool,
    files: dict[str, str],
    report: Report,
) -> None:
    """Leave the clip. Only one that grew too large is encoded again, smaller."""
    used = catalog.ENCODERS.load(encoder)()
    if not used.available():
        raise EngineUnavailableError(
            f"ffmpeg here cannot encode with {encoder}; "
            "install one that can, or choose another encoder"
        )
    shown = colours.read(source)
    for smaller in range(4):
        build = graph.Build(
            plan,
            sound=SOUND,
            encoding=used.options(plan.output, smaller=smaller),
            target=CLIP,
            captions=CAPTIONS if captions else None,
            files=files,
            prepare=used.prepare,
        )
        ffmpeg.run(
            graph.clip(build, source, shown),
            duration=timing.whole_frame_count(plan) / plan.output.fps,
            report=report,
        )
        if Path(CLIP).stat().st_size <= MAX_BYTES:
            return
    raise ProcessFailedError(
        f"the clip is larger than {MAX_BYTES // 10**6} MB however it is encoded; shorten its spans"
    )
