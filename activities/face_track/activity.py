"""Track the faces of a recording."""

from temporalio import activity

from activities import catalog
from activities.face_track.contract import (
    Engines,
    Told,
    TrackFacesRequest,
    TrackFacesResult,
    TrackTask,
)
from core.bench import Bench, Made, first_usable
from core.domain.base import Value
from core.domain.job import StepName
from core.domain.part import JoinRequest
from core.settings import FaceTrackSettings, settings


class _Recipe(Value):
    """What the faces of a recording depend on besides the recording."""

    detector: str
    engines: Engines
    settings: FaceTrackSettings
    version: int = 3
    """Counts up when the same engines would give other tracks."""


class FaceTrackActivities:
    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @activity.defn
    async def track_faces(self, request: TrackFacesRequest) -> TrackFacesResult:
        """Follow the faces of a part, once per workspace, content and engines.

        The detectors are tried in the order of the catalogue; the note of the result says
        which ones, and which of the other engines, could not be used, and why.
        """
        made, note = await first_usable(
            catalog.FACE_DETECTORS.names(), lambda detector: self._made(request, detector)
        )
        nobody = _nobody(made.value) if request.part.of == 1 else ""
        notes = "; ".join(filter(None, (note, made.value.note, nobody)))
        return _result(made, notes)

    @activity.defn
    async def join_tracks(self, request: JoinRequest) -> TrackFacesResult:
        """Put the faces of all parts of a recording together, in its time."""
        made = await self._bench.join(
            request,
            StepName.FACE_TRACK,
            work="activities.face_track.work:join",
            answer=Told,
        )
        notes = "; ".join(filter(None, (made.value.note, _nobody(made.value))))
        return _result(made, notes)

    async def _made(self, request: TrackFacesRequest, detector: str) -> Made[Told]:
        engines = Engines(
            embedders=tuple(catalog.FACE_EMBEDDERS.names()),
            people=tuple(catalog.PERSON_DETECTORS.names()),
            speakers=tuple(catalog.ACTIVE_SPEAKERS.names()),
        )
        recipe = _Recipe(detector=detector, engines=engines, settings=settings().face_track)
        name = f"{StepName.FACE_TRACK}-{request.part.label}{recipe.fingerprint()}.json"
        async with self._bench.files() as local:
            return await self._bench.make(
                f"{_folder(request)}/{name}",
                "activities.face_track.work:track",
                TrackTask(
                    video=await local(request.proxy),
                    audio=await local(request.audio) if request.audio else None,
                    duration=request.part.duration,
                    detector=detector,
                    engines=engines,
                ),
                Told,
            )


def _folder(request: TrackFacesRequest) -> str:
    return f"{request.workspace}/analysis/{request.content_hash}"


def _nobody(found: Told) -> str:
    """Return what the person should know about a whole recording in which there is no face."""
    return "" if any(track.kind == "face" for track in found.tracks) else "no face was seen"


def _result(made: Made[Told], note: str) -> TrackFacesResult:
    return TrackFacesResult(
        faces=made.artifact,
        count=len(made.value.tracks),
        ran=made.ran(made.value.engine, note),
    )
