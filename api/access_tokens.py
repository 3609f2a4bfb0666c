"""Access tokens: signed, and soon over."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from jwt.utils import base64url_encode

from api.errors import ApiError, Code
from core.crypto import Keys

ACCESS_LIFE = timedelta(minutes=15)

# One algorithm, so that a token cannot choose how it is checked (RFC 8725, 3.1).
_ALGORITHM = "EdDSA"
_AUDIENCE = "clippedai"
_CLAIMS = ["exp", "iat", "sub", "sid", "aud"]
# Tokens that are remembered: a person's next requests bring the same one.
_REMEMBERED = 10_000


@dataclass(frozen=True)
class Access:
    """What an access token says."""

    user: UUID
    session: UUID
    ends: datetime


async def sign(keys: Keys, user: UUID, session: UUID) -> str:
    """Return an access token, good for fifteen minutes: a JWS in its compact form (RFC 7515)."""
    now = datetime.now(UTC)
    claims = {
        "sub": str(user),
        "sid": str(session),
        "aud": _AUDIENCE,
        "iat": int(now.timestamp()),
        "exp": int((now + ACCESS_LIFE).timestamp()),
    }
    key = await keys.signing_key()
    parts = ({"alg": _ALGORITHM, "kid": key, "typ": "JWT"}, claims)
    signed = b".".join(base64url_encode(_compact(part)) for part in parts)
    signature = await keys.sign(signed, key)
    return f"{signed.decode()}.{base64url_encode(signature).decode()}"


def _compact(part: Mapping[str, object]) -> bytes:
    return json.dumps(dict(part), separators=(",", ":")).encode()


async def read(keys: Keys, token: str) -> Access:
    """Return what an access token says.

    Raises:
        ApiError: it is forged, foreign, not well formed, or over.
    """
    try:
        public = await keys.public_key(_key(token))
        if public is None:
            raise ApiError(Code.UNAUTHENTICATED)
        access = _checked(token, public)
    except jwt.ExpiredSignatureError as error:
        raise ApiError(Code.TOKEN_EXPIRED) from error
    except (jwt.InvalidTokenError, ValueError, TypeError) as error:
        raise ApiError(Code.UNAUTHENTICATED) from error
    if access.ends <= datetime.now(UTC):
        raise ApiError(Code.TOKEN_EXPIRED)
    return access


def _key(token: str) -> str:
    return str(jwt.get_unverified_header(token).get("kid"))


@lru_cache(maxsize=_REMEMBERED)
def _checked(token: str, public: bytes) -> Access:
    """Return what a token says that this key signed. Who was refused is not remembered."""
    claims = jwt.decode(
        token,
        Ed25519PublicKey.from_public_bytes(public),
        algorithms=[_ALGORITHM],
        audience=_AUDIENCE,
        options={"require": _CLAIMS},
    )
    return Access(
        user=UUID(claims["sub"]),
        session=UUID(claims["sid"]),
        ends=datetime.fromtimestamp(claims["exp"], UTC),
    )
