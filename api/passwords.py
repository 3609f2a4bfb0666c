"""Passwords: Argon2id, and the rules of OWASP ASVS 4.0, 2.1."""

import asyncio

from pwdlib import PasswordHash
from pwdlib.exceptions import PwdlibError
from pwdlib.hashers.argon2 import Argon2Hasher
from zxcvbn import zxcvbn  # type: ignore[import-untyped]

from api.errors import ApiError, Code

# 2.1.1 and 2.1.2: at least twelve characters, and long ones are taken.
SHORTEST, LONGEST = 12, 128

# 2.1.7: it holds lists of common passwords, and takes no longer text. From this score on, more
# than 10^8 guesses are needed.
_WEIGHED, _SAFE_SCORE = 72, 3

# OWASP's password storage cheat sheet: 19 MiB, two passes, one lane.
_hashing = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19 * 1024, parallelism=1),))
# Hashed for who is not there, so that the time of an answer does not tell who is.
_NOBODY = _hashing.hash("nobody has this password")


async def check(password: str, email: str) -> None:
    """Raise ApiError when a new password can be guessed.

    That is one of a list of common ones, something close to one, or what is known of the person.
    """
    if await asyncio.to_thread(_guessable, password, email):
        raise ApiError(
            Code.INVALID,
            "password: it is easy to guess; take several words that have nothing to do with you",
        )


def _guessable(password: str, email: str) -> bool:
    name = email.split("@", maxsplit=1)[0]
    if name.casefold() in password.casefold():
        return True
    found = zxcvbn(password[:_WEIGHED], user_inputs=[email, name, "clippedai"])
    return int(found["score"]) < _SAFE_SCORE


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
