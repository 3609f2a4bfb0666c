"""How often somebody may ask."""

import time

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute

from api.errors import ApiError, Code
from api.services import Services

LOGIN = RateLimitItemPerMinute(5, namespace="login")
PASSWORD = RateLimitItemPerHour(50, namespace="password")
"""Wrong passwords for one account, wherever they come from (OWASP ASVS 4.0, 2.2.1: 100)."""
CODE = RateLimitItemPerMinute(5, namespace="code")
REGISTER = RateLimitItemPerHour(3, namespace="register")


def usual(services: Services) -> RateLimitItem:
    """Return how often one person may ask for anything."""
    return RateLimitItemPerMinute(services.settings.api.requests_per_minute, namespace="any")


async def count(services: Services, limit: RateLimitItem, who: str) -> None:
    """Count one request of an address or a person.

    Raises:
        ApiError: there were too many of late; it says when to come back.
    """
    if not await services.rates.hit(limit, who):
        await _refuse(services, limit, who)


async def check(services: Services, limit: RateLimitItem, who: str) -> None:
    """Look whether another request of an address or a person would be too many.

    Raises:
        ApiError: it would be; it says when to come back.
    """
    if not await services.rates.test(limit, who):
        await _refuse(services, limit, who)


async def _refuse(services: Services, limit: RateLimitItem, who: str) -> None:
    window = await services.rates.get_window_stats(limit, who)
    wait = max(1, round(window.reset_time - time.time()))
    raise ApiError(Code.RATE_LIMITED, retry_after=wait)
