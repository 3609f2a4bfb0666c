"""Detect the scenes of a recording."""

from temporalio import activity

from activities import catalog
from activities.scenes.contract import DetectScenesRequest, DetectScenesResult, DetectTask
from core.bench import Bench, Made, first_usable
from core.domain.base import Value
from core.domain.job import StepName
from core.domain.part import JoinRequest
from core.domain.scenes import Scenes


class _Recipe(Value):
    """What the scenes of a recording depend on besides the recording."""

    detector: str
    proxy: str
    version: int = 3
    """Counts up when the same detector would find other scenes."""


class ScenesActivities:
    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @activity.defn
    async def detect_scenes(self, request: DetectScenesRequest) -> DetectScenesResult:
        """Find the scenes of a part, once per workspace, content and detector."""
        made, note = await first_usable(
            catalog.SCENE_DETECTORS.names(), lambda detector: self._made(request, detector)
        )
        dark = _dark(made.value) if request.part.of == 1 else ""
        return _result(made, "; ".join(filter(None, (note, dark))))

    @activity.defn
    async def join_scenes(self, request: JoinRequest) -> DetectScenesResult:
        """Put the scenes of all parts together."""
        made = await self._bench.join(
            request, StepName.SCENE_DETECT, work="activities.scenes.work:join", answer=Scenes
        )
        return _result(made, _dark(made.value))

    async def _made(self, request: DetectScenesRequest, detector: str) -> Made[Scenes]:
        recipe = _Recipe(detector=detector, proxy=request.proxy.key).fingerprint()
        folder = f"{request.workspace}/analysis/{request.content_hash}"
        async with self._bench.store.local(request.proxy) as proxy:
            return await self._bench.make(
                f"{folder}/{StepName.SCENE_DETECT}-{request.part.label}{recipe}.json",
                "activities.scenes.work:detect",
                DetectTask(video=str(proxy), duration=request.part.duration, detector=detector),
                Scenes,
            )


def _dark(found: Scenes) -> str:
    """Return what the person should know about a whole recording that is mostly black."""
    black = sum(span.duration for span in found.black)
    if black <= 0.5 * sum(scene.duration for scene in found.scenes):
        return ""
    return "most of the picture is nearly black, so cuts and faces may be missed"


def _result(made: Made[Scenes], note: str) -> DetectScenesResult:
    return DetectScenesResult(
        scenes=made.artifact,
        count=len(made.value.scenes),
        ran=made.ran(made.value.engine, note),
    )
