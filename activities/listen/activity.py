"""Listening as an activity."""

from contextlib import AsyncExitStack

from temporalio import activity

from activities.listen.contract import ListenRequest, ListenResult, ListenTask
from core.bench import Bench, Made
from core.domain.sound import Sound

# Part of every key: a changed algorithm measures again.
_VERSION = 1


class ListenActivities:
    """What this room offers to a worker."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @activity.defn
    async def listen(self, request: ListenRequest) -> ListenResult:
        """Measure the sound once for each file of a workspace."""
        key = _key(request)
        made = await self._bench.find(key, Sound) or await self._make(key, request)
        return ListenResult(
            sound=made.artifact,
            loudness=made.value.loudness,
            ran=made.ran(made.value.engine),
        )

    async def _make(self, key: str, request: ListenRequest) -> Made[Sound]:
        async with AsyncExitStack() as stack:
            path = None
            if request.audio is not None:
                path = await stack.enter_async_context(self._bench.store.local(request.audio))
            task = ListenTask(audio=path and str(path), duration=request.duration)
            return await self._bench.make(key, "activities.listen.work:listen", task, Sound)


def _key(request: ListenRequest) -> str:
    heard = ListenTask(audio=request.audio and request.audio.key, duration=request.duration)
    folder = f"{request.workspace}/analysis/{request.content_hash}"
    return f"{folder}/listen-{heard.fingerprint()}-{_VERSION}.json"
