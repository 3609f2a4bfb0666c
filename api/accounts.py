"""Accounts and logins: making them, renewing them, ending them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from starlette.requests import HTTPConnection

from api import access_tokens, connections, passwords, places, rates, second_factor, strength
from api.audit import note_account
from api.errors import ApiError, Code
from api.roles import Role
from api.services import Services
from core import tokens
from core.db.tables import Member, RefreshToken, Session, User, Workspace

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
    await passwords.check(password, email)
    stored = await passwords.hashed(services.keys, password)
    return await create(services, email, name, stored, workspace=uuid4())


async def create(
    services: Services,
    email: str,
    name: str,
    password_hash: str,
    *,
    workspace: UUID,
    proven: bool = False,
) -> User:
    """Make an account that owns a workspace, which is made when it is not there.

    ``proven`` says that somebody whom we trust vouches for the address.

    Raises:
        ApiError: the address has an account already.
    """
    user = User(
        id=uuid4(),
        email=email,
        name=name,
        password_hash=password_hash,
        email_proven_at=_now() if proven else None,
    )
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


async def log_in(
    services: Services,
    connection: HTTPConnection,
    email: str,
    word: str,
    *,
    code: str | None = None,
) -> Pair:
    """Return the tokens of a new login.

    Raises:
        ApiError: the address or the password is wrong, and it does not say which; or a code of
            the app is needed, or wrong.
    """
    user = await with_address(services, email)
    connection.state.user = user.id if user else None
    place = await places.familiar(services, user.id if user else None, connection)
    # Who guesses from elsewhere does not keep the owner out of where they always log in.
    tries = rates.at_home(email) if place.network else rates.abroad(email)
    await rates.check(services, rates.PASSWORD, tries)
    if not await knows(services, user, word) or user is None:
        await rates.count(services, rates.PASSWORD, tries)
        if user and await rates.is_full(services, rates.PASSWORD, tries):
            await _alarm(services, connection, user.id, "account.locked")
        raise ApiError(Code.WRONG_CREDENTIALS)
    if strength.is_stolen(word):
        raise ApiError(Code.PASSWORD_STOLEN)
    await check_code(services, connection, user.id, code)
    return await begin(services, connection, user.id)


async def check_code(
    services: Services, connection: HTTPConnection, user: UUID, code: str | None
) -> None:
    """Let in who needs no code, or has one; its owner is told of what is out of the ordinary.

    Raises:
        ApiError: a code is needed, or this one does not do.
    """
    connection.state.user = user
    try:
        recovered = await second_factor.check(services, user, code)
    except second_factor.ReusedCodeError:
        await _alarm(services, connection, user, "account.code_reused")
        raise
    if recovered:
        await note_account(services, user, "account.recovery_used", connection=connection)


async def _alarm(services: Services, connection: HTTPConnection, user: UUID, action: str) -> None:
    """Write down what somebody else may be doing, and have its owner told once an hour."""
    told = await rates.is_first(services, rates.ALARM, f"{user} {action}")
    await note_account(services, user, action, connection=connection, told=told)


async def with_address(services: Services, email: str) -> User | None:
    """Return who has an address, in whatever case it is written."""
    query = select(User).where(func.lower(User.email) == email.lower())
    async with services.database.transaction() as rows:
        return (await rows.scalars(query.where(col(User.deleted_at).is_(None)))).one_or_none()


async def begin(services: Services, connection: HTTPConnection, user: UUID) -> Pair:
    """Return the tokens of a new login of somebody who is known to be who they are."""
    session = Session(
        id=uuid4(),
        user_id=user,
        device=connections.device(connection),
        address=connections.address(connection),
        expires_at=_end_of(services, None),
    )
    place = await places.familiar(services, user, connection)
    async with services.database.transaction() as rows:
        rows.add(session)
        await rows.flush()
        pair = await _next(services, rows, session)
    after, usual = {"device": session.device}, place.device and place.network
    await note_account(
        services, user, places.LOG_IN, connection=connection, after=after, told=not usual
    )
    return pair


async def refresh(services: Services, token: str) -> Pair:
    """Return new tokens for a refresh token, which is worth nothing from then on.

    Raises:
        ApiError: it is not valid. When it was used before, somebody has stolen it, or the one
            that came of it: the login ends for both.
    """
    async with services.database.transaction() as rows:
        found = await rows.get(RefreshToken, tokens.hashed(token), with_for_update=True)
        session = await rows.get(Session, found.session_id) if found else None
        valid = session is not None and not session.ended_at and not _is_over(services, session)
        if found is None or session is None or not valid:
            raise ApiError(Code.UNAUTHENTICATED, "the login is over; log in again")
        if found.used_at is None:
            found.used_at = session.seen_at = _now()
            session.expires_at = _end_of(services, session.created_at)
            return await _next(services, rows, session)
        session.ended_at, session.ended_because = _now(), _REUSED
    raise ApiError(Code.UNAUTHENTICATED, f"{_REUSED}, so the login was ended; log in again")


def _is_over(services: Services, session: Session) -> bool:
    return min(session.expires_at, _end_of(services, session.created_at)) <= _now()


def _end_of(services: Services, begun: datetime | None) -> datetime:
    """Return when a login is over that nobody renews: unused for long, or old."""
    rules = services.settings.api
    idle = soon(timedelta(hours=rules.idle_hours))
    return min(idle, (begun or _now()) + timedelta(hours=rules.session_hours))


async def end(
    services: Services, user: UUID, session: UUID | None, *, because: str, but: UUID | None = None
) -> int:
    """End one login of a person, or all of them ``but`` one; return how many ended."""
    async with services.database.transaction() as rows:
        return await end_in(rows, user, session, because=because, but=but)


async def end_in(
    rows: AsyncSession,
    user: UUID,
    session: UUID | None,
    *,
    because: str,
    but: UUID | None = None,
) -> int:
    """Do the same as ``end`` in a transaction of somebody else's."""
    ended = update(Session).where(col(Session.user_id) == user, col(Session.ended_at).is_(None))
    if session is not None:
        ended = ended.where(col(Session.id) == session)
    if but is not None:
        ended = ended.where(col(Session.id) != but)
    done = await rows.execute(
        ended.values(ended_at=func.now(), ended_because=because).returning(col(Session.id))
    )
    return len(done.all())


async def knows(services: Services, user: User | None, word: str) -> bool:
    """Say whether somebody knows their password, and store it anew when a newer key is there."""
    stored = user.password_hash if user else ""
    found = await passwords.compare(services.keys, word, stored)
    if user is not None and found.renewed is not None:
        same = (col(User.id) == user.id, col(User.password_hash) == stored)
        async with services.database.transaction() as rows:
            await rows.execute(update(User).where(*same).values(password_hash=found.renewed))
    return found.right


async def _next(services: Services, rows: AsyncSession, session: Session) -> Pair:
    """Return the next tokens. When the first cannot be signed, the second is not stored."""
    token = tokens.make("refresh")
    rows.add(RefreshToken(hash=tokens.hashed(token), session_id=session.id))
    access = await access_tokens.sign(services.keys, session.user_id, session.id)
    return Pair(access=access, refresh=token)


def soon(life: timedelta) -> datetime:
    """Return the time at which something made now is over."""
    return _now() + life


def _now() -> datetime:
    return datetime.now(UTC)
