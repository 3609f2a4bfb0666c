"""Selection as an activity."""

import hashlib
from dataclasses import replace

from temporalio import activity

from activities.select.contract import SelectRequest, SelectResult, SelectTask
from core.bench import Bench, Made
from core.domain.clip import Selection
from core.objects import put_value
from core.settings import LanguageModel, settings

# Part of every key: a changed algorithm chooses again.
_VERSION = 2


class SelectActivities:
    """What this room offers to a worker."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @activity.defn(name="clip_select")
    async def select(self, request: SelectRequest) -> SelectResult:
        """Choose the moments that become clips, with a language model where one is set."""
        task = _task(request)
        folder = f"{request.workspace}/analysis/{request.content_hash}"
        key = f"{folder}/clip_select-{task.fingerprint()}-{_VERSION}"
        made = await self._bench.find(f"{key}.json", Selection)
        made = made or await self._make(key, request, task)
        return SelectResult(
            selection=made.artifact,
            count=len(made.value.choices),
            ran=made.ran(made.value.engine, made.value.note, used=made.value.used),
        )

    async def _make(self, key: str, request: SelectRequest, task: SelectTask) -> Made[Selection]:
        """Choose, and store it for good unless a language model should have decided.

        What was chosen for want of a model is stored for this one step, under a key of
        its own, so that the next job asks the model again.
        """
        if not task.models:
            return await self._chosen(f"{key}.json", request, task)
        made = await self._chosen(f"{key}-{_this_step()}.json", request, task)
        if made.value.engine == "built-in":
            return made
        return replace(made, artifact=await put_value(self._bench.store, f"{key}.json", made.value))

    async def _chosen(self, key: str, request: SelectRequest, task: SelectTask) -> Made[Selection]:
        artifacts = {
            "transcript": request.transcript,
            "scenes": request.scenes,
            "sound": request.sound,
            "topics": request.topics,
            "faces": request.faces,
        }
        async with self._bench.files() as local:
            paths = {
                name: await local(artifact)
                for name, artifact in artifacts.items()
                if artifact is not None
            }
            work = "activities.select.work:select"
            return await self._bench.make(key, work, task.model_copy(update=paths), Selection)


def _task(request: SelectRequest) -> SelectTask:
    chosen = settings().select
    return SelectTask(
        transcript=request.transcript.key,
        scenes=request.scenes.key,
        sound=request.sound.key,
        topics=request.topics.key,
        faces=request.faces.key if request.faces else "",
        duration=request.duration,
        max_clips=request.max_clips,
        min_seconds=request.min_seconds,
        max_seconds=request.max_seconds,
        language=request.language or "",
        prompt=request.prompt,
        trends=chosen.trends,
        models=tuple(_named(model) for model in chosen.language_models),
        screening=_named(chosen.screening) if chosen.screening else "",
    )


def _named(model: LanguageModel) -> str:
    return f"{model.name} {model.model}"


def _this_step() -> str:
    """Return what is the same in every attempt of this step, and in no other step."""
    info = activity.info()
    said = f"{info.workflow_id} {info.workflow_run_id} {info.activity_id}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]
