"""Accepting a place in a workspace."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from api import teams
from api.audit import note
from api.bodies import Body
from api.errors import ApiError, Code, may_say
from api.identity import Caller, Person, Somebody
from api.roles import Role
from api.routes.workspaces import WorkspaceAnswer
from core.db.tables import Invitation, Member, User, Workspace

router = APIRouter(prefix="/invitations", tags=["workspaces"])


class Acceptance(Body):
    token: Annotated[str, Field(max_length=200)]


@router.post(
    "/accept",
    responses=may_say(
        *(Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.QUOTA_EXCEEDED, Code.GONE, Code.CONFLICT)
    ),
)
async def accept_invitation(given: Acceptance, who: Somebody) -> WorkspaceAnswer:
    """Accept an invitation to a workspace."""
    if isinstance(who, Caller):
        raise ApiError(Code.FORBIDDEN, "an API token acts in its own workspace only")
    async with who.rows() as rows:
        offer = await teams.find_invitation(rows, given.token)
        user = await rows.get_one(User, who.user)
    if offer is None:
        raise ApiError(Code.GONE, "the invitation is too old, or was never made")
    if offer.email.casefold() != user.email.casefold():
        raise ApiError(Code.FORBIDDEN, "the invitation is for another e-mail address")
    async with who.services.database.tenant(workspace=offer.workspace_id, user=who.user) as rows:
        return await _accept(rows, offer, who)


async def _accept(rows: AsyncSession, offer: Invitation, who: Person) -> WorkspaceAnswer:
    taken = (
        update(Invitation)
        .where(
            col(Invitation.id) == offer.id,
            col(Invitation.accepted_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        )
        .values(accepted_at=func.now())
    )
    if await rows.scalar(taken.returning(col(Invitation.id))) is None:
        raise ApiError(Code.GONE, "the invitation was accepted or taken back")
    if await rows.get(Member, (offer.workspace_id, who.user)) is not None:
        raise ApiError(Code.CONFLICT, "you are a member already")
    await teams.check_room(rows, offer.workspace_id, invited=False)
    rows.add(Member(workspace_id=offer.workspace_id, user_id=who.user, role=offer.role))
    found = await rows.get_one(Workspace, offer.workspace_id)
    caller = Caller(
        **vars(who), workspace=offer.workspace_id, role=Role(offer.role), permissions=frozenset()
    )
    note(rows, caller, "team.join", subject=who.user, after={"role": offer.role})
    return WorkspaceAnswer.model_validate(found)
