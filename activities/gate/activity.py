"""Speak for a job at its workspace's gate, and look for a gate at how things are."""

from uuid import UUID

from temporalio import activity
from temporalio.client import Client
from temporalio.common import SearchAttributePair, TypedSearchAttributes

from activities.gate.contract import Asked, AskRequest, GateState, LookRequest, Seen, Turn
from core.db import Database
from core.db.usage import quota_of
from core.queues import Queue
from core.temporal import KIND, WORKSPACE, runs


class GateActivities:
    """What a gate and those before it cannot do as workflows."""

    def __init__(self, database: Database, client: Client) -> None:
        self._database = database
        self._client = client

    @activity.defn(name="ask_gate")
    async def ask(self, request: AskRequest) -> Asked:
        """Put a job before the gate, which is set up when there is none; asking twice is once."""
        limit = await self._limit(request.workspace)
        if limit is None:
            return Asked(waits=False)
        await self._client.start_workflow(
            "GateWorkflow",
            GateState(workspace=request.workspace, limit=limit),
            id=request.gate,
            task_queue=Queue.ORCHESTRATION,
            start_signal="ask",
            start_signal_args=[Turn(job=request.job, limit=limit)],
            search_attributes=TypedSearchAttributes(
                [
                    SearchAttributePair(WORKSPACE, request.workspace),
                    SearchAttributePair(KIND, "gate"),
                ]
            ),
            static_summary="jobs of the workspace that run at once",
        )
        return Asked(waits=True)

    @activity.defn(name="look_around")
    async def look(self, request: LookRequest) -> Seen:
        """Say how many jobs may run now, and which of those that hold a place are gone."""
        gone = [job for job in request.inside if not await runs(self._client, job)]
        return Seen(limit=await self._limit(request.workspace), gone=tuple(gone))

    async def _limit(self, workspace: str) -> int | None:
        async with self._database.transaction() as rows:
            return (await quota_of(rows, UUID(workspace))).jobs
