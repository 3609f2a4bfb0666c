"""What every login provider has in common: what it is asked, what it says, how it is reached."""

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote_plus, urlsplit

import httpx
from pydantic import BaseModel, Field

from api.errors import ApiError, Code
from core.errors import BlockedLinkError
from core.login_providers import LoginProvider
from core.net import check_receiver
from core.net.guard import Guard
from core.net.outgoing import opened, through
from core.settings import IngestSettings, Settings

_SECONDS = 10.0
_MAX_BYTES = 256 << 10
_AGENT = "ClippedAI-Login/1"


class Asked(BaseModel):
    """What was asked of a provider, and by whom. Only the browser that asked has it."""

    provider: str
    state: str = Field(default_factory=lambda: secrets.token_urlsafe(32))
    """Comes back with the answer."""
    nonce: str = Field(default_factory=lambda: secrets.token_urlsafe(32))
    """Comes back inside the signed token."""
    verifier: str = Field(default_factory=lambda: secrets.token_urlsafe(48))
    """PKCE (RFC 7636): whoever has the code alone gets nothing for it."""
    after: str = "/"
    """Which page comes then."""
    user: str | None = None
    """Whose account it is to be joined to; None for whoever it turns out to be."""
    at: float = Field(default_factory=time.time)


@dataclass(frozen=True)
class Claim:
    """Who a provider says somebody is."""

    subject: str
    email: str
    proven: bool
    """The provider has made sure that the address is theirs."""
    name: str


class Provider(Protocol):
    """A service that says who somebody is.

    Every method raises ApiError: ``PROVIDER_FAILED`` when it does not answer as it should,
    ``NOT_VOUCHED`` when it says no, or what it says is not for us.
    """

    async def address(self, asked: Asked, callback: str) -> str:
        """Return where the browser goes to ask."""
        ...

    async def claim(self, asked: Asked, code: str, callback: str) -> Claim:
        """Return who it is, for a code that the browser came back with."""
        ...


class Caller:
    """Asks a provider, wherever it is but in our own network, for one login."""

    def __init__(self, client: httpx.AsyncClient, private_hosts: tuple[str, ...]) -> None:
        self._client = client
        self._private_hosts = private_hosts

    async def get(self, url: str, *, bearer: str = "") -> Any:
        """Return the JSON that is found there."""
        headers = {"authorization": f"Bearer {bearer}"} if bearer else {}
        return await self._json("GET", url, headers=headers)

    async def redeem(self, url: str, provider: LoginProvider, **form: str) -> dict[str, Any]:
        """Return what a code is exchanged for (RFC 6749, 4.1.3), with an access token at least."""
        secret = provider.client_secret.get_secret_value()
        form = {"grant_type": "authorization_code", "client_id": provider.client_id, **form}
        if provider.kind == "github":
            form["client_secret"] = secret
            auth = None
        else:
            # RFC 6749, 2.3.1: both are encoded before they are joined.
            auth = httpx.BasicAuth(quote_plus(provider.client_id), quote_plus(secret))
        found = await self._json("POST", url, data=form, auth=auth)
        if not isinstance(found, dict) or not isinstance(found.get("access_token"), str):
            raise failed("it gave no token for the code")
        return found

    async def _json(self, method: str, url: str, **options: Any) -> Any:
        host = urlsplit(url).hostname or ""
        check_receiver(url, private=host in self._private_hosts)
        headers = {"accept": "application/json", **options.pop("headers", {})}
        async with self._client.stream(method, url, headers=headers, **options) as response:
            body = b""
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > _MAX_BYTES:
                    raise failed("it answered without end")
            # RFC 6749, 5.2: an error comes with 400 or 401, and says nothing that people need.
            if response.status_code != httpx.codes.OK:
                raise failed(f"it answered {response.status_code}")
        return json.loads(body)


@asynccontextmanager
async def calling(settings: Settings) -> AsyncIterator[Caller]:
    """Give what asks a provider; all of it may take ten seconds."""
    hosts = settings.api.private_hosts
    rules = IngestSettings(proxy=settings.ingest.proxy)
    try:
        async with (
            asyncio.timeout(_SECONDS),
            opened(Guard(rules, private_hosts=hosts)) as guard,
            through(guard, agent=_AGENT) as client,
        ):
            yield Caller(client, hosts)
    except TimeoutError as error:
        raise failed("it did not answer in time") from error
    except (httpx.HTTPError, httpx.InvalidURL, BlockedLinkError) as error:
        raise failed("it cannot be reached") from error
    except (ValueError, RecursionError) as error:
        raise failed("it did not answer in JSON") from error


def failed(what: str) -> ApiError:
    """Return the refusal for a provider that does not do what it should."""
    return ApiError(Code.PROVIDER_FAILED, f"the provider failed: {what}; try again")


def text(found: Any, name: str, *, most: int = 2000) -> str:
    """Return a text of a provider's answer; an empty one when it is none, or too long."""
    value = found.get(name) if isinstance(found, dict) else None
    if not isinstance(value, str) or len(value) > most or not value.isprintable():
        return ""
    return value
