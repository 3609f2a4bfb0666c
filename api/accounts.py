"""Accounts and logins: making them, renewing them, ending them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from starlette.requests import HTTPConnection

from api import identity, passwords, tokens
from api.errors import ApiError, Code
from api.roles import Role
from api.services import Services
from core.db.tables import Member, RefreshToken, ResetToken, Session, User, Workspace

RESET_LIFE = timedelta(hours=24)

_REUSED = "a refresh token was used twice"


@dataclass(frozen=True)
class Pair:
    """What a login gives."""

    access: str
    refresh: str


async def register(services: Services, email: str, name: str, password: str) -> User:
    """Make an account with a workspace of its own.

    Raises:
        ApiError: the address has one already, or the password can be guessed.
    """
    passwords.check(password, email)
    stored = await passwords.hashed(password)
    return await create(services, email, name, stored, workspace=uuid4())


async def create(
    services: Services, email: str, name: str, password_hash: str, *, workspace: UUID
) -> User:
    """Make an account that owns a workspace, which is made when it is not there.

    Raises:
        ApiError: the address has an account already.
    """
    user = User(id=uuid4(), email=email, name=name, password_hash=password_hash)
    try:
        async with services.database.tenant(workspace=workspace, user=user.id) as rows:
            rows.add(user)
            await rows.flush()
            title = f"{name or email.split('@', maxsplit=1)[0]}'s workspace"
            await own(rows, workspace, user.id, title, tier=services.settings.api.tier)
    except IntegrityError as error:
        raise ApiError(Code.CONFLICT, "there is an account with this e-mail address") from error
    return user


async def own(rows: AsyncSession, workspace: UUID, user: UUID, name: str, *, tier: str) -> None:
    """Make somebody the owner of a workspace, which is made when it is not there."""
    if await rows.get(Workspace, workspace) is None:
        rows.add(Workspace(id=workspace, name=name, tier=tier))
        await rows.flush()
    rows.add(Member(workspace_id=workspace, user_id=user, role=Role.OWNER))


async def log_in(services: Services, connection: HTTPConnection, email: str, word: str) -> Pair:
    """Return the tokens of a new login.

    Raises:
        ApiError: the address or the password is wrong; it does not say which.
    """
    query = select(User).where(func.lower(User.email) == email.lower())
    async with services.database.transaction() as rows:
        user = (await rows.scalars(query.where(col(User.deleted_at).is_(None)))).one_or_none()
    if not await passwords.fits(word, user.password_hash if user else "") or user is None:
        raise ApiError(Code.WRONG_CREDENTIALS)
    return await begin(services, connection, user.id)


async def begin(services: Services, connection: HTTPConnection, user: UUID) -> Pair:
    """Return the tokens of a new login of somebody who is known to be who they are."""
    session = Session(
        id=uuid4(),
        user_id=user,
        device=connection.headers.get("user-agent", "")[:200].replace("\0", ""),
        address=identity.address(connection),
        expires_at=soon(tokens.REFRESH_LIFE),
    )
    async with services.database.transaction() as rows:
        rows.add(session)
        await rows.flush()
        return _next(services, rows, session)


async def refresh(services: Services, token: str) -> Pair:
    """Return new tokens for a refresh token, which is worth nothing from then on.

    Raises:
        ApiError: it is not valid. When it was used before, somebody has stolen it, or the one
            that came of it: the login ends for both.
    """
    async with services.database.transaction() as rows:
        found = await rows.get(RefreshToken, tokens.hashed(token), with_for_update=True)
        session = await rows.get(Session, found.session_id) if found else None
        valid = session is not None and not session.ended_at and session.expires_at > _now()
        if found is None or session is None or not valid:
            raise ApiError(Code.UNAUTHENTICATED, "the login is over; log in again")
        if found.used_at is None:
            found.used_at = session.seen_at = _now()
            session.expires_at = soon(tokens.REFRESH_LIFE)
            return _next(services, rows, session)
        session.ended_at, session.ended_because = _now(), _REUSED
    raise ApiError(Code.UNAUTHENTICATED, f"{_REUSED}, so the login was ended; log in again")


async def end(
    services: Services, user: UUID, session: UUID | None, *, because: str, but: UUID | None = None
) -> int:
    """End one login of a person, or all of them ``but`` one; return how many ended."""
    ended = update(Session).where(col(Session.user_id) == user, col(Session.ended_at).is_(None))
    if session is not None:
        ended = ended.where(col(Session.id) == session)
    if but is not None:
        ended = ended.where(col(Session.id) != but)
    async with services.database.transaction() as rows:
        done = await rows.execute(
            ended.values(ended_at=func.now(), ended_because=because).returning(col(Session.id))
        )
    return len(done.all())


async def offer_reset(services: Services, user: UUID) -> str:
    """Return a token that sets a person's password once, within a day."""
    token = tokens.make("reset")
    async with services.database.transaction() as rows:
        rows.add(ResetToken(hash=tokens.hashed(token), user_id=user, expires_at=soon(RESET_LIFE)))
    return token


async def reset(services: Services, token: str, password: str) -> None:
    """Set the password that a reset token allows to set, and end every login.

    Raises:
        ApiError: the token is not valid any more, or the password can be guessed.
    """
    async with services.database.transaction() as rows:
        found = await rows.get(ResetToken, tokens.hashed(token), with_for_update=True)
        if found is None or found.used_at is not None or found.expires_at <= _now():
            raise ApiError(Code.GONE, "the link was used, or is too old; ask for another one")
        user = await rows.get_one(User, found.user_id)
        passwords.check(password, user.email)
        found.used_at = _now()
        user.password_hash = await passwords.hashed(password)
    await end(services, user.id, None, because="the password was set anew")


def _next(services: Services, rows: AsyncSession, session: Session) -> Pair:
    token = tokens.make("refresh")
    rows.add(RefreshToken(hash=tokens.hashed(token), session_id=session.id))
    return Pair(access=tokens.sign(services.keys, session.user_id, session.id), refresh=token)


def soon(life: timedelta) -> datetime:
    """Return the time at which something made now is over."""
    return _now() + life


def _now() -> datetime:
    return datetime.now(UTC)
