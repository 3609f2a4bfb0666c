"""How much waits in Temporal's queues."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

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


@dataclass(frozen=True)
class Backlog:
    """How many tasks wait in a queue."""

    length: int
    rate: float
    """Tasks in a second that left it of late."""

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
        said = (await service.describe_task_queue(asked, timeout=_PATIENCE)).stats
        return Backlog(said.approximate_backlog_count, said.tasks_dispatch_rate)
