"""Build a clip and its thumbnail, each in a process of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import structlog

from activities import catalog
from activities.render import (
    captioning,
    colours,
    graph,
    people,
    poster,
    safe_area,
    siblings,
    smart_cut,
    sound,
    stills,
    thumbnail,
    timing,
    typeface,
    verify,
)
from activities.render.audio.loudness import Loudness
from activities.render.delivery import (
    CAPTIONS,
    CLIP,
    FONTS,
    MAX_BYTES,
    SOUND_BYTES,
    SPEC,
    THUMBNAILS,
)
from activities.render.reuse import SOUND, packing
from activities.render.spec import drawn
from activities.render.stretches import NotJoinableError
from activities.render.tasks import LettersTask, Rendered, RenderTask, Thumbnails, ThumbnailTask
from core import ffmpeg
from core.domain.faces import FaceTracks
from core.domain.plan import ClipPlan
from core.domain.span import Span
from core.errors import EngineUnavailableError, ProcessFailedError

Report = Callable[[float], None]

_PACKED = "packed.mp4"
# What looking at people costs of the picture.
_LOOKING_SHARE = 0.5
# What looking for the best frames costs of the thumbnails.
_FOUND_SHARE = 0.4
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
    report(0.0)
    # The sound takes one core for a while, and is ready long before the picture.
    with ThreadPoolExecutor(max_workers=1) as beside:
        sounding = beside.submit(_sound, task, plan)
        shown = _write_captions(plan)
        copied = 0.0
        if task.picture is None:
            copied = _picture(task, plan, captions=shown > 0, report=report)
        heard = sounding.result()
    ffmpeg.run(packing(task.picture or CLIP, SOUND, _PACKED))
    Path(_PACKED).replace(CLIP)
    found = verify.check(Path(CLIP), plan, heard)
    report(1.0)
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


def make_thumbnails(task: ThumbnailTask, report: Report) -> Thumbnails:
    """Leave ``thumbnail.jpg``, the best frame of the clip with its title, and others beside it.

    Only the one is left when its moment is told.

    Raises:
        UnreadableMediaError: the source has no picture where the clip is.
        ProcessFailedError: ffmpeg failed.
    """
    plan, source = task.spec.render.plan, Path(task.source)
    faces = FaceTracks.model_validate_json(Path(task.faces).read_bytes())
    if task.spec.at is not None:
        found = [thumbnail.moment_at(plan, faces, task.spec.at)]
    else:
        read = stills.read(source, thumbnail.moments(plan, faces), plan.media.rotation)
        found = [still.moment for still in thumbnail.best(read, len(THUMBNAILS))]
    report(_FOUND_SHARE)
    shown = colours.read(source)
    for number, (moment, name) in enumerate(zip(found, THUMBNAILS, strict=False), start=1):
        _draw_thumbnail(plan, source, shown, moment=moment, target=name)
        report(_FOUND_SHARE + number / len(found) * (1 - _FOUND_SHARE))
    return Thumbnails(at=tuple(moment.at for moment in found))


def _draw_thumbnail(
    plan: ClipPlan, source: Path, shown: colours.Colours, *, moment: thumbnail.Moment, target: str
) -> None:
    frame = Span(start=moment.at, end=moment.at + 1 / plan.output.fps)
    alone = plan.model_copy(update={"spans": (frame,), "transitions": (), "captions": None})
    ffmpeg.run(graph.still(alone, source, colours=shown, target="frame.png"))
    poster.draw(
        Path("frame.png"),
        Path(target),
        title=plan.title,
        page=safe_area.page(plan.output.width, plan.output.height),
        face=thumbnail.face_in_clip(moment),
        brand=plan.brand,
    )


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
    share = _LOOKING_SHARE if task.spec.looking.keys() - task.films.keys() else 0.0
    seen = people.films(plan, source, there=task.films, report=lambda done: report(done * share))
    files = {**task.files, **seen}

    def rest(done: float) -> None:
        report(share + done * (1 - share))

    copied = _copy_picture(plan, source, encoder=encoder, captions=captions, report=rest)
    if copied == 0:
        _make_picture(task, plan, captions=captions, files=files, report=rest)
    return copied


def _most_bytes(plan: ClipPlan) -> float:
    """Return how large the picture may be, so that there is room for the sound."""
    seconds = timing.whole_frame_count(plan) / plan.output.fps
    return MAX_BYTES - seconds * SOUND_BYTES


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
    return share if Path(CLIP).stat().st_size <= _most_bytes(plan) else 0.0


def _make_picture(
    task: RenderTask, plan: ClipPlan, *, captions: bool, files: dict[str, str], report: Report
) -> None:
    """Leave the picture. Only one that grew too large is encoded again, smaller."""
    source, encoder = Path(task.source), task.spec.encoder
    used = catalog.ENCODERS.load(encoder)()
    if not used.available():
        raise EngineUnavailableError(
            f"ffmpeg here cannot encode with {encoder}; "
            "install one that can, or choose another encoder"
        )
    shown, beside = colours.read(source), siblings.builds(task.beside)
    for smaller in range(4):
        build = graph.Build(
            plan,
            sound=None,
            encoding=used.options(plan.output, smaller=smaller),
            target=CLIP,
            captions=CAPTIONS if captions else None,
            files=files,
            prepare=used.prepare,
        )
        ffmpeg.run(
            graph.clips([build, *beside], source, shown),
            duration=timing.whole_frame_count(plan) / plan.output.fps,
            report=report,
        )
        if beside:
            siblings.drop_large(task.beside)
            beside = []
        if Path(CLIP).stat().st_size <= _most_bytes(plan):
            return
    raise ProcessFailedError(
        f"the clip is larger than {MAX_BYTES // 10**6} MB however it is encoded; shorten its spans"
    )
