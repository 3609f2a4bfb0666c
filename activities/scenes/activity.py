"""Detect the scenes of a recording."""

from temporalio import activity

from activities import catalog
from activities.scenes.contract import DetectScenesRequest, DetectScenesResult, DetectTask
from core.bench import Bench
from core.domain.base import Value
from core.domain.job import StepName
from core.domain.scenes import Scenes


class _Recipe(Value):
    """What the scenes of a recording depend on besides the recording."""

    detector: str
    version: int = 1
    """Counts up when the same detector would find other scenes."""


class ScenesActivities:
    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @activity.defn
    async def detect_scenes(self, request: DetectScenesRequest) -> DetectScenesResult:
        """Find the scenes of a recording, once per workspace and content."""
        detector = catalog.SCENE_DETECTORS.names()[0]
        recipe = _Recipe(detector=detector).fingerprint()
        folder = f"{request.workspace}/analysis/{request.content_hash}"
        async with self._bench.store.local(request.proxy) as proxy:
            made = await self._bench.make(
                f"{folder}/{StepName.SCENE_DETECT}-{recipe}.json",
                "activities.scenes.work:detect",
                DetectTask(video=str(proxy), duration=request.duration, detector=detector),
                Scenes,
            )
        return DetectScenesResult(
            scenes=made.artifact,
            count=len(made.value.scenes),
            ran=made.ran(made.value.engine),
        )
