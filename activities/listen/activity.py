"""Listening as activities."""

from temporalio import activity

from activities import catalog
from activities.listen.contract import (
    BeatsTask,
    HearBeatsRequest,
    HearBeatsResult,
    ListenRequest,
    ListenResult,
    ListenTask,
    Told,
)
from core.bench import Bench, Made, first_usable
from core.domain.base import Value
from core.domain.job import StepName
from core.domain.part import JoinRequest
from core.domain.sound import Beats
from core.settings import settings

_YAMNET = "yamnet"

# Part of the key: counts up when the same music would be heard otherwise.
_BEATS = 1


class _Recipe(Value):
    """What is heard depends on this besides the sound."""

    audio: str | None
    duration: float
    classifier: str
    model: str
    """Where the operator keeps its weights; empty when it is no weights of the operator."""
    version: int = 3
    """Counts up when the same classifier would hear something else."""


class ListenActivities:
    """What this room offers to a worker."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @activity.defn
    async def listen(self, request: ListenRequest) -> ListenResult:
        """Tell what a part of a recording sounds like, once for each file of a workspace.

        The classifiers are tried in the order of the catalogue; the note of the result says
        which ones could not be used, and why.
        """
        made, note = await first_usable(_classifiers(request), lambda c: self._made(request, c))
        return _result(made, note)

    @activity.defn
    async def join_sounds(self, request: JoinRequest) -> ListenResult:
        """Put together what was heard in every part of a recording."""
        made = await self._bench.join(
            request, StepName.AUDIO_ANALYZE, work="activities.listen.work:join", answer=Told
        )
        return _result(made)

    @activity.defn
    async def hear_beats(self, request: HearBeatsRequest) -> HearBeatsResult:
        """Tell where the beats of music are, once for each file and length.

        Raises:
            InvalidPlanError: the file is no sound that can be decoded.
            SourceNotFoundError: it is not stored any more.
        """
        key = f"{request.workspace}/beats/{request.fingerprint()}-{_BEATS}.json"
        async with self._bench.files() as local:
            task = BeatsTask(music=await local(request.music), seconds=request.seconds)
            made = await self._bench.make(key, "activities.listen.work:hear_beats", task, Beats)
        return HearBeatsResult(beats=made.artifact)

    async def _made(self, request: ListenRequest, classifier: str) -> Made[Told]:
        key = _key(request, classifier)
        if (found := await self._bench.find(key, Told)) is not None:
            return found
        async with self._bench.files() as local:
            path = await local(request.audio) if request.audio else None
            task = ListenTask(audio=path, duration=request.part.duration, classifier=classifier)
            return await self._bench.make(key, "activities.listen.work:listen", task, Told)


def _classifiers(request: ListenRequest) -> list[str]:
    """Return the classifiers to try; where nothing is to be heard, the last one hears it."""
    names = catalog.SOUND_CLASSIFIERS.names()
    if request.audio is None:
        return names[-1:]
    wanted = settings().listen.classifier_model is not None
    return [name for name in names if name != _YAMNET or wanted]


def _key(request: ListenRequest, classifier: str) -> str:
    recipe = _Recipe(
        audio=request.audio and request.audio.key,
        duration=request.part.duration,
        classifier=classifier,
        model=str(settings().listen.classifier_model) if classifier == _YAMNET else "",
    )
    folder = f"{request.workspace}/analysis/{request.content_hash}"
    return f"{folder}/{StepName.AUDIO_ANALYZE}-{request.part.label}{recipe.fingerprint()}.json"


def _result(made: Made[Told], note: str = "") -> ListenResult:
    return ListenResult(
        sound=made.artifact,
        loudness=made.value.loudness,
        ran=made.ran(made.value.engine, note),
    )
