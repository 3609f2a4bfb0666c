"""Tokens: signed ones that end soon, and random ones that are stored as hashes."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt

from api.errors import ApiError, Code
from core.keys import KeyRing

ACCESS_LIFE = timedelta(minutes=15)

# One algorithm, so that a token cannot choose how it is checked (RFC 8725, 3.1).
_ALGORITHM = "HS256"
_AUDIENCE = "clippedai"
_CLAIMS = ["exp", "iat", "sub", "sid", "aud"]


@dataclass(frozen=True)
class Access:
    """What an access token says."""

    user: UUID
    session: UUID
    ends: datetime


def sign(keys: KeyRing, user: UUID, session: UUID) -> str:
    """Return an access token, good for fifteen minutes."""
    now = datetime.now(UTC)
    claims = {
        "sub": str(user),
        "sid": str(session),
        "aud": _AUDIENCE,
        "iat": now,
        "exp": now + ACCESS_LIFE,
    }
    key = keys.newest
    return jwt.encode(claims, key.secret, _ALGORITHM, headers={"kid": key.id})


def read(keys: KeyRing, token: str) -> Access:
    """Return what an access token says.

    Raises:
        ApiError: it is forged, foreign, not well formed, or over.
    """
    try:
        key = keys.find(str(jwt.get_unverified_header(token).get("kid")))
        if key is None:
            raise ApiError(Code.UNAUTHENTICATED)
        claims = jwt.decode(
            token,
            key.secret,
            algorithms=[_ALGORITHM],
            audience=_AUDIENCE,
            options={"require": _CLAIMS},
        )
        return Access(
            user=UUID(claims["sub"]),
            session=UUID(claims["sid"]),
            ends=datetime.fromtimestamp(claims["exp"], UTC),
        )
    except jwt.ExpiredSignatureError as error:
        raise ApiError(Code.TOKEN_EXPIRED) from error
    except (jwt.InvalidTokenError, ValueError, TypeError) as error:
        raise ApiError(Code.UNAUTHENTICATED) from error


def make(kind: str) -> str:
    """Return a random token of 256 bits; its prefix says what it is for, also to scanners."""
    return f"clipped_{kind}_{secrets.token_urlsafe(32)}"


def hashed(token: str) -> bytes:
    """Return what is stored of a random token. So long a secret needs no salt and no slow hash."""
    return hashlib.sha256(token.encode()).digest()
