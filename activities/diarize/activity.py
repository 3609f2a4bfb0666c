"""Telling voices apart, and joining them with words and faces, as activities."""

from temporalio import activity

from activities import catalog
from activities.diarize.contract import (
    FACES_FILE,
    AttributeRequest,
    AttributeResult,
    AttributeTask,
    DiarizeRequest,
    DiarizeResult,
    DiarizeTask,
    Told,
)
from core.bench import Bench, Made, first_usable
from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.job import StepName
from core.domain.part import JoinRequest
from core.domain.voices import Voices
from core.errors import SourceNotFoundError
from core.settings import DiarizeSettings, settings

_NO_SOUND = "none"


class _Recipe(Value):
    """What the voices of a recording depend on besides the recording."""

    engine: str
    speakers: int | None
    settings: DiarizeSettings
    version: int = 1
    """Counts up when the same engine would tell something else."""


class _Attributed(Value):
    """What words with speakers and faces with voices depend on."""

    transcript: str
    voices: str
    faces: str
    version: int = 2
    """Counts up when the same three would give something else."""


class DiarizeActivities:
    """What this room offers to a worker."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @activity.defn
    async def diarize(self, request: DiarizeRequest) -> DiarizeResult:
        """Tell who speaks when in a part of a recording, in its own time.

        The engines are tried in the order of the catalogue; the note of the result says which
        ones could not be used, and when fewer voices are heard than were asked for.
        """
        engines = [_NO_SOUND] if request.audio is None else catalog.DIARIZERS.names()
        made, note = await first_usable(engines, lambda engine: self._made(request, engine))
        few = _too_few(request, made.value)
        return _result(made, "; ".join(filter(None, (note, few))))

    @activity.defn
    async def join_voices(self, request: JoinRequest) -> DiarizeResult:
        """Put the voices of the parts of a recording together, in seconds of the source."""
        made = await self._bench.join(
            request, StepName.DIARIZE, work="activities.diarize.work:join", answer=Voices
        )
        return _result(made, "")

    @activity.defn
    async def attribute(self, request: AttributeRequest) -> AttributeResult:
        """Give every word its speaker, and let the faces speak whose voices are heard."""
        parts = (request.transcript, request.voices, request.faces)
        words, voices, faces = (part.key for part in parts)
        recipe = _Attributed(transcript=words, voices=voices, faces=faces).fingerprint()
        faces_key = _key(request, StepName.ATTRIBUTE, f"faces-{recipe}")
        async with self._bench.files() as local:
            paths = [await local(part) for part in parts]
            made = await self._bench.make(
                _key(request, StepName.ATTRIBUTE, recipe),
                "activities.diarize.work:attribute",
                AttributeTask(transcript=paths[0], voices=paths[1], faces=paths[2]),
                Told,
                files={FACES_FILE: faces_key},
            )
        return AttributeResult(
            transcript=made.artifact,
            faces=await self._stored(faces_key),
            ran=made.ran("voices, words and faces"),
        )

    async def _made(self, request: DiarizeRequest, engine: str) -> Made[Voices]:
        recipe = _Recipe(
            engine=engine, speakers=request.speakers, settings=settings().diarize
        ).fingerprint()
        key = _key(request, StepName.DIARIZE, f"{request.part.label}{recipe}")
        if (found := await self._bench.find(key, Voices)) is not None:
            return found
        async with self._bench.files() as local:
            audio = await local(request.audio) if request.audio else None
            task = DiarizeTask(
                audio=audio,
                duration=request.part.duration,
                engine=engine,
                speakers=request.speakers,
                whole=request.part.of == 1,
            )
            return await self._bench.make(key, "activities.diarize.work:diarize", task, Voices)

    async def _stored(self, key: str) -> Artifact:
        found = await self._bench.store.find(key)
        if found is None:
            raise SourceNotFoundError(
                f"the stored file {key} is gone; start the job again from its source"
            )
        return found


def _key(request: DiarizeRequest | AttributeRequest, step: StepName, of: str) -> str:
    return f"{request.workspace}/analysis/{request.content_hash}/{step}-{of}.json"


def _result(made: Made[Voices], note: str) -> DiarizeResult:
    return DiarizeResult(
        voices=made.artifact,
        count=len(made.value.voices),
        ran=made.ran(made.value.engine, note),
    )


def _too_few(request: DiarizeRequest, voices: Voices) -> str:
    """Return what the person should know about how many voices are heard."""
    if request.audio is None or request.part.of > 1:
        return ""
    if not voices.voices:
        return "nobody was heard to speak"
    if request.speakers is not None and len(voices.voices) < request.speakers:
        return f"{request.speakers} speakers were asked for, {len(voices.voices)} can be told apart"
    return ""
