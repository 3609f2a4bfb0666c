"""Which activity is done at which queue, and with what."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.worker import Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.diarize.activity import DiarizeActivities
from activities.face_track.activity import FaceTrackActivities
from activities.gate.activity import GateActivities
from activities.ingest.activity import IngestActivities
from activities.listen.activity import ListenActivities
from activities.mail.activity import MailActivities
from activities.notify.activity import NotifyActivities
from activities.plan.activity import PlanActivities
from activities.records.activity import RecordActivities, VersionActivities
from activities.render.activity import RenderActivities
from activities.render.nle.activity import ExchangeActivities
from activities.render.report.activity import ReportActivities
from activities.retention.activity import RetentionActivities
from activities.scenes.activity import ScenesActivities
from activities.select.activity import SelectActivities
from activities.topics.activity import TopicsActivities
from activities.transcribe.activity import TranscribeActivities
from core.bench import Bench
from core.crypto import Keys
from core.db import Database
from core.queues import Queue
from core.settings import Settings, WorkerSettings
from workers.interceptors import Errors, LogContext
from workflows.clip import ClipWorkflow
from workflows.editing import EditWorkflow, ExportWorkflow
from workflows.gate import GateWorkflow
from workflows.mail import MailWorkflow, OutboxWorkflow
from workflows.maintenance import RetentionWorkflow
from workflows.reporting import ReportWorkflow
from workflows.vod import VodWorkflow
from workflows.webhook import WebhookWorkflow

WORKFLOWS: list[type] = [
    VodWorkflow,
    ClipWorkflow,
    EditWorkflow,
    ExportWorkflow,
    ReportWorkflow,
    WebhookWorkflow,
    GateWorkflow,
    RetentionWorkflow,
    MailWorkflow,
    OutboxWorkflow,
]

# Workflow code imports only what is deterministic, so none of it is loaded again for every run.
RUNNER = SandboxedWorkflowRunner(
    restrictions=SandboxRestrictions.default.with_passthrough_modules(
        "core", "activities", "workflows", "structlog"
    )
)

# One heartbeat reaches the server at least so often; a cancellation comes back with it.
_HEARTBEAT = timedelta(seconds=2)
# For so long work is kept for the worker that did a workflow's last task, and knows it, before
# another one takes it over: after a crash, people and their questions wait no longer.
_STICKY = timedelta(seconds=2)


@dataclass(frozen=True)
class Parts:
    """What activities are made of."""

    bench: Bench
    database: Database
    client: Client
    keys: Keys
    settings: Settings


Activities = list[Callable[..., Any]]


def activities(queue: Queue, parts: Parts) -> Activities:
    """Return the activities of a queue."""
    return _ACTIVITIES[queue](parts)


def _orchestration(parts: Parts) -> Activities:
    """Return what takes a moment, and what somebody waits for."""
    bench, database = parts.bench, parts.database
    records, gate = RecordActivities(database), GateActivities(database, parts.client)
    return [
        records.record,
        records.reserve,
        records.close_job,
        gate.ask,
        gate.look,
        VersionActivities(bench.store, database).add_version,
        PlanActivities(bench).edit_plan,
        ExchangeActivities(bench).check_plan,
        ReportActivities(bench).print_report,
        _notify(parts).settle,
        _retention(parts).list_places,
        _mail(parts).abandon_mail,
        _mail(parts).list_mail,
    ]


def _cpu(parts: Parts) -> Activities:
    bench, retention = parts.bench, _retention(parts)
    ingest, scenes = IngestActivities(bench), ScenesActivities(bench)
    sound, exchange = ListenActivities(bench), ExchangeActivities(bench)
    return [
        ingest.ingest,
        ingest.prepare,
        scenes.detect_scenes,
        scenes.join_scenes,
        sound.listen,
        sound.join_sounds,
        sound.hear_beats,
        DiarizeActivities(bench).attribute,
        TopicsActivities(bench).find_topics,
        SelectActivities(bench).select,
        PlanActivities(bench).plan_clips,
        exchange.read_cut,
        exchange.write_cut,
        retention.list_lost,
        retention.prune_rows,
        retention.prune_files,
    ]


def _gpu_asr(parts: Parts) -> Activities:
    speech, voices = TranscribeActivities(parts.bench), DiarizeActivities(parts.bench)
    return [speech.transcribe, speech.join_transcripts, voices.diarize, voices.join_voices]


def _gpu_vision(parts: Parts) -> Activities:
    faces = FaceTrackActivities(parts.bench)
    return [faces.track_faces, faces.join_tracks]


def _render(parts: Parts) -> Activities:
    render = RenderActivities(parts.bench)
    return [render.render, render.thumbnail]


def _publish(parts: Parts) -> Activities:
    return [_notify(parts).send, _mail(parts).send_mail]


def _mail(parts: Parts) -> MailActivities:
    return MailActivities(parts.database, parts.keys, parts.settings.mail)


def _notify(parts: Parts) -> NotifyActivities:
    options = parts.settings
    return NotifyActivities(
        parts.database, parts.keys, options=options.webhooks, proxy=options.ingest.proxy
    )


def _retention(parts: Parts) -> RetentionActivities:
    return RetentionActivities(
        parts.database,
        parts.bench.store,
        client=parts.client,
        settings=parts.settings.retention,
    )


_ACTIVITIES: dict[Queue, Callable[[Parts], Activities]] = {
    Queue.ORCHESTRATION: _orchestration,
    Queue.CPU: _cpu,
    Queue.GPU_ASR: _gpu_asr,
    Queue.GPU_VISION: _gpu_vision,
    Queue.RENDER: _render,
    Queue.PUBLISH: _publish,
}


def worker(queue: Queue, parts: Parts, limits: WorkerSettings) -> Worker:
    """Return the worker of one queue."""
    slots = {
        Queue.ORCHESTRATION: 20,
        Queue.CPU: limits.cpu_slots,
        Queue.GPU_ASR: 1,
        Queue.GPU_VISION: 1,
        Queue.RENDER: limits.render_slots,
        Queue.PUBLISH: 50,
    }
    orchestrates = queue is Queue.ORCHESTRATION
    return Worker(
        parts.client,
        task_queue=queue,
        workflows=WORKFLOWS if orchestrates else [],
        activities=activities(queue, parts),
        workflow_runner=RUNNER,
        max_cached_workflows=limits.cached_workflows if orchestrates else 0,
        sticky_queue_schedule_to_start_timeout=_STICKY,
        max_concurrent_activities=slots[queue],
        interceptors=[Errors(), LogContext()],
        max_heartbeat_throttle_interval=_HEARTBEAT,
        graceful_shutdown_timeout=timedelta(seconds=limits.grace_seconds),
        # The database writes must not jump the queue that keeps tenants fair.
        disable_eager_activity_execution=True,
    )
