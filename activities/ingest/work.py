"""Fetching and preparing, each in a process of its own."""

import contextlib
import errno
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import av

from activities.catalog import SOURCES
from activities.ingest import limits
from activities.ingest.contract import FetchAnswer, FetchTask, Prepared, PrepareTask
from activities.ingest.jumps import Jumps
from activities.ingest.pictures import Reader, thumbs
from activities.ingest.probe import READING, probe
from activities.ingest.proxy import ProxyWriter
from activities.ingest.working_copies import PICTURE, Recipe, settled, sound_arguments
from core import ffmpeg
from core.domain.job import Tier
from core.domain.part import Part
from core.domain.span import Span
from core.errors import ProcessFailedError
from core.settings import settings

Report = Callable[[float], None]

# A part that lacks no more than this is whole, in seconds.
_MISSING = 1.0
# Pictures with a longer gap between them, in seconds, do not tell whether there was a cut.
_CLOSE = 0.5

_LITTLE_ROOM = 1 << 20


def fetch(task: FetchTask, report: Report) -> FetchAnswer:
    """Bring the source into the working directory and see whether it can be used.

    Raises:
        ClippedError: what ``Source.fetch``, ``probe`` and ``limits.check_media`` raise;
            ProcessFailedError when the disk is full.
    """
    rules = settings().ingest
    source = SOURCES.load(task.source.kind)(rules)
    with _room_on_disk():
        fetched = source.fetch(task.source.location, Path.cwd(), report=report)
    probed = probe(fetched.path)
    limits.check_media(probed.media, rules)
    return FetchAnswer(
        name=fetched.path.name,
        extension=probed.extension,
        content_hash=fetched.content_hash,
        media=probed.media.model_copy(
            update={"title": _one_line(task.source.title or fetched.title)}
        ),
        captions=fetched.captions.name if fetched.captions else "",
    )


def prepare(task: PrepareTask, report: Report) -> Prepared:
    """Leave the working copies of a part in the working directory.

    Raises:
        UnreadableMediaError: no part of it that is worth a clip can be decoded.
        UnsupportedMediaError: it turns out to be longer than the settings allow.
        ProcessFailedError: the sound could not be written for another reason than the source.
    """
    rules, recipe = settings().ingest, Recipe(tier=task.tier)
    last = task.part.index == task.part.of - 1
    # A header may promise less than there is, and the limit is one on what there is.
    most = limits.longest(rules) + 1 if last else task.part.seen.end
    wanted = Span(start=task.part.seen.start, end=max(task.part.seen.end, most))
    reader = Reader(Path(task.source), wanted, fps=task.media.fps, duration=task.media.duration)
    _copy_picture(reader, task, recipe, report=report)
    limits.check_duration(wanted.start + reader.end, rules)
    part, note = _settled(task, reader.end)
    if task.media.audio_codec and part.duration > 0:
        _copy_sound(task, part, recipe)
    report(1.0)
    return Prepared(engine=f"libav {_number(av.ffmpeg_version_info)}", part=part, note=note)


def _copy_picture(reader: Reader, task: PrepareTask, recipe: Recipe, *, report: Report) -> None:
    pictures = reader.changing() if task.tier is Tier.FAST else reader.all()
    jumps, thumb, last = Jumps(), thumbs(), 0.0
    with closing(ProxyWriter(Path(PICTURE), task.media, recipe)) as proxy:
        for picture in pictures:
            small = proxy.shrink(picture)
            jumped = jumps.see(thumb(small)) and picture.at - last < _CLOSE
            if jumped and not picture.key and picture.at - last > 1.5 / task.media.fps:
                # The picture at which a scene begins must be among them.
                for missing in reader.between(last, picture.at):
                    proxy.add(proxy.shrink(missing))
            proxy.add(small)
            last = picture.at
            if picture.key:
                report(min(0.95, picture.at / max(task.part.duration, 1e-3)))


def _copy_sound(task: PrepareTask, part: Part, recipe: Recipe) -> None:
    reading = [word for name, value in READING.items() for word in (f"-{name}", value)]
    start = ["-ss", f"{part.seen.start:.3f}"] if part.seen.start > 0 else []
    arguments = sound_arguments(part, recipe)
    try:
        ffmpeg.run(
            ["-v", "error", "-max_error_rate", "1", *reading, *start, "-i", task.source, *arguments]
        )
    except ProcessFailedError:
        # A damaged source makes ffmpeg fail after it has written what there is to hear.
        if shutil.disk_usage(Path.cwd()).free < _LITTLE_ROOM:
            raise


def _settled(task: PrepareTask, seconds: float) -> tuple[Part, str]:
    """Return the part as far as it has a picture, and what the person should know."""
    part = task.part
    end = part.seen.start + seconds
    if part.of == 1:
        media, note = settled(task.media, seconds)
        whole = Span(start=0.0, end=media.duration)
        return part.model_copy(update={"own": whole, "seen": whole}), note
    if part.seen.end - end <= _MISSING:
        return part, ""
    if part.index == 0 and seconds <= _MISSING:
        settled(task.media, seconds)
    ends = {
        name: Span(start=span.start, end=min(span.end, max(span.start, end)))
        for name, span in {"own": part.own, "seen": part.seen}.items()
    }
    return part.model_copy(update=ends), (
        f"part {part.index + 1} is cut off or damaged: {seconds:.1f} of {part.duration:.1f} s "
        "have a picture; the rest is left out"
    )


@contextlib.contextmanager
def _room_on_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise ProcessFailedError(
            f"there is no room left on the disk of {Path.cwd()}; free some and try again"
        ) from error


def _number(version: str) -> str:
    """Return the part of ffmpeg's version that people know: ``9.0.2`` of ``n9.0.2-17-g2a57``."""
    found = re.search(r"\d+(\.\d+)+", version)
    return found[0] if found else version


def _one_line(title: str) -> str:
    """Return a title of at most 200 characters without line breaks and control characters."""
    printable = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in title)
    return " ".join(printable.split())[:200]
