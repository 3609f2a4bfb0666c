"""Fetching and preparing, each in a process of its own."""

import contextlib
import errno
import re
import shutil
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

from activities.catalog import SOURCES
from activities.ingest import limits
from activities.ingest.contract import FetchAnswer, FetchTask, Prepared, PrepareTask
from activities.ingest.probe import READING, picture_seconds, probe
from activities.ingest.working_copies import PICTURE, Recipe, arguments, settled
from core import ffmpeg
from core.errors import ProcessFailedError
from core.settings import settings

Report = Callable[[float], None]

# How progress is shared between the two processes of this step.
_FETCH_SHARE = 0.4

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
        fetched = source.fetch(
            task.source.location, Path.cwd(), report=lambda done: report(done * _FETCH_SHARE)
        )
    probed = probe(fetched.path)
    limits.check_media(probed.media, rules)
    return FetchAnswer(
        name=fetched.path.name,
        extension=probed.extension,
        content_hash=fetched.content_hash,
        media=probed.media.model_copy(update={"title": _one_line(fetched.title)}),
    )


def prepare(task: PrepareTask, report: Report) -> Prepared:
    """Leave the working copies of a source in the working directory.

    Raises:
        UnreadableMediaError: no part of it that is worth a clip can be decoded.
        UnsupportedMediaError: it turns out to be longer than the settings allow.
        ProcessFailedError: ffmpeg failed for another reason than the source.
    """
    rules = settings().ingest
    _copy(
        task,
        most_seconds=rules.max_hours * 3600 + 1,
        report=lambda done: report(_FETCH_SHARE + done * (1 - _FETCH_SHARE)),
    )
    seconds = picture_seconds(Path(PICTURE))
    limits.check_duration(seconds, rules)
    media, note = settled(task.media, seconds)
    return Prepared(engine=f"ffmpeg {_number(ffmpeg.version())}", media=media, note=note)


def _copy(task: PrepareTask, *, most_seconds: float, report: Report) -> None:
    reading = [word for name, value in READING.items() for word in (f"-{name}", value)]
    outputs = arguments(task.media, Recipe(), most_seconds=most_seconds)
    try:
        ffmpeg.run(
            ["-v", "error", "-max_error_rate", "1", *reading, "-i", task.source, *outputs],
            duration=task.media.duration,
            report=report,
        )
    except ProcessFailedError:
        # A damaged source makes ffmpeg fail after it has written what there is to see.
        full = shutil.disk_usage(Path.cwd()).free < _LITTLE_ROOM
        if full or picture_seconds(Path(PICTURE)) == 0:
            raise


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
