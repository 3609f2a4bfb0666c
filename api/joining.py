"""Whose account it is that a provider vouches for."""

from uuid import UUID, uuid4

from pydantic import validate_email
from sqlalchemy import func, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from starlette.requests import HTTPConnection

from api import accounts
from api.audit import note_change
from api.errors import ApiError, Code
from api.provider_calls import Claim
from api.services import Services
from core.db.flags import Flag
from core.db.tables import User, UserIdentity


async def owner(
    services: Services, connection: HTTPConnection, provider: str, claim: Claim
) -> UUID:
    """Return whose account it is; it is made when there is none yet.

    An account that somebody made with this address, and whose address nobody has proven, stays
    theirs: who made it may have waited for the owner of the address to come.

    Raises:
        ApiError: the provider has not proven the address; another account has it; or new
            accounts are not made here.
    """
    known = await _known(services, provider, claim.subject)
    if known is not None:
        return known
    if not claim.proven or not _well_formed(claim.email):
        raise ApiError(Code.NOT_VOUCHED, "the provider has not verified your e-mail address")
    user = await accounts.with_address(services, claim.email)
    if user is None:
        user = await _register(services, claim)
    elif user.email_proven_at is None:
        raise ApiError(
            Code.CONFLICT, "there is an account with this address; log in, and join them there"
        )
    await join(services, connection, user.id, provider=provider, claim=claim)
    return user.id


async def join(
    services: Services, connection: HTTPConnection, user: UUID, *, provider: str, claim: Claim
) -> None:
    """Let a person log in by a provider, and have them told.

    Raises:
        ApiError: that one is joined to an account already, or theirs to another one of it.
    """
    made = UserIdentity(
        id=uuid4(), user_id=user, provider=provider, subject=claim.subject, email=claim.email
    )
    after = {"provider": provider, "email": claim.email}
    try:
        async with services.database.transaction() as rows:
            rows.add(made)
            await rows.flush()
            mail = await note_change(
                services, rows, user, "account.join", connection=connection, after=after
            )
    except IntegrityError as error:
        raise ApiError(
            Code.CONFLICT, "an account is joined to one of that provider already"
        ) from error
    services.outbox.send(mail)


def _well_formed(email: str) -> bool:
    try:
        validate_email(email)
    except ValueError:
        return False
    return True


async def _known(services: Services, provider: str, subject: str) -> UUID | None:
    alive = select(User.id).where(col(User.deleted_at).is_(None))
    used = (
        update(UserIdentity)
        .where(
            col(UserIdentity.provider) == provider,
            col(UserIdentity.subject) == subject,
            col(UserIdentity.user_id).in_(alive),
        )
        .values(used_at=func.now())
    )
    async with services.database.transaction() as rows:
        found: UUID | None = await rows.scalar(used.returning(col(UserIdentity.user_id)))
    return found


async def _register(services: Services, claim: Claim) -> User:
    if not services.settings.api.registration:
        raise ApiError(Code.FORBIDDEN, "an account needs an invitation here")
    await services.flags.check(Flag.REGISTRATION)
    return await accounts.create(
        services, claim.email, claim.name[:100], "", workspace=uuid4(), proven=True
    )
