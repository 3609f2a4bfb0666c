"""Setting another password: by who knows it, and by who has a one-time link."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from starlette.requests import HTTPConnection

from api import accounts, passwords
from api.audit import note_change
from api.errors import ApiError, Code
from api.identity import Person
from api.services import Services
from core import tokens
from core.db.tables import ResetToken, User
from core.domain.mail import MailKind

RESET_LIFE = timedelta(hours=24)
"""Of a link that the operator makes."""


async def change_password(who: Person, connection: HTTPConnection, password: str) -> None:
    """Set another password, and end every other login.

    Raises:
        ApiError: it can be guessed.
    """
    services, because = who.services, "the password was changed"
    async with services.database.transaction() as rows:
        user = await rows.get_one(User, who.user)
        await passwords.check(password, user.email)
        user.password_hash = await passwords.hashed(services.keys, password)
        await void_resets(rows, who.user)
        await accounts.end_in(rows, who.user, None, because=because, but=who.session)
        mail = await note_change(
            services, rows, who.user, "account.password", connection=connection
        )
    services.outbox.send(mail)


async def offer_reset(services: Services, user: UUID) -> str:
    """Return a token that sets a person's password once, within a day."""
    token = tokens.make("reset")
    async with services.database.transaction() as rows:
        rows.add(
            ResetToken(
                hash=tokens.hashed(token), user_id=user, expires_at=accounts.soon(RESET_LIFE)
            )
        )
    return token


async def forget(services: Services, email: str) -> None:
    """Have a link mailed that sets a password, if somebody has the address.

    Who that is, the workers find out: here it takes as long for nobody.
    """
    async with services.database.transaction() as rows:
        mail = await services.outbox.put(rows, MailKind.FORGOTTEN, recipient=email, facts={})
    services.outbox.send(mail)


async def reset(services: Services, connection: HTTPConnection, token: str, password: str) -> None:
    """Set the password that a reset token allows to set, and end every login.

    Raises:
        ApiError: the token is not valid any more, or the password can be guessed.
    """
    async with services.database.transaction() as rows:
        found = await rows.get(ResetToken, tokens.hashed(token), with_for_update=True)
        if found is None or found.used_at is not None or found.expires_at <= datetime.now(UTC):
            raise ApiError(Code.GONE, "the link was used, or is too old; ask for another one")
        user = await rows.get_one(User, found.user_id)
        await passwords.check(password, user.email)
        user.email_proven_at = datetime.now(UTC)
        user.password_hash = await passwords.hashed(services.keys, password)
        await void_resets(rows, user.id)
        await accounts.end_in(rows, user.id, None, because="the password was set anew")
        mail = await note_change(services, rows, user.id, "account.reset", connection=connection)
    services.outbox.send(mail)


async def void_resets(rows: AsyncSession, user: UUID) -> None:
    """Make every link worthless that could set another password."""
    left = update(ResetToken).where(
        col(ResetToken.user_id) == user, col(ResetToken.used_at).is_(None)
    )
    await rows.execute(left.values(used_at=func.now()))
