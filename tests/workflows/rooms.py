"""Every activity of the rooms, answering at once. A test says which one fails or waits."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.face_track import TrackFacesRequest
from activities.face_track.contract import TrackFacesResult
from activities.ingest import IngestRequest, IngestResult
from activities.listen import ListenRequest, ListenResult
from activities.plan import PlannedClip, PlanRequest, PlanResult
from activities.records import Changes
from activities.render import RenderRequest, RenderResult, ThumbnailRequest, ThumbnailResult
from activities.scenes import DetectScenesRequest
from activities.scenes.contract import DetectScenesResult
from activities.select import SelectRequest, SelectResult
from activities.transcribe import TranscribeRequest, TranscribeResult
from core.domain.artifact import Artifact
from core.domain.job import Ran
from core.domain.media import MediaInfo
from core.domain.report import ClipReport, StepReport

HASH = "0" * 64


class Rooms:
    """Stand-ins for the rooms, with a memory of what they were asked."""

    def __init__(self, clips: int = 2) -> None:
        self.clips = clips
        self.calls: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.cancelled: Counter[str] = Counter()
        self.failures: defaultdict[str, list[ApplicationError]] = defaultdict(list)
        self.started: defaultdict[str, list[datetime]] = defaultdict(list)
        self.holds: dict[str, asyncio.Event] = {}
        self.linger = 0.0
        """Seconds by which each further activity takes longer to stop."""
        self.states: list[str] = []
        self.rows: dict[str, StepReport | ClipReport] = {}

    def fail(self, name: str, times: int, *, permanent: bool = False) -> None:
        """Let the next ``times`` runs of an activity fail."""
        error = ApplicationError(f"{name} broke", type="Broken", non_retryable=permanent)
        self.failures[name] += [error] * times

    def hold(self, name: str) -> asyncio.Event:
        """Let an activity wait, heartbeating, until the event is set."""
        self.holds[name] = asyncio.Event()
        return self.holds[name]

    def activities(self) -> list[Callable[..., Any]]:
        return [
            self.ingest,
            self.transcribe,
            self.detect_scenes,
            self.track_faces,
            self.listen,
            self.select,
            self.plan,
            self.render,
            self.thumbnail,
            self.record,
        ]

    async def _run(self, name: str) -> Ran:
        self.calls[name] += 1
        self.started[name].append(activity.info().started_time)
        if name in self.holds:
            try:
                while not self.holds[name].is_set():
                    activity.heartbeat()
                    await asyncio.sleep(0.05)
            except asyncio.CancelledError:
                await asyncio.sleep(self.linger * self.cancelled[name])
                self.cancelled[name] += 1
                raise
        if self.failures[name]:
            raise self.failures[name].pop()
        self.done[name] += 1
        attempt = activity.info().attempt
        return Ran(engine="stand-in", worker="test", attempt=attempt, started=1.0, seconds=0.5)

    @activity.defn(name="ingest")
    async def ingest(self, request: IngestRequest) -> IngestResult:
        media = MediaInfo(duration=60, width=1280, height=720, fps=30, video_codec="h264")
        return IngestResult(
            ran=await self._run("ingest"),
            content_hash=HASH,
            media=media.model_copy(update={"title": "talk"}),
            source=_stored("source.mp4"),
            proxy=_stored("proxy.mp4"),
            audio=_stored("audio.flac"),
        )

    @activity.defn(name="transcribe")
    async def transcribe(self, request: TranscribeRequest) -> TranscribeResult:
        ran = await self._run("transcribe")
        transcript = _stored("transcript.json")
        return TranscribeResult(ran=ran, transcript=transcript, language="en", words=9)

    @activity.defn(name="detect_scenes")
    async def detect_scenes(self, request: DetectScenesRequest) -> DetectScenesResult:
        ran = await self._run("detect_scenes")
        return DetectScenesResult(ran=ran, scenes=_stored("scenes.json"), count=3)

    @activity.defn(name="track_faces")
    async def track_faces(self, request: TrackFacesRequest) -> TrackFacesResult:
        ran = await self._run("track_faces")
        return TrackFacesResult(ran=ran, faces=_stored("faces.json"), count=2)

    @activity.defn(name="listen")
    async def listen(self, request: ListenRequest) -> ListenResult:
        ran = await self._run("listen")
        return ListenResult(ran=ran, sound=_stored("sound.json"), loudness=-20.0)

    @activity.defn(name="clip_select")
    async def select(self, request: SelectRequest) -> SelectResult:
        ran = await self._run("clip_select")
        return SelectResult(ran=ran, selection=_stored("selection.json"), count=self.clips)

    @activity.defn(name="plan")
    async def plan(self, request: PlanRequest) -> PlanResult:
        ran = await self._run("plan")
        planned = tuple(
            PlannedClip(
                clip_id=f"{request.job[:-1]}{n:x}",
                title=f"clip {n}",
                start=20.0 * n,
                end=20.0 * n + 15,
                score=90.0 - n,
                plan=_stored(f"plan-{n}.json"),
            )
            for n in range(self.clips)
        )
        return PlanResult(ran=ran, clips=planned, selection=request.selection)

    @activity.defn(name="render")
    async def render(self, request: RenderRequest) -> RenderResult:
        ran = await self._run("render")
        return RenderResult(
            ran=ran,
            clip=_stored("clip.mp4"),
            captions=None,
            spec=_stored("spec.json"),
            duration=15,
            loudness=-14.0,
        )

    @activity.defn(name="thumbnail")
    async def thumbnail(self, request: ThumbnailRequest) -> ThumbnailResult:
        ran = await self._run("thumbnail")
        return ThumbnailResult(ran=ran, thumbnail=_stored("thumbnail.jpg"))

    @activity.defn(name="record")
    async def record(self, changes: Changes) -> None:
        self.calls["record"] += 1
        if changes.row and self.states[-1:] != [changes.row.state.value]:
            self.states.append(changes.row.state.value)
        for step in changes.steps:
            self.rows[f"{step.name}/{step.clip_id}/{step.round}"] = step
        for clip in changes.clips:
            self.rows[clip.clip_id] = clip


def _stored(name: str) -> Artifact:
    return Artifact(key=f"ws/test/{name}", size=1)
