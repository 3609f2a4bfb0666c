"""How long each step may take, how often it is tried, and where it runs."""

from dataclasses import dataclass
from datetime import timedelta

from temporalio.common import Priority, RetryPolicy
from temporalio.workflow import ActivityCancellationType, ActivityConfig

from core.domain.job import StepName
from core.queues import Queue

_HEARTBEAT = timedelta(seconds=15)
"""Without a sign of life for so long, a worker counts as lost."""

GIVE_UP_AFTER = timedelta(days=7)
"""How long a failed job waits for ``retry``."""


@dataclass(frozen=True)
class Step:
    """One line of the timetable."""

    queue: Queue
    attempts: int
    first_wait: float
    """Seconds before the second attempt; each further wait is twice the one before."""
    minutes: float
    """Longest time for one attempt, at least."""
    minutes_per_hour: float = 0.0
    """Longest time for one attempt, for every hour of source."""
    summary: str = ""


STEPS = {
    StepName.INGEST: Step(Queue.CPU, 3, 30, 10, 10, "fetch and probe the source"),
    StepName.PREPARE: Step(Queue.CPU, 3, 30, 10, 10, "make the copies that the analysis reads"),
    StepName.TRANSCRIBE: Step(Queue.GPU_ASR, 2, 60, 10, 20, "turn speech into timed words"),
    StepName.DIARIZE: Step(Queue.GPU_ASR, 2, 30, 10, 15, "tell voices apart"),
    StepName.SCENE_DETECT: Step(Queue.CPU, 2, 30, 10, 10, "find where the picture cuts"),
    StepName.FACE_TRACK: Step(Queue.GPU_VISION, 2, 30, 10, 15, "follow faces and who speaks"),
    StepName.AUDIO_ANALYZE: Step(Queue.CPU, 2, 30, 10, 10, "measure loudness and silences"),
    StepName.ATTRIBUTE: Step(Queue.CPU, 3, 10, 2, 0, "join voices with words and faces"),
    StepName.TOPICS: Step(Queue.CPU, 3, 10, 5, 2, "find what is talked about"),
    StepName.CLIP_SELECT: Step(Queue.CPU, 3, 10, 1, 0, "choose the best moments"),
    StepName.PLAN: Step(Queue.CPU, 3, 10, 1, 0, "plan each clip"),
    # Once for every shape of a moment: up to four pictures come of one decode.
    StepName.RENDER: Step(Queue.RENDER, 2, 30, 10, 0, "render the clip"),
    StepName.THUMBNAIL: Step(Queue.RENDER, 2, 30, 1, 0, "make the thumbnail"),
}


def options(name: StepName, *, hours: float = 0.0, patience: float = 1.0) -> ActivityConfig:
    """Return how Temporal shall run a step of a source that is ``hours`` long.

    ``patience`` multiplies the waits between attempts.
    """
    step = STEPS[name]
    return ActivityConfig(
        task_queue=step.queue,
        start_to_close_timeout=timedelta(minutes=max(step.minutes, step.minutes_per_hour * hours)),
        heartbeat_timeout=_HEARTBEAT,
        retry_policy=RetryPolicy(
            initial_interval=timedelta(seconds=step.first_wait * patience),
            backoff_coefficient=2.0,
            maximum_attempts=step.attempts,
        ),
        # A cancelled job is over when its last process has really stopped.
        cancellation_type=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        summary=step.summary,
    )


RECORD = ActivityConfig(
    task_queue=Queue.ORCHESTRATION,
    start_to_close_timeout=timedelta(seconds=20),
    # Without a limit of attempts: the tables catch up when the database is back.
    retry_policy=RetryPolicy(
        initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=10)
    ),
    summary="write what changed into the tables",
)


RESERVE: ActivityConfig = {**RECORD, "summary": "count the minutes of the recording"}
ASK: ActivityConfig = {**RECORD, "summary": "ask for a place among the jobs of the workspace"}
LOOK: ActivityConfig = {**RECORD, "summary": "look for places that are free"}

LOOK_AROUND = timedelta(seconds=30)
"""While jobs wait, a gate looks so often for jobs that are gone, and for another limit."""

ASK_AGAIN = timedelta(hours=1)
"""A job that waits for a place asks so often whether the gate still knows it."""
_AT_ONCE = RetryPolicy(
    initial_interval=timedelta(milliseconds=500), backoff_coefficient=2.0, maximum_attempts=3
)
# Who waits for an answer comes before jobs that take minutes anyway (1 is the highest, 3 usual).
_WAITED_FOR = Priority(priority_key=1)

EDIT = ActivityConfig(
    task_queue=Queue.ORCHESTRATION,
    start_to_close_timeout=timedelta(seconds=60),
    heartbeat_timeout=_HEARTBEAT,
    retry_policy=_AT_ONCE,
    priority=_WAITED_FOR,
    summary="change the plan of a clip",
)

EXCHANGE = ActivityConfig(
    task_queue=Queue.CPU,
    start_to_close_timeout=timedelta(minutes=10),
    heartbeat_timeout=_HEARTBEAT,
    retry_policy=_AT_ONCE,
    priority=_WAITED_FOR,
    summary="what editing programs made of a clip, or what music it has",
)

SEND = ActivityConfig(
    task_queue=Queue.PUBLISH,
    start_to_close_timeout=timedelta(seconds=60),
    # The receiver's own troubles are no failures; these are ours, and they pass.
    retry_policy=RetryPolicy(
        initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1)
    ),
    summary="tell the receiver",
)

MAIL = ActivityConfig(
    task_queue=Queue.PUBLISH,
    start_to_close_timeout=timedelta(seconds=60),
    schedule_to_close_timeout=timedelta(days=2),
    # Servers that do not know us yet ask us to come back in some minutes (RFC 6647).
    retry_policy=RetryPolicy(
        initial_interval=timedelta(seconds=30), maximum_interval=timedelta(hours=1)
    ),
    summary="hand the mail to its server",
)

SEND_AGAIN = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=7),
    timedelta(hours=10),
)
"""The waits between the attempts to tell a receiver something: all in all about a day."""

LONGEST_RETRY_AFTER = timedelta(hours=24)
"""A receiver that asks for a longer wait is asked again after this one."""

REFUSALS = 3
"""A receiver that refuses so often in a row means it."""

RETENTION = ActivityConfig(
    task_queue=Queue.CPU,
    start_to_close_timeout=timedelta(hours=2),
    # One large folder may be deleted between two signs of life.
    heartbeat_timeout=timedelta(minutes=10),
    retry_policy=RetryPolicy(initial_interval=timedelta(seconds=10), maximum_attempts=5),
    summary="delete what was kept for long enough",
)

LOST: ActivityConfig = {**RETENTION, "summary": "look for jobs that nobody works on any more"}

FAILURES_TOLD = 20
"""Workspaces that are named when their files could not be deleted."""
