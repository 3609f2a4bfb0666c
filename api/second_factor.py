"""Codes of an app beside the password: RFC 6238, and codes for who has lost the app."""

import hmac
import secrets
import time
from base64 import b32encode
from uuid import UUID

import pyotp
from sqlalchemy import delete, func, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from starlette.requests import HTTPConnection

from api import rates
from api.audit import note_change
from api.errors import ApiError, Code
from api.services import Services
from core import tokens
from core.db.tables import RecoveryCode, Totp, User

RECOVERY_CODES = 10

# RFC 6238: thirty seconds, and one step of either side for clocks that differ (5.2).
_PERIOD_SECONDS = 30
_STEPS = (0, -1, 1)
_ISSUER = "ClippedAI"
# 120 bits: no slow hash is needed to store them.
_RECOVERY_BYTES = 15


async def enrol(services: Services, user: UUID) -> pyotp.TOTP:
    """Make a secret for an app; it counts from the first right code on.

    Raises:
        ApiError: codes are asked for already.
    """
    secret = pyotp.random_base32()
    async with services.database.transaction() as rows:
        known = await rows.get(Totp, user, with_for_update=True)
        if known is not None and known.confirmed_at is not None:
            raise ApiError(Code.CONFLICT, "codes are asked for already; switch them off first")
        if known is not None:
            await rows.delete(known)
            await rows.flush()
        rows.add(Totp(user_id=user, secret=await services.keys.seal(secret)))
        owner = await rows.get_one(User, user)
    return pyotp.TOTP(secret, name=owner.email, issuer=_ISSUER, interval=_PERIOD_SECONDS)


async def confirm(
    services: Services, user: UUID, code: str, *, connection: HTTPConnection
) -> list[str]:
    """Ask for codes from now on, and return those for who loses the app.

    Raises:
        ApiError: the code is wrong, or there is nothing to confirm.
    """
    known = await _known(services, user)
    if known is None or known.confirmed_at is not None:
        raise ApiError(Code.CONFLICT, "there is no secret that waits for a first code")
    await _take(services, known, code)
    async with services.database.transaction() as rows:
        found = await rows.get_one(Totp, user)
        found.confirmed_at = await rows.scalar(select(func.now()))
        codes = await _renew(rows, user)
        mail = await note_change(services, rows, user, "account.totp_on", connection=connection)
    services.outbox.send(mail)
    return codes


async def is_on(services: Services, user: UUID) -> bool:
    """Say whether a login of this person takes a code."""
    known = await _known(services, user)
    return known is not None and known.confirmed_at is not None


class ReusedCodeError(ApiError):
    """A code was right, and had been used before."""


async def check(services: Services, user: UUID, code: str | None) -> bool:
    """Let in who needs no code, or has one: of the app, or one for who has lost it.

    Return whether it was one of the latter.

    Raises:
        ApiError: a code is needed, or this one does not do.
    """
    known = await _known(services, user)
    if known is None or known.confirmed_at is None:
        return False
    if code is None:
        raise ApiError(Code.TOTP_REQUIRED)
    if code.isdecimal():
        await _take(services, known, code)
        return False
    await _recover(services, user, code)
    return True


async def renew_recovery(
    services: Services, user: UUID, *, connection: HTTPConnection
) -> list[str]:
    """Return new codes for who loses the app; the ones before are worth nothing.

    Raises:
        ApiError: their logins take no codes.
    """
    if not await is_on(services, user):
        raise ApiError(Code.CONFLICT, "your logins take no codes yet")
    action = "account.recovery_codes"
    async with services.database.transaction() as rows:
        codes = await _renew(rows, user)
        mail = await note_change(services, rows, user, action, connection=connection)
    services.outbox.send(mail)
    return codes


async def _renew(rows: AsyncSession, user: UUID) -> list[str]:
    codes = [_fresh() for _ in range(RECOVERY_CODES)]
    await rows.execute(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user))
    rows.add_all(RecoveryCode(hash=_hashed(code), user_id=user) for code in codes)
    return codes


async def recovery_left(services: Services, user: UUID) -> int:
    """Return how many codes a person has for when the app is lost."""
    query = select(func.count()).where(
        col(RecoveryCode.user_id) == user, col(RecoveryCode.used_at).is_(None)
    )
    async with services.database.transaction() as rows:
        return int(await rows.scalar(query) or 0)


async def switch_off(services: Services, user: UUID, *, connection: HTTPConnection) -> None:
    """Ask for no codes any more."""
    action, mail = "account.totp_off", None
    async with services.database.transaction() as rows:
        await rows.execute(delete(RecoveryCode).where(col(RecoveryCode.user_id) == user))
        gone = delete(Totp).where(col(Totp.user_id) == user).returning(col(Totp.confirmed_at))
        if await rows.scalar(gone) is not None:
            mail = await note_change(services, rows, user, action, connection=connection)
    services.outbox.send(mail)


async def _known(services: Services, user: UUID) -> Totp | None:
    async with services.database.transaction() as rows:
        return await rows.get(Totp, user)


async def _take(services: Services, owned: Totp, code: str) -> None:
    """Take a code of the app. Its step is written down, so that it is taken once."""
    await rates.count(services, rates.CODE, str(owned.user_id))
    secret = await services.keys.unseal(owned.secret)
    totp = pyotp.TOTP(secret, interval=_PERIOD_SECONDS)
    now = int(time.time()) // _PERIOD_SECONDS
    right = [
        now + step for step in _STEPS if hmac.compare_digest(totp.generate_otp(now + step), code)
    ]
    taken = (
        update(Totp)
        .where(col(Totp.user_id) == owned.user_id, col(Totp.secret) == owned.secret)
        .where(col(Totp.last_step) < max(right, default=0))
        .values(last_step=max(right, default=0))
    )
    async with services.database.transaction() as rows:
        if await rows.scalar(taken.returning(col(Totp.user_id))) is None:
            raise ReusedCodeError(Code.WRONG_CODE) if right else ApiError(Code.WRONG_CODE)


async def _recover(services: Services, user: UUID, code: str) -> None:
    await rates.count(services, rates.CODE, str(user))
    used = update(RecoveryCode).where(
        col(RecoveryCode.hash) == _hashed(code),
        col(RecoveryCode.user_id) == user,
        col(RecoveryCode.used_at).is_(None),
    )
    async with services.database.transaction() as rows:
        taken = used.values(used_at=func.now()).returning(col(RecoveryCode.user_id))
        if await rows.scalar(taken) is None:
            raise ApiError(Code.WRONG_CODE)


def _fresh() -> str:
    letters = b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower()
    return "-".join(letters[at : at + 6] for at in range(0, len(letters), 6))


def _hashed(code: str) -> bytes:
    return tokens.hashed("".join(code.lower().replace("-", " ").split()))
