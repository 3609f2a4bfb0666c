"""Random tokens: whoever has one may do what it is for, and only its hash is stored."""

import hashlib
import secrets


def make(kind: str) -> str:
    """Return a random token of 256 bits; its prefix says what it is for, also to scanners."""
    return f"clipped_{kind}_{secrets.token_urlsafe(32)}"


def hashed(token: str) -> bytes:
    """Return what is stored of a random token. So long a secret needs no salt and no slow hash."""
    return hashlib.sha256(token.encode()).digest()
