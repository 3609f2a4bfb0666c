"""Transcribing as an activity."""

from contextlib import AsyncExitStack

from temporalio import activity

from activities import catalog
from activities.transcribe.contract import TranscribeRequest, TranscribeResult, TranscribeTask
from core.bench import Bench, Made, first_usable
from core.domain.base import Value
from core.domain.job import StepName
from core.domain.transcript import Transcript
from core.settings import TranscribeSettings, settings

_NO_SOUND = "none"


class _Recipe(Value):
    """What a transcript depends on besides the recording."""

    engine: str
    language: str | None
    settings: TranscribeSettings
    version: int = 1
    """Counts up when the same engine would write something else."""


class TranscribeActivities:
    """What this room offers to a worker."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @activity.defn
    async def transcribe(self, request: TranscribeRequest) -> TranscribeResult:
        """Write down what is said, with the best engine that can run here.

        A file of a workspace is heard once by each engine. An engine that cannot run gives
        way to the next, and the result says so.
        """
        made, note = await first_usable(
            _engines(request), lambda engine: self._made(engine, request)
        )
        transcript = made.value
        return TranscribeResult(
            transcript=made.artifact,
            language=transcript.language,
            words=len(transcript.words),
            ran=made.ran(transcript.engine, note),
        )

    async def _made(self, engine: str, request: TranscribeRequest) -> Made[Transcript]:
        key = _key(engine, request)
        if (found := await self._bench.find(key, Transcript)) is not None:
            return found
        async with AsyncExitStack() as stack:
            path = None
            if request.audio is not None:
                path = await stack.enter_async_context(self._bench.store.local(request.audio))
            task = TranscribeTask(
                audio=path and str(path),
                duration=request.duration,
                engine=engine,
                language=request.language,
            )
            work = "activities.transcribe.work:transcribe"
            return await self._bench.make(key, work, task, Transcript)


def _engines(request: TranscribeRequest) -> list[str]:
    if request.audio is None:
        return [_NO_SOUND]
    if request.transcriber is not None:
        return [catalog.TRANSCRIBERS.check(request.transcriber)]
    return catalog.TRANSCRIBERS.names()


def _key(engine: str, request: TranscribeRequest) -> str:
    recipe = _Recipe(
        engine=engine, language=request.language, settings=settings().transcribe
    ).fingerprint()
    folder = f"{request.workspace}/analysis/{request.content_hash}"
    return f"{folder}/{StepName.TRANSCRIBE}-{recipe}.json"
