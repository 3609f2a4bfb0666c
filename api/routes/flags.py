"""What is switched on."""

from typing import Annotated

from fastapi import APIRouter, Depends

from api.bodies import Answer
from api.errors import Code, may_say
from api.identity import Caller, Needs
from api.roles import Permission
from core.db.flags import Flag

router = APIRouter(prefix="/flags", tags=["system"])


class FlagAnswer(Answer):
    name: Flag
    enabled: bool


@router.get("", responses=may_say(Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.NOT_FOUND))
async def list_flags(
    caller: Annotated[Caller, Depends(Needs(Permission.SETTINGS_READ))],
) -> list[FlagAnswer]:
    """List the features that an operator can switch off, as they are in the workspace."""
    found = await caller.services.flags.of(caller.workspace)
    return [FlagAnswer(name=name, enabled=enabled) for name, enabled in found.items()]
