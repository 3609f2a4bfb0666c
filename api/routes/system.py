"""Is everything there?"""

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from pydantic import Field
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from temporalio.service import RPCError

from api.bodies import Answer
from api.errors import Code, may_say
from api.identity import Somebody
from api.services import Services, provide
from core.queues import Queue

router = APIRouter(tags=["system"])


class Health(Answer):
    state: Literal["ok", "degraded"]
    database: bool
    temporal: bool


@router.get("/health")
async def health(services: Annotated[Services, Depends(provide)]) -> Health:
    """Say whether the database and Temporal answer. Without Temporal, reading goes on."""
    found = {"database": await _database(services), "temporal": await _temporal(services)}
    return Health(state="ok" if all(found.values()) else "degraded", **found)


class QueueAnswer(Answer):
    queue: Queue
    length: int = Field(description="Tasks that wait.")
    rate: float = Field(description="Tasks in a second that left it of late.")
    workers: int = Field(description="Workers that asked for its tasks within the last 75 s.")
    wait: int = Field(description="Seconds until new jobs are taken again; 0 when they are now.")


@router.get("/health/gpu", responses=may_say(Code.UNAUTHENTICATED))
async def list_queues(who: Somebody) -> list[QueueAnswer]:
    """List the queues of the worker pools, as Temporal tells of them."""
    most = who.services.settings.api.max_backlog
    return [
        QueueAnswer(**asdict(one), wait=one.wait(most))
        for one in await who.services.depths.backlogs()
    ]


async def _database(services: Services) -> bool:
    try:
        async with services.database.transaction() as rows:
            await rows.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError):
        return False
    return True


async def _temporal(services: Services) -> bool:
    try:
        return await services.temporal.service_client.check_health()
    except RPCError:
        return False
