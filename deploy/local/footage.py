"""Files that a clip is given: found, checked, and laid into the store."""

import asyncio
import hashlib
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from activities import catalog
from activities.plan.base import FootageSource, Found, Wanted
from activities.render import films
from activities.render.branding import pictures
from core.domain.artifact import Artifact
from core.domain.plan import ClipPlan
from core.domain.span import Span
from core.errors import (
    EngineUnavailableError,
    SourceNotFoundError,
    UnreadableMediaError,
    UpstreamBusyError,
)
from core.objects import ObjectStore
from core.settings import Settings

# A minute in 4K.
_MOST_BYTES = 500 << 20


class Result(NamedTuple):
    """Footage, and the name of the place that has it."""

    place: str
    found: Found


async def search(
    plan: ClipPlan, words: str, span: Span, *, place: str | None, options: Settings
) -> list[Result]:
    """Return footage that fits a stretch of a plan, best first, from the first place that has some.

    Raises:
        UnknownPluginError: there is no such place.
        EngineUnavailableError: none of the places can be asked; the message says why.
        SourceNotFoundError: none of them has any.
    """
    size = plan.output.width, plan.output.height
    wanted = Wanted(words, *size, seconds=span.duration)
    failed: list[str] = []
    names = [place] if place else catalog.FOOTAGE_SOURCES.names()
    for name in names:
        try:
            found = await asyncio.to_thread(_source(name, options).find, wanted)
        except (EngineUnavailableError, UpstreamBusyError) as error:
            failed.append(str(error))
            continue
        if found:
            return [Result(name, one) for one in found]
    if len(failed) == len(names):
        raise EngineUnavailableError("; ".join(failed))
    note = f" ({'; '.join(failed)})" if failed else ""
    raise SourceNotFoundError(
        f"no footage of {span.duration:.1f} s was found for “{words}”{note}; use other words"
    )


async def fetch(result: Result, target: Path, options: Settings) -> None:
    """Leave the video of a result at ``target``.

    Raises:
        ClippedError: it cannot be had.
    """
    await asyncio.to_thread(_source(result.place, options).fetch, result.found, target)


async def store_film(
    store: ObjectStore, workspace: UUID, path: Path, *, seconds: float
) -> Artifact:
    """Take over a video that lasts so long, stored under its content.

    Raises:
        UnreadableMediaError: it is none, or too short.
    """
    film = await asyncio.to_thread(films.film, path)
    if film.seconds < seconds - 0.02:
        raise UnreadableMediaError(
            f"{path.name} lasts {film.seconds:.2f} s, and {seconds:.2f} s are wanted;"
            " shorten the stretch or choose longer footage"
        )
    return await _stored(store, workspace, path)


async def store_picture(store: ObjectStore, workspace: UUID, path: Path) -> Artifact:
    """Take over a picture, stored under its content.

    Raises:
        InvalidPlanError: it is no PNG, JPEG or WebP, broken, or too large.
    """
    asked = Artifact(key=path.name, size=0)
    await asyncio.to_thread(pictures.read, asked, {path.name: str(path)}, "the picture")
    return await _stored(store, workspace, path)


async def _stored(store: ObjectStore, workspace: UUID, path: Path) -> Artifact:
    key = f"{workspace}/files/{await asyncio.to_thread(_digest, path)}"
    return await store.find(key) or await store.put_file(key, path)


def _source(name: str, options: Settings) -> FootageSource:
    return catalog.FOOTAGE_SOURCES.load(name)(options)


def _digest(path: Path) -> str:
    """Return what names the content of a file.

    Raises:
        UnreadableMediaError: it is too large.
    """
    if path.stat().st_size > _MOST_BYTES:
        raise UnreadableMediaError(f"{path.name} is larger than {_MOST_BYTES >> 20} MB")
    with path.open("rb") as reading:
        return hashlib.file_digest(reading, "sha256").hexdigest()[:32]
