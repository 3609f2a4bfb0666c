"""Deleting a workspace, or an account: what people take back of what they gave.

Nobody gets in from then on. Rows and files go days later, as the settings of retention say.
"""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import delete, func, update
from sqlmodel import col, select
from starlette.requests import HTTPConnection
from temporalio.service import RPCError, RPCStatusCode

from api import accounts, jobs, resetting, teams
from api.audit import note, note_change
from api.errors import ApiError, Code
from api.identity import Caller, Person, enter
from core.db import become
from core.db.tables import (
    ApiToken,
    Job,
    Member,
    RecoveryCode,
    ShareLink,
    Totp,
    User,
    UserIdentity,
    Workspace,
)
from core.domain.job import FINAL

_AT_ONCE = 20


async def delete_workspace(caller: Caller) -> None:
    """Delete a workspace with its tokens and shared links; its jobs end.

    Raises:
        ApiError: the command line of this machine works in it.
        RPCError: Temporal does not answer; nothing is deleted.
    """
    if caller.workspace == caller.services.settings.workspace:
        raise ApiError(Code.CONFLICT, "the command line of this machine works in it")
    await _end_jobs(caller)
    async with caller.rows() as rows:
        found = await rows.get_one(Workspace, caller.workspace)
        found.deleted_at = datetime.now(UTC)
        for kind in (ApiToken, ShareLink):
            left = col(kind.workspace_id) == caller.workspace, col(kind.revoked_at).is_(None)
            await rows.execute(update(kind).where(*left).values(revoked_at=func.now()))
        before = {"name": found.name}
        note(rows, caller, "workspaces.delete", subject=caller.workspace, before=before)


async def _end_jobs(caller: Caller) -> None:
    going_on = select(Job.id).where(
        Job.workspace_id == caller.workspace, col(Job.state).not_in(FINAL)
    )
    async with caller.rows() as rows:
        found = list(await rows.scalars(going_on))
    for begin in range(0, len(found), _AT_ONCE):
        await asyncio.gather(*(_end(caller, job) for job in found[begin : begin + _AT_ONCE]))


async def _end(caller: Caller, job: UUID) -> None:
    try:
        await jobs.handle(caller, job).cancel()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise


async def delete_account(who: Person, connection: HTTPConnection) -> None:
    """Delete an account: its address, its name, and every way to log in to it.

    Raises:
        ApiError: a workspace would be left without an owner.
    """
    async with who.services.database.transaction() as rows:
        for place in who.places:
            await become(rows, workspace=place, user=who.user)
            member = await rows.get_one(Member, (place, who.user))
            await teams.check_owner_stays(rows, member, None)
            note(rows, enter(who, place), "team.leave", subject=who.user)
            await rows.delete(member)
            await rows.flush()
        user = await rows.get_one(User, who.user)
        user.email, user.name, user.password_hash = f"{who.user}@deleted.invalid", "", ""
        user.deleted_at = datetime.now(UTC)
        for kind in (UserIdentity, Totp, RecoveryCode):
            await rows.execute(delete(kind).where(col(kind.user_id) == who.user))
        await resetting.void_resets(rows, who.user)
        await accounts.end_in(rows, who.user, None, because="the account was deleted")
        await note_change(
            who.services, rows, who.user, "account.delete", connection=connection, told=False
        )
