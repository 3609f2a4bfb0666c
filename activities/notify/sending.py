"""One request to a receiver, which may be anywhere but in our own network."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from activities.notify.answers import reception, retry_after
from activities.notify.contract import Answered, Reception
from core.errors import BlockedLinkError
from core.net import check_receiver
from core.net.guard import Guard
from core.net.outgoing import opened, through
from core.settings import IngestSettings

_AGENT = "ClippedAI-Webhooks/1"
_EXCERPT_BYTES = 500
_MAX_ERROR = 300


@dataclass
class _Seen:
    """What has come back so far."""

    status: int | None = None
    retry_after: float | None = None
    body: bytes = b""
    error: str = ""


async def post(
    url: str, body: bytes, *, headers: Mapping[str, str], rules: IngestSettings, within: float
) -> Answered:
    """Send a message and return what came back within ``within`` seconds. It never raises.

    The guard looks up the name and connects to the address that it checked. No redirect is
    followed, and of the answer only the beginning is read.
    """
    started, clock = time.time(), time.monotonic()
    seen = _Seen()
    blocked = ""
    try:
        check_receiver(url, private=rules.private_addresses)
        async with opened(Guard(rules)) as guard:
            await _exchange(guard, url, body, headers=headers, within=within, seen=seen)
            if guard.unreachable:
                seen = _Seen(error=f"{guard.unreachable} cannot be reached")
            if guard.refusal is not None:
                blocked = "the host is not at a public address; nothing is sent there"
    except BlockedLinkError as error:
        blocked = str(error)
    return _answered(seen, blocked, started, seconds=time.monotonic() - clock)


def _answered(seen: _Seen, blocked: str, started: float, *, seconds: float) -> Answered:
    if blocked:
        return Answered(
            reception=Reception.CLOSED, at=started, seconds=seconds, error=blocked[:_MAX_ERROR]
        )
    if seen.status is None:
        error = seen.error or "no answer"
        return Answered(
            reception=Reception.BUSY, at=started, seconds=seconds, error=error[:_MAX_ERROR]
        )
    found = reception(seen.status)
    return Answered(
        reception=found,
        at=started,
        seconds=seconds,
        status=seen.status,
        error="" if found is Reception.TAKEN else f"the receiver answered {seen.status}",
        excerpt=_text(seen.body),
        retry_after=seen.retry_after,
    )


async def _exchange(
    guard: Guard,
    url: str,
    body: bytes,
    *,
    headers: Mapping[str, str],
    within: float,
    seen: _Seen,
) -> None:
    try:
        async with (
            asyncio.timeout(within),
            through(guard, agent=_AGENT) as client,
            client.stream("POST", url, content=body, headers=headers) as response,
        ):
            seen.retry_after = retry_after(response.headers.get("retry-after"), datetime.now(UTC))
            seen.status = response.status_code
            async for chunk in response.aiter_raw():
                seen.body += chunk
                if len(seen.body) >= _EXCERPT_BYTES:
                    break
    except TimeoutError:
        seen.error = f"no answer within {within:g} s"
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        seen.error = f"no answer: {error or type(error).__name__}"


def _text(body: bytes) -> str:
    """Return the beginning of an answer as PostgreSQL stores it."""
    return body[:_EXCERPT_BYTES].decode(errors="replace").replace("\0", "�")
