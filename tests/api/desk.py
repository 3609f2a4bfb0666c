"""A clip that can be changed over the API, as a job would have left it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from temporalio.testing import ActivityEnvironment, WorkflowEnvironment

from activities.records import Changes, JobRow
from activities.records.activity import RecordActivities
from core.bench import Bench
from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.faces import FaceTracks
from core.domain.job import ClipState, JobState, SourceKind, SourceRef
from core.domain.plan import ClipPlan
from core.domain.report import ClipReport
from core.domain.scenes import Scenes
from core.domain.sound import Sound
from core.domain.span import Span
from core.domain.transcript import Transcript, Word
from core.objects import ObjectStore, put_value
from core.queues import Queue
from core.scratch import Scratch
from tests.activities.render.footage import media, plan
from tests.api.people import Service, Who
from tests.media import video
from workers.wiring import Parts, worker

SECONDS = 4.0
WORDS = tuple(
    Word(text=text, start=0.3 + 0.6 * n, end=0.7 + 0.6 * n)
    for n, text in enumerate(("Well,", "um,", "this", "is", "good."))
)


@dataclass
class Clipped:
    """Somebody's clip, and the plan of its first version."""

    who: Who
    job: UUID
    clip: UUID
    plan: ClipPlan

    async def ask(self, method: str, path: str = "", **sent: Any) -> Any:
        """Send a request about the clip, and return the answer."""
        return await self.who.ask(method, f"/clips/{self.clip}{path}", **sent)

    async def versions(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.ask("GET", "/versions")).json()
        return found


@dataclass
class Desk:
    """The API over a Temporal server of its own."""

    service: Service
    temporal: WorkflowEnvironment
    recording: Path

    @property
    def store(self) -> ObjectStore:
        store: ObjectStore = self.service.app.state.services.store
        return store

    @asynccontextmanager
    async def served(self, folder: Path, *queues: Queue) -> AsyncIterator[None]:
        """Have real workers do the work of some queues, in a folder of theirs."""
        made = self.service.app.state.services
        scratch = Scratch(folder / "scratch")
        parts = Parts(
            bench=Bench(made.store, scratch),
            database=self.service.owner,
            client=self.temporal.client,
            keys=made.keys,
            settings=self.service.options,
        )
        async with AsyncExitStack() as stack:
            stack.callback(scratch.close)
            for queue in queues:
                one = worker(queue, parts, self.service.options.worker)
                await stack.enter_async_context(one)
            yield

    async def clipped(
        self, *, job: JobState = JobState.COMPLETED, state: ClipState = ClipState.READY
    ) -> Clipped:
        """Return a clip that a job planned, with all that is known of its recording."""
        who = await self.service.person()
        number, clip = uuid4(), uuid4()
        folder = f"{who.workspace}/analysis/{uuid4().hex}"
        source = await self.store.put_bytes(
            f"{who.workspace}/sources/{uuid4().hex}/source.mp4", self.recording.read_bytes()
        )
        value = plan((0, 3), media=media(SECONDS, 320, 180), words=WORDS).model_copy(
            update={"source": source, "clip_id": str(clip), "title": "A talk"}
        )
        kept = await put_value(
            self.store, f"{who.workspace}/jobs/{number}/plans/{clip}.json", value
        )
        report = ClipReport(
            clip_id=str(clip),
            state=state,
            title=value.title,
            start=0,
            end=3,
            score=70,
            plan_key=kept.key,
            clip_key=f"{folder}/clip.mp4" if state is ClipState.READY else "",
        )
        await self._tell(who, number, report, job, await self._known(folder))
        return Clipped(who, number, clip, value)

    async def _known(self, folder: str) -> dict[str, str]:
        known: dict[str, Value] = {
            "transcript": Transcript(engine="test", language="en", duration=SECONDS, words=WORDS),
            "scenes": Scenes(engine="test", scenes=(Span(start=0, end=SECONDS),)),
            "sound": Sound(engine="test", duration=SECONDS, step=0.1),
            "faces": FaceTracks(engine="test", sample_rate=1.0),
        }
        stored: dict[str, Artifact] = {
            name: await put_value(self.store, f"{folder}/{name}.json", value)
            for name, value in known.items()
        }
        return {name: artifact.key for name, artifact in stored.items()}

    async def _tell(
        self, who: Who, job: UUID, clip: ClipReport, state: JobState, artifacts: dict[str, str]
    ) -> None:
        row = JobRow(
            workflow_id=f"vod/{who.workspace}/{job}",
            source=SourceRef(kind=SourceKind.UPLOAD, location="talk.mp4"),
            title="A talk",
            state=state,
            artifacts=artifacts,
        )
        changes = Changes(workspace=str(who.workspace), job=str(job), row=row, clips=(clip,))
        await ActivityEnvironment().run(RecordActivities(self.service.owner).record, changes)


def recorded(folder: Path) -> Path:
    """Make the recording that clips are of."""
    return video(folder / "talk.mp4", seconds=SECONDS, size="320x180")
