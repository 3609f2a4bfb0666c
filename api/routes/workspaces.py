"""Workspaces, who works in them, and what lets others in."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends
from pydantic import EmailStr, Field
from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api import accounts, confirming, deleting, teams
from api.audit import note
from api.bodies import Answer, Body, Line
from api.errors import GUARDED, ApiError, Code, may_say
from api.identity import Caller, Needs, Somebody
from api.roles import Permission, Role, may_give
from core import tokens
from core.db import ledger
from core.db.tables import Invitation, Member, User, Workspace
from core.domain.quota import QUOTAS, TierName

router = APIRouter(prefix="/workspaces", tags=["workspaces"])

_INVITATION_LIFE = timedelta(days=7)


class NewWorkspace(Body):
    name: Line


class WorkspaceAnswer(Answer):
    id: UUID
    name: str
    tier: str
    created_at: datetime


class MemberAnswer(Answer):
    user: UUID
    email: str
    name: str
    role: Role
    since: datetime


class NewRole(Body):
    role: Role


class NewInvitation(NewRole):
    email: Annotated[EmailStr, Field(max_length=200)]


class InvitationAnswer(Answer):
    id: UUID
    email: str
    role: Role
    expires_at: datetime
    token: str
    """For who is invited; it is shown this once. Accepting takes an account with this address."""


class _Inside(Needs):
    """Lets in who has a permission in the workspace that the address names."""

    async def __call__(self, workspace: UUID, who: Somebody) -> Caller:  # type: ignore[override]
        return await super().__call__(who, workspace)


Reader = Annotated[Caller, Depends(_Inside(Permission.TEAM_READ))]
Leader = Annotated[Caller, Depends(_Inside(Permission.TEAM_WRITE))]
Owner = Annotated[Caller, Depends(_Inside(Permission.WORKSPACE_OWN))]


@router.post(
    "",
    status_code=201,
    responses=may_say(Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.QUOTA_EXCEEDED),
)
async def create_workspace(wanted: NewWorkspace, who: Somebody) -> WorkspaceAnswer:
    """Make a workspace that you own."""
    if isinstance(who, Caller):
        raise ApiError(Code.FORBIDDEN, "an API token acts in its own workspace only")
    workspace = uuid4()
    async with who.services.database.tenant(workspace=workspace, user=who.user) as rows:
        tier = who.services.settings.api.tier
        await _check_another(rows, who.user, tier)
        await accounts.own(rows, workspace, who.user, wanted.name, tier=tier)
        await rows.flush()
        made = await rows.get_one(Workspace, workspace)
        await rows.refresh(made)
        return WorkspaceAnswer.model_validate(made)


async def _check_another(rows: AsyncSession, user: UUID, tier: TierName) -> None:
    """Raise ApiError when somebody owns as many workspaces of a tier as they may.

    One that they deleted counts until its rows are gone: deleting it gives no new minutes.
    """
    most = QUOTAS[tier].workspaces
    if most is None:
        return
    await ledger.hold(rows, user, "workspaces")
    owned = select(func.count()).select_from(Member).join(Workspace)
    mine = owned.where(col(Member.user_id) == user, col(Member.role) == Role.OWNER.value)
    if (await rows.scalar(mine.where(col(Workspace.tier) == tier)) or 0) >= most:
        raise ApiError(
            Code.QUOTA_EXCEEDED, f"you own {most} of the tier “{tier}”; more need another"
        )


@router.get("", responses=may_say(Code.UNAUTHENTICATED))
async def list_workspaces(who: Somebody) -> list[WorkspaceAnswer]:
    """List the workspaces that you are a member of."""
    query = (
        select(Workspace)
        .join(Member, col(Member.workspace_id) == col(Workspace.id))
        .where(Member.user_id == who.user, col(Workspace.deleted_at).is_(None))
        .order_by(col(Member.created_at), col(Workspace.id))
    )
    if isinstance(who, Caller):
        query = query.where(Workspace.id == who.workspace)
    async with who.rows() as rows:
        return [WorkspaceAnswer.model_validate(one) for one in await rows.scalars(query)]


@router.patch("/{workspace}", responses=may_say(*GUARDED))
async def rename_workspace(wanted: NewWorkspace, caller: Owner) -> WorkspaceAnswer:
    """Give a workspace another name."""
    async with caller.rows() as rows:
        found = await rows.get_one(Workspace, caller.workspace)
        change = {"before": {"name": found.name}, "after": {"name": wanted.name}}
        note(rows, caller, "workspaces.rename", subject=caller.workspace, **change)
        found.name = wanted.name
        return WorkspaceAnswer.model_validate(found)


@router.delete(
    "/{workspace}",
    status_code=204,
    responses=may_say(*GUARDED, Code.NOT_CONFIRMED, Code.CONFLICT),
)
async def delete_workspace(caller: Owner) -> None:
    """Delete a workspace. Its jobs end, nobody gets in, and days later its files are gone."""
    await confirming.check_recent(caller)
    await deleting.delete_workspace(caller)


@router.get("/{workspace}/members", responses=may_say(*GUARDED))
async def list_members(caller: Reader) -> list[MemberAnswer]:
    """List who works in a workspace."""
    query = (
        select(Member, User)
        .join(User, col(User.id) == col(Member.user_id))
        .where(Member.workspace_id == caller.workspace)
        .order_by(col(Member.created_at), col(User.id))
    )
    async with caller.rows() as rows:
        found = (await rows.execute(query)).all()
    return [
        MemberAnswer(
            user=user.id,
            email=user.email,
            name=user.name,
            role=Role(member.role),
            since=member.created_at,
        )
        for member, user in found
    ]


@router.post(
    "/{workspace}/invite",
    status_code=201,
    responses=may_say(*GUARDED, Code.NOT_CONFIRMED, Code.QUOTA_EXCEEDED),
)
async def invite(wanted: NewInvitation, caller: Leader) -> InvitationAnswer:
    """Offer somebody a place in a workspace, for a week. Where mail is sent, they get one."""
    _check_giving(caller, wanted.role)
    await confirming.check_recent(caller)
    token = tokens.make("invite")
    made = Invitation(
        id=uuid4(),
        workspace_id=caller.workspace,
        email=wanted.email,
        role=wanted.role.value,
        hash=tokens.hashed(token),
        invited_by=caller.user,
        expires_at=datetime.now(UTC) + _INVITATION_LIFE,
    )
    async with caller.rows() as rows:
        await teams.check_room(rows, caller.workspace)
        rows.add(made)
        after = {"email": wanted.email, "role": wanted.role.value}
        note(rows, caller, "team.invite", subject=made.id, after=after)
        mail = await teams.mail_invitation(rows, caller, made, token)
    caller.services.outbox.send(mail)
    fields = made.model_dump(include={"id", "email", "role", "expires_at"})
    return InvitationAnswer(**fields, token=token)


@router.patch(
    "/{workspace}/members/{uid}", responses=may_say(*GUARDED, Code.NOT_CONFIRMED, Code.CONFLICT)
)
async def change_role(uid: UUID, wanted: NewRole, caller: Leader) -> MemberAnswer:
    """Give a member another role."""
    await confirming.check_recent(caller)
    async with caller.rows() as rows:
        member = await _member(rows, caller, uid)
        _check_giving(caller, wanted.role, Role(member.role))
        await teams.check_owner_stays(rows, member, wanted.role)
        change = {"before": {"role": member.role}, "after": {"role": wanted.role.value}}
        note(rows, caller, "team.change_role", subject=uid, **change)
        member.role = wanted.role.value
    return next(one for one in await list_members(caller) if one.user == uid)


@router.delete(
    "/{workspace}/members/{uid}",
    status_code=204,
    responses=may_say(*GUARDED, Code.NOT_CONFIRMED, Code.CONFLICT),
)
async def remove_member(uid: UUID, caller: Leader) -> None:
    """Take a member out of a workspace."""
    await confirming.check_recent(caller)
    async with caller.rows() as rows:
        member = await _member(rows, caller, uid)
        _check_giving(caller, Role(member.role))
        await teams.check_owner_stays(rows, member, None)
        note(rows, caller, "team.remove", subject=uid, before={"role": member.role})
        await rows.delete(member)


async def _member(rows: AsyncSession, caller: Caller, user: UUID) -> Member:
    found = await rows.get(Member, (caller.workspace, user), with_for_update=True)
    if found is None:
        raise ApiError(Code.NOT_FOUND)
    return found


def _check_giving(caller: Caller, *roles: Role) -> None:
    for role in roles:
        if not may_give(caller.role, role):
            raise ApiError(Code.FORBIDDEN, f"only an {role.value} may say who is {role.value}")
