"""Is everything there?"""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from temporalio.service import RPCError

from api.bodies import Answer
from api.services import Services, provide

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
