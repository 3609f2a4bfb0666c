"""Is what claims to come from a platform really from it, and from now?

Every platform signs with a secret that only it and we know. TikTok does so in a form of its
own; every other one that we speak with signs by Standard Webhooks.
"""

import hashlib
import hmac
import re
import time
from collections.abc import Mapping

from standardwebhooks import Webhook, WebhookVerificationError

from api.errors import ApiError, Code

WINDOW = 300.0
"""Seconds by which a message may be old, or a clock ahead. Standard Webhooks says the same."""

MAX_BODY = 256_000
"""Bytes."""

# https://developers.tiktok.com/doc/webhooks-verification
_TIKTOK = re.compile(r"t=(\d{1,12}),s=([0-9a-f]{64})")
_MAX_NONCE = 200


def nonce(platform: str, headers: Mapping[str, str], body: bytes, *, secret: str) -> str:
    """Return what tells a message from all others that the platform signs.

    Raises:
        ApiError: the platform has not signed it, or not within the last minutes.
    """
    read = _of_tiktok if platform == "tiktok" else _of_standard
    found = read(headers, body, secret)
    if found is None or len(found) > _MAX_NONCE:
        raise ApiError(Code.BAD_SIGNATURE)
    return found


def _of_tiktok(headers: Mapping[str, str], body: bytes, secret: str) -> str | None:
    given = _TIKTOK.fullmatch(headers.get("tiktok-signature", ""))
    if given is None:
        return None
    signed = hmac.new(secret.encode(), f"{given[1]}.".encode() + body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(signed, given[2]) or abs(time.time() - int(given[1])) > WINDOW:
        return None
    return signed


def _of_standard(headers: Mapping[str, str], body: bytes, secret: str) -> str | None:
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
    # Malformed headers and bodies make it stumble in ways of its own.
    except (WebhookVerificationError, ValueError):
        return None
    return headers["webhook-id"]
