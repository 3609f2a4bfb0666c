"""Who may join a workspace, how many people it may have, and who must stay."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import select

from api.errors import ApiError, Code
from api.identity import Caller
from api.roles import Role
from api.services import Services
from core import tokens
from core.db import ledger
from core.db.tables import Invitation, Member, User, Workspace
from core.db.usage import members, quota_of
from core.domain.mail import MailKind
from core.errors import QuotaExceededError


async def find_invitation(rows: AsyncSession, token: str) -> Invitation | None:
    """Return the invitation of a token while it can be accepted, as far as its time goes."""
    query = select(Invitation).from_statement(
        text("SELECT * FROM invitations_by_hash(:hash)").bindparams(hash=tokens.hashed(token))
    )
    offer: Invitation | None = (await rows.scalars(query)).one_or_none()
    return offer if offer and offer.expires_at > datetime.now(UTC) else None


async def check_invited(services: Services, token: str, email: str) -> None:
    """Raise ApiError when a token invites nobody of that address."""
    async with services.database.tenant() as rows:
        offer = await find_invitation(rows, token)
    open_ = offer is not None and not offer.accepted_at and not offer.revoked_at
    if offer is None or not open_ or offer.email.casefold() != email.casefold():
        raise ApiError(Code.FORBIDDEN, "an account needs an invitation here")


async def mail_invitation(
    rows: AsyncSession, caller: Caller, made: Invitation, token: str
) -> UUID | None:
    """Write down a mail for who is invited; ``send`` what is returned after the transaction."""
    place = await rows.get_one(Workspace, caller.workspace)
    inviter = await rows.get_one(User, caller.user)
    return await caller.services.outbox.put(
        rows,
        MailKind.INVITATION,
        recipient=made.email,
        facts={"workspace": place.name, "inviter": inviter.name or inviter.email},
        secret=token,
    )


async def check_room(rows: AsyncSession, workspace: UUID, *, invited: bool = True) -> None:
    """Make sure that one more person may join, until the end of this transaction.

    ``invited`` counts those who may still come.

    Raises:
        QuotaExceededError: the workspace has as many as it may have.
    """
    await ledger.hold(rows, workspace, "members")
    most = (await quota_of(rows, workspace)).members
    if most is not None and await members(rows, workspace, invited=invited) >= most:
        raise QuotaExceededError(f"the plan of this workspace includes {most} members")


async def check_owner_stays(rows: AsyncSession, member: Member, role: Role | None) -> None:
    """Raise ApiError when a workspace would be left without an owner."""
    if member.role != Role.OWNER.value or role is Role.OWNER:
        return
    # Two owners who take each other out at once wait for each other here.
    owners = select(Member).where(
        Member.workspace_id == member.workspace_id, Member.role == Role.OWNER.value
    )
    if len((await rows.scalars(owners.with_for_update())).all()) < 2:
        raise ApiError(Code.CONFLICT, "a workspace keeps an owner; make somebody else one first")
