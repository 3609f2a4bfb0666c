"""The person who asks."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlmodel import col, select

from api import identity
from api.bodies import Answer
from api.errors import Code, may_say
from api.identity import Person
from api.roles import ALLOWED, Permission, Role
from core.db.tables import Member, User, Workspace

router = APIRouter(prefix="/users", tags=["me"])


class Membership(Answer):
    workspace: UUID
    name: str
    role: Role
    permissions: list[Permission]


class Me(Answer):
    id: UUID
    email: str
    name: str
    created_at: datetime
    workspaces: list[Membership]


@router.get("/me", responses=may_say(Code.UNAUTHENTICATED))
async def me(who: Annotated[Person, Depends(identity.person)]) -> Me:
    """Say who you are, and what you may do in each of your workspaces."""
    query = (
        select(Workspace, Member)
        .join(Member, col(Member.workspace_id) == col(Workspace.id))
        .where(Member.user_id == who.user, col(Workspace.deleted_at).is_(None))
        .order_by(col(Member.created_at), col(Workspace.id))
    )
    async with who.services.database.tenant(user=who.user) as rows:
        user = await rows.get_one(User, who.user)
        found = (await rows.execute(query)).all()
    places = [
        Membership(
            workspace=workspace.id,
            name=workspace.name,
            role=Role(member.role),
            permissions=sorted(ALLOWED[Role(member.role)]),
        )
        for workspace, member in found
    ]
    return Me(**user.model_dump(include={"id", "email", "name", "created_at"}), workspaces=places)
