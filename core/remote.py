"""What every call to a service that somebody else runs needs."""

import time
from email.utils import parsedate_to_datetime
from ipaddress import ip_address

from pydantic import HttpUrl


def retry_after(header: str) -> float | None:
    """Return the seconds of a Retry-After header, which holds seconds or a date (RFC 9110)."""
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def on_this_machine(url: HttpUrl) -> bool:
    """Tell whether a service runs on this machine, so that nothing leaves it."""
    host = (url.host or "").strip("[]")
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
