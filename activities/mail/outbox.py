"""Mails in the table: what is to be sent to whom, and what became of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from core.crypto import Keys
from core.db import Database
from core.db.tables import Mail, ResetToken, User
from core.domain.mail import MailKind, MailState
from core.tokens import hashed, make

RESET_LIFE = timedelta(hours=1)
"""How long a mailed link sets a password, from when it is sent."""

# Until then whoever wrote it down may be about to begin.
_BEGUN_WITHIN = timedelta(minutes=2)
_AT_ONCE = 100


@dataclass(frozen=True)
class Letter:
    """A mail that is ready to be put into words."""

    id: UUID
    kind: MailKind
    recipient: str
    facts: dict[str, str]
    at: datetime
    """When that happened which it tells."""
    secret: str = ""
    """A token that it carries."""


async def find(database: Database, keys: Keys, mail: UUID) -> Letter | None:
    """Return what is to be sent, None when there is nobody to tell or nothing left to do.

    Raises:
        ConfigurationError: its token cannot be read here.
    """
    async with database.transaction() as rows:
        row = await rows.get(Mail, mail)
        if row is None or row.settled_at is not None:
            return None
        kind = MailKind(row.kind)
        user = await _account(rows, row)
        secret = await keys.unseal(row.secret) if row.secret else ""
        if kind is MailKind.FORGOTTEN and user is not None:
            secret = _offer_reset(rows, user)
    recipient = user.email if user else row.recipient
    if not recipient or (user is None and kind is not MailKind.INVITATION):
        return None
    return Letter(mail, kind, recipient, facts=row.facts, at=row.created_at, secret=secret)


async def _account(rows: AsyncSession, row: Mail) -> User | None:
    """Return whose account a mail is about: of who forgot a password only the address is known."""
    alive = select(User).where(col(User.deleted_at).is_(None))
    if row.user_id is not None:
        return (await rows.scalars(alive.where(User.id == row.user_id))).one_or_none()
    if row.kind != MailKind.FORGOTTEN:
        return None
    same = func.lower(User.email) == row.recipient.lower()
    return (await rows.scalars(alive.where(same))).one_or_none()


def _offer_reset(rows: AsyncSession, user: User) -> str:
    """Return a token that sets a password, made now: it is nowhere but in the mail."""
    token = make("reset")
    until = datetime.now(UTC) + RESET_LIFE
    rows.add(ResetToken(hash=hashed(token), user_id=user.id, expires_at=until))
    return token


async def settle(database: Database, mail: UUID, state: MailState, *, error: str = "") -> MailState:
    """Write down what became of a mail, forget what it said, and return how it stands."""
    done = update(Mail).where(col(Mail.id) == mail, col(Mail.settled_at).is_(None))
    forgotten: dict[str, object] = {"recipient": "", "facts": {}, "secret": None}
    async with database.transaction() as rows:
        await rows.execute(
            done.values(state=state.value, error=error, settled_at=func.now(), **forgotten)
        )
        stands = await rows.scalar(select(Mail.state).where(Mail.id == mail))
    return MailState(stands) if stands else state


async def waiting(database: Database) -> list[UUID]:
    """Return mails, the oldest first, whose sending nobody has begun or ended."""
    query = select(Mail.id).where(
        col(Mail.settled_at).is_(None), col(Mail.created_at) < datetime.now(UTC) - _BEGUN_WITHIN
    )
    async with database.transaction() as rows:
        return list(await rows.scalars(query.order_by(col(Mail.created_at)).limit(_AT_ONCE)))
