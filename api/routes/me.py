"""The person who asks."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field, SecretStr
from sqlalchemy import func
from sqlmodel import col, select

from api import confirming, cookies, deleting, resetting
from api.bodies import Answer, Page, Paging, SecretBody, paging
from api.errors import Code, may_say
from api.identity import Caller, Needs, Somebody
from api.passwords import LONGEST, SHORTEST
from api.roles import ALLOWED, Permission, Role
from api.routes.jobs import JobAnswer
from core.db.tables import AuditEntry, Job, Member, User, Workspace

router = APIRouter(prefix="/users", tags=["me"])


class Confirmed(SecretBody):
    """What confirms that it is still the same person."""

    password: Annotated[SecretStr | None, Field(max_length=LONGEST)] = None
    """An account without one takes a login of the last minutes instead."""

    @property
    def word(self) -> str | None:
        return self.password.get_secret_value() if self.password else None


class NewPassword(Confirmed):
    new_password: Annotated[SecretStr, Field(min_length=SHORTEST, max_length=LONGEST)]


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


class AccountEvent(Answer):
    action: str
    after: dict[str, str]
    address: str
    at: datetime


@router.get("/me", responses=may_say(Code.UNAUTHENTICATED))
async def get_me(who: Somebody) -> Me:
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


@router.post(
    "/me/password",
    status_code=204,
    responses=may_say(Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.NOT_CONFIRMED),
)
async def change_password(wanted: NewPassword, who: Somebody, request: Request) -> None:
    """Set another password; your logins on other devices end."""
    await confirming.reauthenticate(who, wanted.word)
    await resetting.change_password(who, request, wanted.new_password.get_secret_value())


@router.post(
    "/me/delete",
    status_code=204,
    responses=may_say(Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.NOT_CONFIRMED, Code.CONFLICT),
)
async def delete_account(
    given: Confirmed, who: Somebody, request: Request, response: Response
) -> None:
    """Delete your account. A workspace that you alone own is deleted, or given away, before."""
    await confirming.reauthenticate(who, given.word)
    await deleting.delete_account(who, request)
    cookies.forget(response, who.services)


@router.get("/me/history", responses=may_say(Code.UNAUTHENTICATED))
async def list_history(
    who: Somebody, part: Annotated[Paging, Depends(paging)]
) -> Page[AccountEvent]:
    """List what happened to your account, the latest first: logins, passwords, second factors."""
    query = select(AuditEntry).where(
        col(AuditEntry.workspace_id).is_(None), AuditEntry.user_id == who.user
    )
    async with who.services.database.tenant(user=who.user) as rows:
        total = await rows.scalar(select(func.count()).select_from(query.subquery()))
        latest = query.order_by(col(AuditEntry.id).desc())
        found = await rows.scalars(latest.offset(part.offset).limit(part.limit))
        return part.of([AccountEvent.model_validate(one) for one in found], total or 0)


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
