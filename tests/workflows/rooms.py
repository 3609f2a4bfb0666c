"""Every activity of the rooms, answering at once. A test says which one fails or waits."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.diarize import (
    AttributeRequest,
    AttributeResult,
    DiarizeRequest,
    DiarizeResult,
)
from activities.face_track import TrackFacesRequest
from activities.face_track.contract import TrackFacesResult
from activities.gate import Asked, AskRequest, LookRequest, Seen
from activities.ingest import IngestRequest, IngestResult, PrepareRequest, PrepareResult
from activities.ingest.parts import divided
from activities.listen import HearBeatsRequest, HearBeatsResult, ListenRequest, ListenResult
from activities.notify import Answered, Reception, SendRequest, SettleRequest
from activities.plan import (
    EditPlanRequest,
    EditPlanResult,
    PlannedClip,
    PlanRequest,
    PlanResult,
    Unheard,
)
from activities.records import (
    AddVersionRequest,
    AddVersionResult,
    Announced,
    Changes,
    JobRow,
    ReserveRequest,
)
from activities.records.events import events
from activities.render import (
    CheckPlanRequest,
    ReadCutRequest,
    ReadCutResult,
    RenderRequest,
    RenderResult,
    ThumbnailRequest,
    ThumbnailResult,
    WriteCutRequest,
    WriteCutResult,
)
from activities.render.report.contract import PrintReportRequest, PrintReportResult
from activities.scenes import DetectScenesRequest
from activities.scenes.contract import DetectScenesResult
from activities.select import SelectRequest, SelectResult
from activities.topics import TopicsRequest, TopicsResult
from activities.transcribe import TranscribeRequest, TranscribeResult
from core.domain.artifact import Artifact
from core.domain.job import Ran
from core.domain.media import MediaInfo
from core.domain.part import JoinRequest, Part
from core.domain.report import ClipReport, StepReport, Thumbnail
from core.domain.span import Span
from core.errors import ClippedError, PermanentError

HASH = "0" * 64


class Begun(NamedTuple):
    """A step that has begun."""

    name: str
    job: str
    """Its workflow id."""
    queued: datetime
    began: datetime


class Rooms:
    """Stand-ins for the rooms, with a memory of what they were asked."""

    def __init__(self, clips: int = 2, parts: int = 1) -> None:
        self.clips = clips
        self.parts = divided(60, 60 / parts) if parts > 1 else divided(60, 60)
        self.joined: dict[str, tuple[int, ...]] = {}
        """For each step that was put together, the parts that it was made of."""
        self.calls: Counter[str] = Counter()
        self.done: Counter[str] = Counter()
        self.cancelled: Counter[str] = Counter()
        self.failures: defaultdict[str, list[ApplicationError]] = defaultdict(list)
        self.started: defaultdict[str, list[datetime]] = defaultdict(list)
        self.holds: dict[str, asyncio.Event] = {}
        self.order: list[Begun] = []
        """Every step, in the order in which they began."""
        self.seconds = 0.0
        """How long every step takes."""
        self.linger = 0.0
        """Seconds by which each further activity takes longer to stop."""
        self.missing: set[int] = set()
        """Indexes of parts that have no picture."""
        self.rendered: list[str] = []
        """Keys of the plans, as often as they were tried."""
        self.beside: dict[str, tuple[str, ...]] = {}
        """Keys of the plans that were told to come next, by those that were rendered."""
        self.states: list[str] = []
        self.row: JobRow | None = None
        """What the tables were told last of a job."""
        self.rows: dict[str, StepReport | ClipReport] = {}
        self.subscribers = 0
        """How many programs want to be told of everything."""
        self.told: list[str] = []
        """What they were told: kind and key of the event, and which of them, by delivery."""
        self.edits = 0
        """How often a plan was changed."""
        self.unheard: tuple[Unheard, ...] = ()
        """Music that must be heard before a plan can be changed."""
        self.overtaken = False
        """Does somebody else add a version first?"""
        self.away = 0
        """How many of the next messages find nobody there."""

    def fail(self, name: str, times: int, *, permanent: bool = False) -> None:
        """Let the next ``times`` runs of an activity fail."""
        error = ApplicationError(f"{name} broke", type="Broken", non_retryable=permanent)
        self.failures[name] += [error] * times

    def refuse(self, name: str, error: ClippedError) -> None:
        """Let the next run of an activity fail as a real one fails with that error."""
        kind, final = type(error).__name__, isinstance(error, PermanentError)
        refusal = ApplicationError(str(error), type=kind, non_retryable=final)
        self.failures[name].append(refusal)

    def hold(self, name: str) -> asyncio.Event:
        """Let an activity wait, heartbeating, until the event is set."""
        self.holds[name] = asyncio.Event()
        return self.holds[name]

    def activities(self) -> list[Callable[..., Any]]:
        return [
            self.ingest,
            self.prepare,
            self.transcribe,
            self.join_transcripts,
            self.diarize,
            self.join_voices,
            self.attribute,
            self.detect_scenes,
            self.join_scenes,
            self.track_faces,
            self.join_tracks,
            self.listen,
            self.join_sounds,
            self.find_topics,
            self.select,
            self.plan,
            self.render,
            self.thumbnail,
            self.record,
            self.reserve,
            self.ask,
            self.look,
            self.send,
            self.settle,
            self.edit_plan,
            self.check_plan,
            self.add_version,
            self.hear_beats,
            self.read_cut,
            self.write_cut,
            self.print_report,
        ]

    async def _run(self, name: str) -> Ran:
        self.calls[name] += 1
        self.started[name].append(activity.info().started_time)
        self.order.append(_begun(name))
        await asyncio.sleep(self.seconds)
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
            parts=self.parts,
        )

    @activity.defn(name="prepare")
    async def prepare(self, request: PrepareRequest) -> PrepareResult:
        ran = await self._run(_of_part("prepare", request.part))
        copies = {"proxy": _stored("proxy.mkv"), "audio": _stored("audio.flac")}
        return PrepareResult(ran=ran, part=self._seen(request.part), **copies)

    def _seen(self, part: Part) -> Part:
        """Return a part as it turns out when the source breaks off before it."""
        if part.index not in self.missing:
            return part
        nothing = Span(start=part.own.start, end=part.own.start)
        return part.model_copy(update={"own": nothing})

    @activity.defn(name="transcribe")
    async def transcribe(self, request: TranscribeRequest) -> TranscribeResult:
        return self._transcript(await self._run(_of_part("transcribe", request.part)))

    @activity.defn(name="join_transcripts")
    async def join_transcripts(self, request: JoinRequest) -> TranscribeResult:
        return self._transcript(await self._join("join_transcripts", request))

    @activity.defn(name="diarize")
    async def diarize(self, request: DiarizeRequest) -> DiarizeResult:
        ran = await self._run(_of_part("diarize", request.part))
        return DiarizeResult(ran=ran, voices=_stored("voices.json"), count=2)

    @activity.defn(name="join_voices")
    async def join_voices(self, request: JoinRequest) -> DiarizeResult:
        ran = await self._join("join_voices", request)
        return DiarizeResult(ran=ran, voices=_stored("voices.json"), count=2)

    @activity.defn(name="attribute")
    async def attribute(self, request: AttributeRequest) -> AttributeResult:
        ran = await self._run("attribute")
        found = {"transcript": _stored("who-said-what.json"), "faces": _stored("speaking.json")}
        return AttributeResult(ran=ran, **found)

    @activity.defn(name="detect_scenes")
    async def detect_scenes(self, request: DetectScenesRequest) -> DetectScenesResult:
        ran = await self._run(_of_part("detect_scenes", request.part))
        return DetectScenesResult(ran=ran, scenes=_stored("scenes.json"), count=3)

    @activity.defn(name="join_scenes")
    async def join_scenes(self, request: JoinRequest) -> DetectScenesResult:
        ran = await self._join("join_scenes", request)
        return DetectScenesResult(ran=ran, scenes=_stored("scenes.json"), count=3)

    @activity.defn(name="track_faces")
    async def track_faces(self, request: TrackFacesRequest) -> TrackFacesResult:
        ran = await self._run(_of_part("track_faces", request.part))
        return TrackFacesResult(ran=ran, faces=_stored("faces.json"), count=2)

    @activity.defn(name="join_tracks")
    async def join_tracks(self, request: JoinRequest) -> TrackFacesResult:
        ran = await self._join("join_tracks", request)
        return TrackFacesResult(ran=ran, faces=_stored("faces.json"), count=2)

    @activity.defn(name="listen")
    async def listen(self, request: ListenRequest) -> ListenResult:
        ran = await self._run(_of_part("listen", request.part))
        return ListenResult(ran=ran, sound=_stored("sound.json"), loudness=-20.0)

    @activity.defn(name="join_sounds")
    async def join_sounds(self, request: JoinRequest) -> ListenResult:
        ran = await self._join("join_sounds", request)
        return ListenResult(ran=ran, sound=_stored("sound.json"), loudness=-20.0)

    @activity.defn(name="find_topics")
    async def find_topics(self, request: TopicsRequest) -> TopicsResult:
        ran = await self._run("find_topics")
        return TopicsResult(ran=ran, topics=_stored("topics.json"), count=3)

    def _transcript(self, ran: Ran) -> TranscribeResult:
        transcript = _stored("transcript.json")
        return TranscribeResult(ran=ran, transcript=transcript, language="en", words=9)

    async def _join(self, name: str, request: JoinRequest) -> Ran:
        self.joined[name] = tuple(piece.part.index for piece in request.pieces)
        return await self._run(name)

    @activity.defn(name="clip_select")
    async def select(self, request: SelectRequest) -> SelectResult:
        ran = await self._run("clip_select")
        return SelectResult(ran=ran, selection=_stored("selection.json"), count=self.clips)

    @activity.defn(name="plan")
    async def plan(self, request: PlanRequest) -> PlanResult:
        ran = await self._run("plan")
        shapes = request.formats
        planned = tuple(
            PlannedClip(
                clip_id=f"{request.job[:-1]}{n:x}",
                title=f"clip {n}",
                start=20.0 * moment,
                end=20.0 * moment + 15,
                score=90.0 - moment,
                format=shapes[n % len(shapes)],
                plan=_stored(f"plan-{n}.json"),
            )
            for n in range(self.clips * len(shapes))
            for moment in (n // len(shapes),)
        )
        return PlanResult(ran=ran, clips=planned, selection=request.selection)

    @activity.defn(name="render")
    async def render(self, request: RenderRequest) -> RenderResult:
        self.rendered.append(request.plan.key)
        self.beside[request.plan.key] = tuple(plan.key for plan in request.beside)
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
        offered = tuple(
            Thumbnail(key=f"{request.workspace}/renders/0123456789abcdef/thumbnail-{n}.jpg", at=n)
            for n in (1, 2, 3)
        )
        chosen = Artifact(key=offered[0].key, size=1)
        return ThumbnailResult(ran=ran, thumbnail=chosen, thumbnails=offered)

    @activity.defn(name="record")
    async def record(self, changes: Changes) -> Announced | None:
        self.calls["record"] += 1
        if changes.row and self.states[-1:] != [changes.row.state.value]:
            self.states.append(changes.row.state.value)
        self.row = changes.row or self.row
        for step in changes.steps:
            self.rows[row(step)] = step
        for clip in changes.clips:
            self.rows[clip.clip_id] = clip
        happened = [f"{event.kind} {event.key}" for event in events(changes)]
        news = [f"{event} {number}" for event in happened for number in range(self.subscribers)]
        waiting = tuple(one for one in news if one not in self.told)
        return Announced(deliveries=waiting) if waiting else None

    @activity.defn(name="reserve")
    async def reserve(self, request: ReserveRequest) -> None:
        self.calls["reserve"] += 1
        if self.failures["reserve"]:
            raise self.failures["reserve"].pop()

    @activity.defn(name="ask_gate")
    async def ask(self, request: AskRequest) -> Asked:
        self.calls["ask"] += 1
        return Asked(waits=False)

    @activity.defn(name="look_around")
    async def look(self, request: LookRequest) -> Seen:
        raise AssertionError("no gate is needed where there are places for all")

    @activity.defn(name="send_webhook")
    async def send(self, request: SendRequest) -> Answered:
        self.told.append(request.delivery)
        self.away -= 1
        if self.away >= 0:
            return Answered(reception=Reception.BUSY, at=1.0, seconds=0.5, error="no answer")
        return Answered(reception=Reception.TAKEN, at=1.0, seconds=0.5, status=204)

    @activity.defn(name="settle_webhook")
    async def settle(self, request: SettleRequest) -> None:
        self.calls["settle"] += 1

    @activity.defn(name="edit_plan")
    async def edit_plan(self, request: EditPlanRequest) -> EditPlanResult:
        await self._run("edit_plan")
        if {one.file.key for one in request.music} != {one.file.key for one in self.unheard}:
            return EditPlanResult(unheard=self.unheard)
        self.edits += 1
        return EditPlanResult(
            plan=_stored("plan-edited.json"),
            changes=_stored("changes.json"),
            changed=request.operations.key != "ws/test/nothing.json",
            title="Edited",
            start=1,
            end=9,
        )

    @activity.defn(name="check_plan")
    async def check_plan(self, request: CheckPlanRequest) -> None:
        await self._run("check_plan")

    @activity.defn(name="add_version")
    async def add_version(self, request: AddVersionRequest) -> AddVersionResult:
        await self._run("add_version")
        if self.overtaken:
            return AddVersionResult(clip=None)
        clip = ClipReport(
            clip_id=request.clip_id,
            version=request.newest + 1,
            title=request.title,
            start=request.start,
            end=request.end,
            score=50,
            plan_key=request.plan.key,
        )
        return AddVersionResult(clip=clip)

    @activity.defn(name="hear_beats")
    async def hear_beats(self, request: HearBeatsRequest) -> HearBeatsResult:
        await self._run("hear_beats")
        return HearBeatsResult(beats=_stored("beats.json"))

    @activity.defn(name="read_cut")
    async def read_cut(self, request: ReadCutRequest) -> ReadCutResult:
        await self._run("read_cut")
        return ReadCutResult(operations=_stored("operations.json"))

    @activity.defn(name="write_cut")
    async def write_cut(self, request: WriteCutRequest) -> WriteCutResult:
        await self._run("write_cut")
        return WriteCutResult(file=_stored("cut.edl"))

    @activity.defn(name="print_report")
    async def print_report(self, request: PrintReportRequest) -> PrintReportResult:
        await self._run("print_report")
        return PrintReportResult(file=_stored("report.pdf"))


def _begun(name: str) -> Begun:
    info = activity.info()
    job = info.workflow_id or ""
    return Begun(name, job, info.current_attempt_scheduled_time, info.started_time)


def row(step: StepReport) -> str:
    """Return what tells a step from all others in ``rows``."""
    return f"{step.name}/{step.clip_id}/{step.part}/{step.round}"


def _of_part(name: str, part: Part) -> str:
    """Return what a test calls an activity: with its number when there are several parts."""
    return name if part.of == 1 else f"{name} {part.index + 1}"


def _stored(name: str) -> Artifact:
    return Artifact(key=f"ws/test/{name}", size=1)
