"""Ingest as an activity."""

import time
from dataclasses import replace

from temporalio import activity

from activities.ingest.contract import (
    FetchAnswer,
    FetchTask,
    IngestRequest,
    IngestResult,
    Prepared,
    PrepareTask,
)
from activities.ingest.working_copies import PICTURE, SOUND, Recipe
from core.bench import Bench, Made
from core.domain.artifact import Artifact
from core.errors import SourceNotFoundError
from core.objects import put_value
from core.progress import supervised


class IngestActivities:
    """What this room offers to a worker."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @activity.defn
    async def ingest(self, request: IngestRequest) -> IngestResult:
        """Fetch a source and make its working copies, once for each file of a workspace.

        Raises:
            SourceNotFoundError, BlockedLinkError: it cannot be had.
            UnreadableMediaError, UnsupportedMediaError: it cannot be used.
            UpstreamBusyError: the site did not answer.
        """
        key = f"{_folder(request)}/ingest.json"
        if (earlier := await self._earlier(key)) is not None:
            return earlier
        started = time.time()
        fetched = await self._fetch(request)
        source = await self._stored(_source_key(request, fetched))
        made = await self._prepare(request, source, fetched)
        made = replace(made, started=started, seconds=time.time() - started)
        prepared = made.value
        result = IngestResult(
            content_hash=fetched.content_hash,
            media=prepared.media.model_copy(update={"title": fetched.media.title}),
            source=source,
            proxy=await self._stored(_beside(made, PICTURE)),
            audio=await self._bench.store.find(_beside(made, SOUND)),
            ran=made.ran(f"{request.source.kind} + {prepared.engine}", prepared.note),
        )
        await put_value(self._bench.store, key, result)
        return result

    async def _fetch(self, request: IngestRequest) -> FetchAnswer:
        """Fetch and store the source, unless an earlier attempt of the same job came that far."""
        store = self._bench.store
        key = f"{_folder(request)}/fetched.json"
        found = await self._bench.find(key, FetchAnswer)
        if found is not None and await store.find(_source_key(request, found.value)):
            return found.value
        with self._bench.scratch.folder() as folder:
            fetched = await supervised(
                "activities.ingest.work:fetch",
                FetchTask(source=request.source),
                FetchAnswer,
                scratch=folder,
            )
            source = _source_key(request, fetched)
            if await store.find(source) is None:
                await store.put_file(source, folder / fetched.name)
        await put_value(store, key, fetched)
        return fetched

    async def _earlier(self, key: str) -> IngestResult | None:
        """Return what an earlier attempt of the same job finished, if all of it is still there."""
        found = await self._bench.find(key, IngestResult)
        if found is None:
            return None
        result = found.value
        needed = [result.source, result.proxy, *([result.audio] if result.audio else [])]
        there = [await self._bench.store.find(artifact.key) for artifact in needed]
        return result if all(there) else None

    async def _prepare(
        self, request: IngestRequest, source: Artifact, fetched: FetchAnswer
    ) -> Made[Prepared]:
        key = f"{_home(request, fetched)}/prepared-{Recipe().fingerprint()}.json"
        files = {name: f"{key.removesuffix('.json')}/{name}" for name in (PICTURE, SOUND)}
        async with self._bench.store.local(source) as path:
            # The title is the job's; the copies belong to every job with the same content.
            media = fetched.media.model_copy(update={"title": ""})
            return await self._bench.make(
                key,
                "activities.ingest.work:prepare",
                PrepareTask(source=str(path), media=media),
                Prepared,
                files=files,
            )

    async def _stored(self, key: str) -> Artifact:
        artifact = await self._bench.store.find(key)
        if artifact is None:
            raise SourceNotFoundError(
                f"the stored file {key} is gone; start the job again from its source"
            )
        return artifact


def _folder(request: IngestRequest) -> str:
    return f"{request.workspace}/jobs/{request.job}"


def _home(request: IngestRequest, fetched: FetchAnswer) -> str:
    return f"{request.workspace}/sources/{fetched.content_hash}"


def _source_key(request: IngestRequest, fetched: FetchAnswer) -> str:
    return f"{_home(request, fetched)}/source.{fetched.extension}"


def _beside(made: Made[Prepared], name: str) -> str:
    """Return the key of a file that was stored together with the value."""
    return f"{made.artifact.key.removesuffix('.json')}/{name}"
