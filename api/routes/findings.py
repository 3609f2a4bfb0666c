"""What a job found out about its recording, as files."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from api import jobs, stored
from api.bodies import Answer
from api.errors import Code, may_say
from api.identity import Caller, Needs
from api.roles import Permission

router = APIRouter(prefix="/jobs", tags=["jobs"])


class FindingAnswer(Answer):
    name: str
    """What it is: ``transcript``, ``scenes``, ``faces``, ``sound``, ``topics`` and so on."""
    url: str
    """Whoever has it can read the file, which is JSON, without a token, for an hour."""


@router.get(
    "/{job}/findings",
    responses=may_say(Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.NOT_FOUND),
)
async def list_findings(
    job: UUID, caller: Annotated[Caller, Depends(Needs(Permission.JOBS_READ))]
) -> list[FindingAnswer]:
    """Say where everything can be had that a job has found out so far."""
    found = await jobs.find(caller, job)
    services, workspace = caller.services, caller.workspace
    return [
        FindingAnswer(name=name, url=await stored.address(services, workspace, key, f"{name}.json"))
        for name, key in sorted(found.artifacts.items())
    ]
