"""How often somebody may ask."""

import time

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute

from api.errors import ApiError, Code
from api.services import Services

LOGIN = RateLimitItemPerMinute(5, namespace="login")
PASSWORD = RateLimitItemPerHour(50, namespace="password")
"""Wrong passwords for one account, from where its owner has been and as many from elsewhere.
OWASP ASVS 4.0.3, 2.2.1, allows 100 in all."""
CODE = RateLimitItemPerMinute(5, namespace="code")
FORGOTTEN = RateLimitItemPerHour(3, namespace="forgotten")
ALARM = RateLimitItemPerHour(1, namespace="alarm")
"""Mails about what a stranger can make happen again and again."""
STRENGTH = RateLimitItemPerMinute(60, namespace="strength")
REGISTER = RateLimitItemPerHour(3, namespace="register")


def at_home(email: str) -> str:
    """Return the name of an account for who tries passwords from where its owner has been."""
    return f"{email.lower()} at home"


def abroad(email: str) -> str:
    """Return the name of an account for who tries passwords from anywhere else."""
    return email.lower()


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
    if await is_full(services, limit, who):
        await _refuse(services, limit, who)


async def is_full(services: Services, limit: RateLimitItem, who: str) -> bool:
    """Say whether another request of an address or a person would be too many."""
    return not await services.rates.test(limit, who)


async def is_first(services: Services, limit: RateLimitItem, who: str) -> bool:
    """Count one, and say whether it is within the limit."""
    return await services.rates.hit(limit, who)


async def _refuse(services: Services, limit: RateLimitItem, who: str) -> None:
    window = await services.rates.get_window_stats(limit, who)
    wait = max(1, round(window.reset_time - time.time()))
    raise ApiError(Code.RATE_LIMITED, retry_after=wait)
