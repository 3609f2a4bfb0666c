"""Passwords: Argon2id, and the rules of OWASP ASVS 4.0, 2.1."""

import asyncio

from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError
from pwdlib.hashers.argon2 import Argon2Hasher

from api.errors import ApiError, Code

# 2.1.1 and 2.1.2: at least twelve characters, and long ones are taken.
SHORTEST, LONGEST = 12, 128

# OWASP's password storage cheat sheet: 19 MiB, two passes, one lane.
_hashing = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1),))
# Hashed for who is not there, so that the time of an answer does not tell who is.
_NOBODY = _hashing.hash("nobody has this password")


def check(password: str, email: str) -> None:
    """Raise ApiError when a new password can be guessed."""
    plain = password.casefold()
    if len(set(plain)) < 5 or email.split("@", maxsplit=1)[0].casefold() in plain:
        raise ApiError(
            Code.INVALID,
            "password: it is easy to guess; take several words that have nothing to do with you",
        )


async def hashed(password: str) -> str:
    """Return a password as it is stored."""
    return await asyncio.to_thread(_hashing.hash, password)


async def fits(password: str, stored: str) -> bool:
    """Say whether a password is the one that is stored; it takes as long when none is."""
    try:
        right = await asyncio.to_thread(_hashing.verify, password, stored or _NOBODY)
    except PwdlibError:
        return False
    return right and bool(stored)
