"""Transcribing as an activity."""

from temporalio import activity

from activities import catalog
from activities.transcribe.contract import (
    AlignRequest,
    AlignTask,
    Told,
    TranscribeRequest,
    TranscribeResult,
    TranscribeTask,
)
from core.bench import Bench, Made, first_usable
from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import StepName, Tier
from core.domain.part import JoinRequest
from core.settings import TranscribeSettings, settings

_NO_SOUND = "none"
_CAPTIONS = "captions"


class _Recipe(Value):
    """What a transcript depends on besides the recording."""

    engine: str
    tier: Tier
    language: str | None
    vocabulary: tuple[str, ...]
    captions: Artifact | None
    captions_language: str | None
    settings: TranscribeSettings
    version: int = 3
    """Counts up when the same engine would write something else."""


class _Corrected(Value):
    """What a corrected transcript depends on."""

    transcript: Artifact
    text: Artifact
    language: str | None
    version: int = 1


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
        return _result(made, note)

    @activity.defn
    async def join_transcripts(self, request: JoinRequest) -> TranscribeResult:
        """Put the transcripts of the parts of a source together, in its own time."""
        made = await self._bench.join(
            request,
            StepName.TRANSCRIBE,
            work="activities.transcribe.work:join",
            answer=Told,
        )
        return _result(made)

    @activity.defn
    async def align(self, request: AlignRequest) -> TranscribeResult:
        """Give the words of a text that a person corrected their times."""
        recipe = _Corrected(
            transcript=request.transcript, text=request.text, language=request.language
        )
        label = f"{request.part.label}{recipe.fingerprint()}"
        async with self._bench.files() as local:
            task = AlignTask(
                audio=await local(request.audio) if request.audio else None,
                duration=request.part.duration,
                transcript=await local(request.transcript),
                text=await local(request.text),
                language=request.language,
            )
            key = f"{_folder(request)}/align-{label}.json"
            work = "activities.transcribe.work:align"
            return _result(await self._bench.make(key, work, task, Told))

    async def _made(self, engine: str, request: TranscribeRequest) -> Made[Told]:
        key = _key(engine, request)
        if (found := await self._bench.find(key, Told)) is not None:
            return found
        written = engine == _CAPTIONS and request.captions
        async with self._bench.files() as local:
            task = TranscribeTask(
                audio=await local(request.audio) if request.audio else None,
                duration=request.part.duration,
                engine=engine,
                tier=request.tier,
                language=request.language,
                vocabulary=request.vocabulary,
                captions=await local(written) if written else None,
                captions_language=request.captions_language,
                seen=request.part.seen if written else None,
            )
            work = "activities.transcribe.work:transcribe"
            return await self._bench.make(key, work, task, Told)


def _result(made: Made[Told], note: str = "") -> TranscribeResult:
    told = made.value
    notes = "; ".join(each for each in (note, told.note) if each)
    return TranscribeResult(
        transcript=made.artifact,
        language=told.language,
        words=told.words,
        ran=made.ran(told.engine, notes),
    )


def _engines(request: TranscribeRequest) -> list[str]:
    """Return what is tried, best first. The fast tier passes over the slowest engine."""
    if request.audio is None:
        return [_NO_SOUND]
    if request.transcriber is not None:
        return [catalog.TRANSCRIBERS.check(request.transcriber)]
    names = catalog.TRANSCRIBERS.names()
    if request.tier is Tier.FAST:
        names = [name for name in names if name != _ACCURATE_ONLY]
    return [_CAPTIONS, *names] if request.captions is not None else names


# It aligns every word with a second model.
_ACCURATE_ONLY = "whisperx"


def _key(engine: str, request: TranscribeRequest) -> str:
    captioned = engine == _CAPTIONS
    recipe = _Recipe(
        engine=engine,
        tier=request.tier,
        language=request.language,
        vocabulary=request.vocabulary,
        captions=request.captions if captioned else None,
        captions_language=request.captions_language if captioned else None,
        settings=settings().transcribe,
    )
    label = f"{request.part.label}{recipe.fingerprint()}"
    return f"{_folder(request)}/{StepName.TRANSCRIBE}-{label}.json"


def _folder(request: TranscribeRequest | AlignRequest) -> str:
    return f"{request.workspace}/analysis/{request.content_hash}"
