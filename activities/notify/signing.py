"""Signatures by which a receiver knows that a message is ours: Standard Webhooks 1.0."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime

from standardwebhooks import Webhook

# The specification wants 24 to 64 bytes.
_SECRET_BYTES = 32


def new_secret() -> str:
    """Return a secret that a subscription shares with us."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()}"


def headers(message: str, at: datetime, body: str, *, keys: Sequence[str]) -> dict[str, str]:
    """Return the headers that sign a message with every one of the secrets, the newest first.

    ``at`` has a time zone; it is told in whole seconds.
    """
    signatures = (Webhook(key).sign(message, at, body) for key in keys)
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
