"""Ingest as activities."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio import activity

from activities.ingest.contract import (
    FetchAnswer,
    FetchTask,
    IngestRequest,
    IngestResult,
    Prepared,
    PrepareRequest,
    PrepareResult,
    PrepareTask,
)
from activities.ingest.parts import divided
from activities.ingest.working_copies import PICTURE, SOUND, Recipe, sparse
from core.bench import Bench, Made
from core.domain.artifact import Artifact
from core.domain.job import SourceKind, SourceRef
from core.errors import SourceNotFoundError
from core.objects import owned, put_value
from core.progress import supervised
from core.settings import settings


class IngestActivities:
    """What this room offers to a worker."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @activity.defn
    async def ingest(self, request: IngestRequest) -> IngestResult:
        """Fetch a source and keep it, once for each job and each content of a workspace.

        Raises:
            SourceNotFoundError, BlockedLinkError: it cannot be had.
            UnreadableMediaError, UnsupportedMediaError: it cannot be used.
            UpstreamBusyError: the site did not answer.
        """
        key = f"{_folder(request)}/fetched.json"
        made = await self._earlier(key, request) or await self._fetch(key, request)
        fetched = made.value
        rules = settings().ingest
        return IngestResult(
            content_hash=fetched.content_hash,
            media=fetched.media,
            source=await self._stored(_source_key(request, fetched)),
            captions=await self._bench.store.find(_captions_key(request)),
            parts=divided(fetched.media.duration, rules.part_minutes * 60),
            ran=made.ran(request.source.kind.value),
        )

    @activity.defn
    async def prepare(self, request: PrepareRequest) -> PrepareResult:
        """Make the working copies of a part, once for each content of a workspace.

        Raises:
            UnreadableMediaError, UnsupportedMediaError: it cannot be used.
        """
        recipe = Recipe(tier=request.tier).fingerprint()
        home = f"{request.workspace}/sources/{request.content_hash}"
        name = f"{home}/prepared-{request.part.label}{recipe}"
        files = {file: f"{name}/{file}" for file in (PICTURE, SOUND)}
        async with self._bench.store.local(request.source) as path:
            # The title is the job's; the copies belong to every job with the same content.
            media = request.media.model_copy(update={"title": ""})
            task = PrepareTask(source=str(path), media=media, part=request.part, tier=request.tier)
            made = await self._bench.make(
                f"{name}.json", "activities.ingest.work:prepare", task, Prepared, files=files
            )
        return PrepareResult(
            part=made.value.part,
            proxy=await self._stored(files[PICTURE]),
            audio=await self._bench.store.find(files[SOUND]),
            ran=made.ran(
                made.value.engine, "; ".join(filter(None, (sparse(request.media), made.value.note)))
            ),
        )

    async def _earlier(self, key: str, request: IngestRequest) -> Made[FetchAnswer] | None:
        """Return what an earlier attempt of the same job fetched, if it is still there."""
        found = await self._bench.find(key, FetchAnswer)
        if found is None or not await self._bench.store.find(_source_key(request, found.value)):
            return None
        return found

    async def _fetch(self, key: str, request: IngestRequest) -> Made[FetchAnswer]:
        store, started = self._bench.store, time.time()
        with self._bench.scratch.folder() as folder:
            async with self._reachable(request) as reachable:
                fetched = await supervised(
                    "activities.ingest.work:fetch",
                    FetchTask(source=reachable),
                    FetchAnswer,
                    scratch=folder,
                )
            source = _source_key(request, fetched)
            if await store.find(source) is None:
                await store.put_file(source, folder / fetched.name)
            if fetched.captions:
                await store.put_file(_captions_key(request), folder / fetched.captions)
        artifact = await put_value(store, key, fetched)
        return Made(fetched, artifact, started, time.time() - started, cached=False)

    @asynccontextmanager
    async def _reachable(self, request: IngestRequest) -> AsyncIterator[SourceRef]:
        """Give a source that a process can read: an upload becomes a file of this machine."""
        source = request.source
        if source.kind is not SourceKind.UPLOAD:
            yield source
            return
        key = owned(source.location, request.workspace)
        async with self._bench.files() as local:
            path = await local(await self._stored(key))
            yield source.model_copy(update={"kind": SourceKind.FILE, "location": path})

    async def _stored(self, key: str) -> Artifact:
        artifact = await self._bench.store.find(key)
        if artifact is None:
            raise SourceNotFoundError(
                f"the stored file {key} is gone; start the job again from its source"
            )
        return artifact


def _folder(request: IngestRequest) -> str:
    return f"{request.workspace}/jobs/{request.job}"


def _source_key(request: IngestRequest, fetched: FetchAnswer) -> str:
    return f"{request.workspace}/sources/{fetched.content_hash}/source.{fetched.extension}"


def _captions_key(request: IngestRequest) -> str:
    return f"{_folder(request)}/captions.vtt"
