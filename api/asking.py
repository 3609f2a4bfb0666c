"""What a browser remembers while it is away at a provider, so that its answer is taken once."""

import hmac
import time
from datetime import timedelta
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Path, Query, Request, Response
from pydantic import BaseModel, Field, ValidationError

from api import cookies, identity
from api.errors import ApiError, Code
from api.github import GitHub
from api.openid import OpenId
from api.provider_calls import Asked, Provider
from api.services import Services, of
from core.db.flags import Flag
from core.errors import ConfigurationError
from core.login_providers import LoginProvider

PATH = "/api/auth/with"

_LIFE = timedelta(minutes=10)
_KINDS: dict[str, type[OpenId] | type[GitHub]] = {"oidc": OpenId, "github": GitHub}

Name = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
# A page of ours: no other host can stand in it.
After = Annotated[
    str, Query(pattern=r"^/([\x21-\x2e\x30-\x5b\x5d-\x7e][\x21-\x5b\x5d-\x7e]*)?$", max_length=500)
]


class Half(BaseModel):
    """Somebody whom a provider knows, and whose account asks for a code as well."""

    user: UUID
    at: float = Field(default_factory=time.time)


R = TypeVar("R", Asked, Half)
_COOKIES: dict[type[BaseModel], str] = {Asked: "clipped_asked", Half: "clipped_half"}


async def provider(services: Services, name: str) -> Provider:
    """Return a service that people can log in with here.

    Raises:
        ApiError: there is none of that name, or the operator has switched them off.
    """
    await services.flags.check(Flag.LOGIN_PROVIDERS)
    own = settings(services, name)
    return _KINDS[own.kind](own, services.settings)


def settings(services: Services, name: str) -> LoginProvider:
    """Return what the settings say of a service.

    Raises:
        ApiError: they say nothing.
    """
    for one in services.settings.api.oidc:
        if one.name == name:
            return one
    raise ApiError(Code.NOT_FOUND, "there is no such service here")


def callback(services: Services, name: str) -> str:
    """Return where a browser comes back to."""
    return f"{services.origin}{PATH}/{name}/callback"


async def asked(request: Request, name: str, *, state: str | None) -> Asked:
    """Return what this browser asked, if it is that which it brings (RFC 6749, 10.12).

    Raises:
        ApiError: it asked nothing, or something else.
    """
    found = await opened(request, Asked)
    given = (state or "").encode(errors="replace")
    if found is None or found.provider != name:
        raise ApiError(Code.NOT_VOUCHED)
    if not hmac.compare_digest(found.state.encode(), given):
        raise ApiError(Code.NOT_VOUCHED)
    return found


async def remember(response: Response, services: Services, what: Asked | Half) -> None:
    """Let the browser hold what only we can read, for ten minutes."""
    sealed = (await services.keys.seal(what.model_dump_json())).decode()
    cookies.put(response, services, _COOKIES[type(what)], sealed, path=PATH, life=_LIFE)


async def opened(request: Request, kind: type[R]) -> R | None:
    """Return what a cookie of ours holds; None when it holds nothing, or is too old."""
    cookie = identity.cookie_of(request, _COOKIES[kind]) or ""
    try:
        unsealed = await of(request).keys.unseal(cookie.encode(errors="replace"))
        found = kind.model_validate_json(unsealed)
    except (ConfigurationError, ValidationError):
        return None
    return found if found.at > time.time() - _LIFE.total_seconds() else None


def forget(response: Response, services: Services, kind: type[Asked] | type[Half]) -> None:
    """Take from the browser what it held."""
    cookies.drop(response, services, _COOKIES[kind], path=PATH)
