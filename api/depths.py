"""How much waits in Temporal's queues, and how many workers take from them."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from core.queues import Queue

# What jobs wait at. The queue of news to other people's servers is not their business.
_QUEUES = (
    (Queue.ORCHESTRATION, TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW),
    (Queue.CPU, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY),
    (Queue.GPU_ASR, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY),
    (Queue.GPU_VISION, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY),
    (Queue.RENDER, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY),
)
_FRESH_SECONDS = 3.0
_PATIENCE = timedelta(seconds=5)
_SHORTEST_WAIT, _LONGEST_WAIT = 10, 600
# A worker that has nothing to do asks once in a minute; Temporal tells of it for five.
_SEEN_WITHIN = timedelta(seconds=75)


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """How many tasks wait in a queue."""

    queue: Queue
    length: int
    rate: float
    """Tasks in a second that left it of late."""
    workers: int
    """How many processes have asked it for work within the last 75 s."""

    def wait(self, most: int) -> int:
        """Return the seconds until about ``most`` of them wait; 0 when no more do now."""
        if self.length <= most:
            return 0
        rate = max(self.rate, 1 / _LONGEST_WAIT)
        return round(min(max((self.length - most) / rate, _SHORTEST_WAIT), _LONGEST_WAIT))


class Depths:
    """What Temporal says of its queues, asked at most every few seconds."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._asking = asyncio.Lock()
        self._found: Sequence[Backlog] = ()
        self._at = float("-inf")

    async def backlogs(self) -> Sequence[Backlog]:
        """Return how things stand, or stood a few seconds ago.

        Raises:
            RPCError: Temporal does not answer.
        """
        async with self._asking:
            if time.monotonic() - self._at > _FRESH_SECONDS:
                self._found = await asyncio.gather(*(self._backlog(*queue) for queue in _QUEUES))
                self._at = time.monotonic()
        return self._found

    async def _backlog(self, queue: Queue, kind: TaskQueueType.ValueType) -> Backlog:
        asked = DescribeTaskQueueRequest(
            namespace=self._client.namespace,
            task_queue=TaskQueue(name=queue),
            task_queue_type=kind,
            report_stats=True,
        )
        service = self._client.workflow_service
        said = await service.describe_task_queue(asked, timeout=_PATIENCE)
        late = datetime.now(UTC) - _SEEN_WITHIN
        seen = {
            one.identity for one in said.pollers if one.last_access_time.ToDatetime(UTC) >= late
        }
        stats = said.stats
        return Backlog(
            queue=queue,
            length=stats.approximate_backlog_count,
            rate=stats.tasks_dispatch_rate,
            workers=len(seen),
        )
