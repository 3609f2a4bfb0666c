"""Track the faces of a recording."""

from contextlib import AsyncExitStack

from temporalio import activity

from activities import catalog
from activities.face_track.contract import TrackFacesRequest, TrackFacesResult, TrackTask
from core.bench import Bench, Made, first_usable
from core.domain.base import Value
from core.domain.faces import FaceTracks
from core.domain.job import StepName


class _Recipe(Value):
    """What the faces of a recording depend on besides the recording."""

    detector: str
    version: int = 1
    """Counts up when the same detector would give other tracks."""


class FaceTrackActivities:
    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @activity.defn
    async def track_faces(self, request: TrackFacesRequest) -> TrackFacesResult:
        """Follow the faces of a recording, once per workspace, content and detector.

        The detectors are tried in the order of the catalogue; the note of the result says
        which ones could not be used, and why.
        """
        made, note = await first_usable(
            catalog.FACE_DETECTORS.names(), lambda detector: self._made(request, detector)
        )
        return TrackFacesResult(
            faces=made.artifact,
            count=len(made.value.tracks),
            ran=made.ran(made.value.engine, note),
        )

    async def _made(self, request: TrackFacesRequest, detector: str) -> Made[FaceTracks]:
        store = self._bench.store
        recipe = _Recipe(detector=detector).fingerprint()
        folder = f"{request.workspace}/analysis/{request.content_hash}"
        async with AsyncExitStack() as files:
            video = await files.enter_async_context(store.local(request.proxy))
            audio = None
            if request.audio is not None:
                audio = str(await files.enter_async_context(store.local(request.audio)))
            return await self._bench.make(
                f"{folder}/{StepName.FACE_TRACK}-{recipe}.json",
                "activities.face_track.work:track",
                TrackTask(
                    video=str(video), audio=audio, duration=request.duration, detector=detector
                ),
                FaceTracks,
            )
