"""The person who asks."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlalchemy import func
from sqlmodel import col, select

from api import identity
from api.bodies import Answer, Page, Paging, paging
from api.errors import Code, may_say
from api.identity import Caller, Needs, Person
from api.roles import ALLOWED, Permission, Role
from api.routes.jobs import JobAnswer
from core.db.tables import Job, Member, User, Workspace

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


@router.get("/me/videos", responses=may_say(Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.NOT_FOUND))
async def list_videos(
    caller: Annotated[Caller, Depends(Needs(Permission.JOBS_READ))],
    part: Annotated[Paging, Depends(paging)],
) -> Page[JobAnswer]:
    """List the recordings of which you made clips in this workspace, newest first."""
    query = select(Job).where(
        Job.workspace_id == caller.workspace,
        Job.created_by == caller.user,
        col(Job.deleted_at).is_(None),
    )
    async with caller.rows() as rows:
        total = await rows.scalar(select(func.count()).select_from(query.subquery()))
        newest = query.order_by(col(Job.created_at).desc(), col(Job.id))
        found = await rows.scalars(newest.offset(part.offset).limit(part.limit))
        return part.of([JobAnswer.model_validate(one) for one in found], total or 0)


@router.get("/me", responses=may_say(Code.UNAUTHENTICATED))
async def get_me(who: Annotated[Person, Depends(identity.person)]) -> Me:
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
