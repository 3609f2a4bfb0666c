"""Selection as an activity."""

from contextlib import AsyncExitStack

import structlog
from temporalio import activity

from activities.select.contract import SelectRequest, SelectResult, SelectTask
from core.bench import Bench, Made
from core.domain.clip import Selection
from core.errors import EngineUnavailableError
from core.settings import settings

# Part of every key: a changed algorithm chooses again.
_VERSION = 1

_log = structlog.get_logger("select")


class SelectActivities:
    """What this room offers to a worker."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @activity.defn(name="clip_select")
    async def select(self, request: SelectRequest) -> SelectResult:
        """Choose the moments that become clips, with a language model where one is set.

        What was chosen for want of a model is stored under a key of its own, so
        that the next job asks the model again.
        """
        models = tuple(f"{m.name} {m.model}" for m in settings().select.language_models)
        note = ""
        if models:
            try:
                return _result(await self._made(request, "language-model", models=models))
            except EngineUnavailableError as error:
                note = f"The built-in scorer decided: {error}"
                _log.warning("language models did not decide", why=str(error))
        return _result(await self._made(request, "built-in", note=note))

    async def _made(
        self, request: SelectRequest, scorer: str, *, models: tuple[str, ...] = (), note: str = ""
    ) -> Made[Selection]:
        task = SelectTask(
            transcript=request.transcript.key,
            scenes=request.scenes.key,
            sound=request.sound.key,
            duration=request.duration,
            max_clips=request.max_clips,
            min_seconds=request.min_seconds,
            max_seconds=request.max_seconds,
            scorer=scorer,
            models=models,
            note=note,
        )
        folder = f"{request.workspace}/analysis/{request.content_hash}"
        key = f"{folder}/clip_select-{task.fingerprint()}-{_VERSION}.json"
        return await self._bench.find(key, Selection) or await self._make(key, request, task)

    async def _make(self, key: str, request: SelectRequest, task: SelectTask) -> Made[Selection]:
        async with AsyncExitStack() as stack:
            paths = {
                name: str(await stack.enter_async_context(self._bench.store.local(artifact)))
                for name, artifact in {
                    "transcript": request.transcript,
                    "scenes": request.scenes,
                    "sound": request.sound,
                }.items()
            }
            local = task.model_copy(update=paths)
            return await self._bench.make(key, "activities.select.work:select", local, Selection)


def _result(made: Made[Selection]) -> SelectResult:
    return SelectResult(
        selection=made.artifact,
        count=len(made.value.choices),
        ran=made.ran(made.value.engine, made.value.note),
    )
