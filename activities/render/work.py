"""Build a clip and its thumbnail, each in a process of its own."""

from collections.abc import Callable
from pathlib import Path

from activities import catalog
from activities.render import (
    ass,
    cards,
    colours,
    graph,
    lettering,
    poster,
    safe_area,
    sound,
    stills,
    thumbnail,
    timing,
    typeface,
    verify,
)
from activities.render.delivery import CAPTIONS, CLIP, FONTS, MAX_BYTES, SPEC, THUMBNAIL
from activities.render.tasks import Rendered, RenderTask, Thumbnail, ThumbnailTask
from core import ffmpeg
from core.domain.faces import FaceTracks
from core.domain.plan import ClipPlan
from core.domain.span import Span
from core.errors import EngineUnavailableError, ProcessFailedError

Report = Callable[[float], None]

_SOUND = "sound.aac"
_CUT_SOUND = "sound.wav"
# What the sound costs of the whole: it is ready before the picture starts.
_SOUND_SHARE = 0.05
_MASTERINGS = 5


def render(task: RenderTask, report: Report) -> Rendered:
    """Leave ``clip.mp4``, ``spec.json`` and, where something is said, ``captions.ass``.

    Raises:
        EngineUnavailableError: this machine cannot run the plan's encoder.
        UnreadableMediaError: the source has no picture.
        ProcessFailedError: ffmpeg failed, or its file is not as planned.
    """
    plan, source = task.spec.plan, Path(task.source)
    heard = _make_sound(plan, source)
    report(_SOUND_SHARE)
    shown = _write_captions(plan)
    _make_picture(
        plan, source, shown > 0, lambda done: report(_SOUND_SHARE + done * (1 - _SOUND_SHARE))
    )
    verify.check(Path(CLIP), plan)
    Path(SPEC).write_text(task.spec.model_dump_json(indent=1))
    return Rendered(
        duration=timing.frame_count(plan) / plan.output.fps,
        loudness=heard.integrated if heard else None,
        true_peak=heard.true_peak if heard else None,
        cards=shown,
    )


def make_thumbnail(task: ThumbnailTask, report: Report) -> Thumbnail:
    """Leave ``thumbnail.jpg``: the best frame of the clip with its title.

    Raises:
        UnreadableMediaError: the source has no picture where the clip is.
        ProcessFailedError: ffmpeg failed.
    """
    plan, source = task.spec.render.plan, Path(task.source)
    layout = catalog.LAYOUTS.load(plan.layout.name)()
    faces = FaceTracks.model_validate_json(Path(task.faces).read_bytes())
    found = thumbnail.moments(plan, faces, layout.window(plan.media, plan.output))
    best = thumbnail.best(stills.read(source, found, plan.media.rotation)).moment
    report(0.7)
    frame = Span(start=best.at, end=best.at + 1 / plan.output.fps)
    alone = plan.model_copy(update={"spans": (frame,), "captions": None})
    shown = colours.read(source)
    ffmpeg.run(graph.still(alone, source, colours=shown, layout=layout, target="frame.png"))
    page = safe_area.page(plan.output.width, plan.output.height)
    poster.draw(
        Path("frame.png"),
        Path(THUMBNAIL),
        title=plan.title,
        page=page,
        face=thumbnail.face_in_clip(best, layout.area(plan.media, plan.output)),
    )
    return Thumbnail(at=best.at)


def _make_sound(plan: ClipPlan, source: Path) -> sound.Loudness | None:
    """Leave the clip's sound as AAC and return how loud it is; None without sound."""
    if plan.media.audio_codec is None:
        ffmpeg.run(sound.silence(plan, _SOUND))
        return None
    measured = sound.read_meter(ffmpeg.run(sound.cut(plan, source, _CUT_SOUND)))
    wanted = sound.first_mastering(measured, plan.audio)
    for _ in range(_MASTERINGS):
        ffmpeg.run(sound.master(plan, _CUT_SOUND, wanted, _SOUND))
        heard = sound.read_meter(ffmpeg.run(sound.meter(_SOUND)))
        better = sound.corrected(wanted, heard, measured, plan.audio)
        if better is None:
            break
        wanted = better
    Path(_CUT_SOUND).unlink()
    return heard if heard.audible else None


def _write_captions(plan: ClipPlan) -> int:
    """Leave the captions, if there are any, and return how many cards they have."""
    if plan.captions is None:
        return 0
    page = safe_area.page(plan.output.width, plan.output.height)
    found = cards.cards(plan, page, lettering.width)
    if found:
        style = catalog.CAPTION_STYLES.load(plan.captions.style)()
        ass.write(Path(CAPTIONS), found, style, page)
        typeface.install(Path(FONTS))
    return len(found)


def _make_picture(plan: ClipPlan, source: Path, captions: bool, report: Report) -> None:
    """Leave the clip. Only one that grew too large is encoded again, smaller."""
    encoder = catalog.ENCODERS.load(plan.output.encoder)()
    if not encoder.available():
        raise EngineUnavailableError(
            f"ffmpeg here cannot encode with {plan.output.encoder}; "
            "install one that can, or choose another encoder"
        )
    layout = catalog.LAYOUTS.load(plan.layout.name)()
    shown = colours.read(source)
    for smaller in range(4):
        arguments = graph.clip(
            plan,
            source,
            colours=shown,
            layout=layout,
            captions=captions,
            sound=_SOUND,
            encoding=encoder.options(plan.output, smaller=smaller),
            target=CLIP,
        )
        ffmpeg.run(arguments, duration=plan.duration, report=report)
        if Path(CLIP).stat().st_size <= MAX_BYTES:
            return
    raise ProcessFailedError(
        f"the clip is larger than {MAX_BYTES // 10**6} MB however it is encoded; shorten its spans"
    )
