"""Passwords: Argon2id after a keyed hash, and the rules of OWASP ASVS 4.0, 2.1.

A password is stored as the id of the key, and what Argon2id made of its HMAC by that key: whoever
has the database alone cannot even begin to guess (2.4.5).
"""

import asyncio
from dataclasses import dataclass

import structlog
from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError
from pwdlib.hashers.argon2 import Argon2Hasher

from api import strength
from api.errors import ApiError, Code
from core.crypto import Digest, Keys
from core.errors import ConfigurationError

_log = structlog.get_logger("api")

# 2.1.1 and 2.1.2: at least twelve characters, and long ones are taken.
SHORTEST, LONGEST = 12, 128

# OWASP's password storage cheat sheet: 19 MiB, two passes, one lane.
_hashing = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1),))
# Hashed for who is not there, so that the time of an answer does not tell who is.
_NOBODY = _hashing.hash("nobody has this password")


async def check(password: str, email: str) -> None:
    """Raise ApiError when a new password can be guessed.

    That is one that was stolen somewhere, something close to a common one, or what is known of the
    person.
    """
    found = await asyncio.to_thread(strength.rate, password, email)
    if not found.enough:
        raise ApiError(
            Code.INVALID,
            "password: it is easy to guess; take several words that have nothing to do with you",
        )


@dataclass(frozen=True)
class Comparison:
    """What came of comparing a password with what is stored."""

    right: bool
    renewed: str | None = None
    """How to store it from now on; None when it is stored as it should be."""


async def hashed(keys: Keys, password: str) -> str:
    """Return a password as it is stored."""
    return await _stored(await keys.digest(password))


async def compare(keys: Keys, password: str, stored: str) -> Comparison:
    """Compare a password with the one that is stored; it takes as long when none is."""
    newest = await keys.digest(password)
    key, _, rest = stored.partition("$")
    used = await _digest(keys, password, key) if key not in {"", newest.key} else newest
    known = f"${rest}" if key and rest and used is not None else _NOBODY
    value = (used or newest).value
    try:
        right, renewed = await asyncio.to_thread(_hashing.verify_and_update, value, known)
    except PwdlibError:
        right, renewed = False, None
    if not right or known is _NOBODY:
        return Comparison(right=False)
    if used is not newest:
        return Comparison(right=True, renewed=await _stored(newest))
    return Comparison(right=True, renewed=f"{newest.key}{renewed}" if renewed else None)


async def _digest(keys: Keys, password: str, key: str) -> Digest | None:
    """Return the digest by an older key. When it is lost, no password is the right one."""
    try:
        return await keys.digest(password, key)
    except ConfigurationError as error:
        _log.error("a password cannot be compared", error=str(error))
        return None


async def _stored(digest: Digest) -> str:
    return digest.key + await asyncio.to_thread(_hashing.hash, digest.value)
