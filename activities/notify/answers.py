"""What the answer of a receiver means. https://www.standardwebhooks.com, "Deliverability"."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from activities.notify.contract import Reception

# RFC 9110 and RFC 6585: these say "not now", all others from 400 to 499 "not like this".
_NOT_NOW = frozenset({408, 425, 429})
_GONE = 410


def reception(status: int) -> Reception:
    """Return what an HTTP status means. A redirect is a refusal: it is not followed."""
    if 200 <= status < 300:
        return Reception.TAKEN
    if status == _GONE:
        return Reception.GONE
    if status >= 500 or status in _NOT_NOW:
        return Reception.BUSY
    return Reception.REFUSED


def retry_after(header: str | None, now: datetime) -> float | None:
    """Return the seconds that a ``Retry-After`` asks for; None when it says nothing to us.

    It is a number of seconds or a date (RFC 9110, 10.2.3).
    """
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return max(0.0, (at - now).total_seconds())
