"""The schedules are kept up beside the work."""

import asyncio
from datetime import timedelta

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from workflows.schedules import keep_schedules

_log = structlog.get_logger("worker")

_AGAIN = timedelta(seconds=30)


async def keep_up(client: Client, *, mail_is_sent: bool, again: timedelta = _AGAIN) -> None:
    """Keep the schedules as this version says, asking again while Temporal does not answer.

    A server under load can take longer to describe a schedule than a call may last; jobs
    need none of it, and must not wait.
    """
    while True:
        try:
            return await keep_schedules(client, mail_is_sent=mail_is_sent)
        except RPCError as error:
            _log.warning(
                "Temporal did not take the schedules; asking again",
                seconds=again.total_seconds(),
                reason=f"{error.status.name}: {error}",
            )
            await asyncio.sleep(again.total_seconds())
