"""How the tokens of a login reach whoever logged in: in the answer, or as cookies of a page."""

from datetime import timedelta

from fastapi import Response

from api import access_tokens
from api.accounts import Pair
from api.bodies import Answer
from api.identity import ACCESS_COOKIE, cookie_name
from api.services import Services

REFRESH_COOKIE = "clipped_refresh"
_REFRESH_PATH = "/api/auth"


class Tokens(Answer):
    access_token: str | None = None
    """None when the tokens came as cookies."""
    refresh_token: str | None = None
    token_type: str = "Bearer"
    expires_in: int = int(access_tokens.ACCESS_LIFE.total_seconds())


def give(pair: Pair, response: Response, services: Services, *, cookies: bool) -> Tokens:
    """Return the tokens of a login, or set them as cookies that no script can read."""
    if not cookies:
        return Tokens(access_token=pair.access, refresh_token=pair.refresh)
    idle = timedelta(hours=services.settings.api.idle_hours)
    put(response, services, ACCESS_COOKIE, pair.access, path="/", life=access_tokens.ACCESS_LIFE)
    put(response, services, REFRESH_COOKIE, pair.refresh, path=_REFRESH_PATH, life=idle)
    return Tokens()


def put(
    response: Response, services: Services, name: str, value: str, *, path: str, life: timedelta
) -> None:
    """Set a cookie that no script can read, and no request of another page carries.

    By https it is bound to this host, which leaves no room for a path; by http, to the path.
    """
    response.set_cookie(
        cookie_name(services, name),
        value,
        max_age=int(life.total_seconds()),
        path="/" if services.encrypted else path,
        secure=services.encrypted,
        httponly=True,
        samesite="lax",
    )


def forget(response: Response, services: Services) -> None:
    """Take the tokens of a login from a page."""
    drop(response, services, ACCESS_COOKIE, path="/")
    drop(response, services, REFRESH_COOKIE, path=_REFRESH_PATH)


def drop(response: Response, services: Services, name: str, *, path: str) -> None:
    """Take a cookie from a page, in the way in which it was set."""
    put(response, services, name, "", path=path, life=timedelta())
