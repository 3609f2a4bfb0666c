"""Who asks, in which workspace, and whether they may."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Request
from fastapi.security import APIKeyCookie, HTTPBearer
from sqlalchemy import func, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from starlette.requests import HTTPConnection

from api import access_tokens, connections, rates
from api.errors import ApiError, Code
from api.roles import ALLOWED, Permission, Role
from api.services import Services, of
from core import tokens
from core.db import become
from core.db.tables import ApiToken, Member

ACCESS_COOKIE = "clipped_access"
# Browsers take such a cookie by https alone, for every path, and from no other host of the domain
# (RFC 6265bis, 4.1.3.2).
_HOST_PREFIX = "__Host-"
CSRF_HEADER = "x-clipped-csrf"
# These only tell the OpenAPI document what ``_token`` reads.
_BEARER = HTTPBearer(
    auto_error=False, scheme_name="bearer", description="An access token, or an API token."
)
_COOKIE = APIKeyCookie(
    auto_error=False,
    scheme_name="cookie",
    name=ACCESS_COOKIE,
    description=f"For pages. By https it is called `{_HOST_PREFIX}{ACCESS_COOKIE}`.",
)
# How exactly it is known when an API token was last used.
_USED_WITHIN = timedelta(minutes=1)
_PLACES = text("SELECT workspace_id, role FROM places_of(:login, :person)")
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody who has logged in, in whatever workspace."""

    services: Services
    user: UUID
    session: UUID | None
    """None when an API token speaks for them."""
    places: Mapping[UUID, Role]
    """Their roles in their workspaces, the oldest first."""
    address: str
    trace_id: str
    ends: datetime | None = None
    """When the token that they came with is over."""

    @asynccontextmanager
    async def rows(self) -> AsyncIterator[AsyncSession]:
        """Give a transaction that sees what is theirs, in every workspace."""
        async with self.services.database.tenant(user=self.user) as session:
            yield session


@dataclass(frozen=True, kw_only=True)
class Caller(Person):
    """Somebody who acts in a workspace."""

    workspace: UUID
    role: Role
    permissions: frozenset[Permission]

    @asynccontextmanager
    async def rows(self) -> AsyncIterator[AsyncSession]:
        """Give a transaction that sees the rows of the workspace and no others."""
        async with self.services.database.tenant(
            workspace=self.workspace, user=self.user
        ) as session:
            yield session


def cookie_name(services: Services, name: str) -> str:
    """Return what a cookie of ours is called where people reach the API as they do."""
    return f"{_HOST_PREFIX}{name}" if services.encrypted else name


def cookie_of(connection: HTTPConnection, name: str) -> str | None:
    """Return what a cookie of ours holds, None when it did not come."""
    return connection.cookies.get(cookie_name(of(connection), name))


async def person(
    request: Request,
    _bearer: Annotated[object, Depends(_BEARER)],
    _cookie: Annotated[object, Depends(_COOKIE)],
) -> Person:
    """Return who asks.

    Raises:
        ApiError: there is no valid token, or too many requests came of late.
    """
    return await identify(request, _token(request))


Somebody = Annotated[Person, Depends(person)]
"""Whoever has logged in, and API tokens."""


async def identify(connection: HTTPConnection, token: str) -> Person:
    """Return whose token it is, in every workspace of theirs or in the token's own.

    Raises:
        ApiError: the token is not valid, or its owner asks too often.
    """
    found = await (_program if token.startswith("clipped_api_") else _login)(connection, token)
    connection.state.user = found.user
    await rates.count(found.services, rates.usual(found.services), str(found.user))
    return found


async def _login(connection: HTTPConnection, token: str) -> Person:
    services = of(connection)
    access = await access_tokens.read(services.keys, token)
    asked = {"login": access.session, "person": access.user}
    found = await services.database.ask(_PLACES, asked)
    if not found:
        raise ApiError(Code.UNAUTHENTICATED, "the login was ended; log in again")
    return Person(
        services=services,
        user=access.user,
        session=access.session,
        places={one.workspace_id: Role(one.role) for one in found if one.role},
        address=connections.address(connection),
        trace_id=connection.state.trace_id,
        ends=access.ends,
    )


async def _program(connection: HTTPConnection, token: str) -> Caller:
    services = of(connection)
    query = select(ApiToken).from_statement(
        text("SELECT * FROM api_tokens_by_hash(:hash)").bindparams(hash=tokens.hashed(token))
    )
    async with services.database.tenant() as rows:
        found = (await rows.scalars(query)).one_or_none()
        now = datetime.now(UTC)
        if found is None or found.revoked_at or (found.expires_at and found.expires_at <= now):
            raise ApiError(Code.UNAUTHENTICATED, "the API token is not valid any more")
        await become(rows, workspace=found.workspace_id, user=found.user_id)
        member = await rows.get(Member, (found.workspace_id, found.user_id))
        if found.used_at is None or found.used_at < now - _USED_WITHIN:
            used = update(ApiToken).where(col(ApiToken.id) == found.id)
            await rows.execute(used.values(used_at=func.now()))
    if member is None:
        raise ApiError(Code.UNAUTHENTICATED, "the API token's owner has left the workspace")
    owner = Person(
        services=services,
        user=found.user_id,
        session=None,
        places={found.workspace_id: Role(member.role)},
        address=connections.address(connection),
        trace_id=connection.state.trace_id,
        ends=found.expires_at,
    )
    caller = enter(owner, found.workspace_id)
    scopes = frozenset(Permission(scope) for scope in found.scopes)
    return replace(caller, permissions=caller.permissions & scopes)


def enter(who: Person, workspace: UUID | None) -> Caller:
    """Return a person as a member of a workspace, their first one for None.

    Raises:
        ApiError: they are no member of it.
    """
    if isinstance(who, Caller):
        if workspace not in {None, who.workspace}:
            raise ApiError(Code.NOT_FOUND, "the API token is for another workspace")
        return who
    place = workspace or next(iter(who.places), None)
    if place is None or place not in who.places:
        raise ApiError(Code.NOT_FOUND, "there is no such workspace, or you are no member of it")
    role = who.places[place]
    return Caller(**vars(who), workspace=place, role=role, permissions=ALLOWED[role])


class Needs:
    """Lets in who has a permission in the workspace that the request names."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    async def __call__(
        self,
        who: Annotated[Person, Depends(person)],
        x_workspace: Annotated[
            UUID | None, Header(description="The workspace to act in; else your first one.")
        ] = None,
    ) -> Caller:
        """Return who asks.

        Raises:
            ApiError: they may not do this.
        """
        caller = enter(who, x_workspace)
        if self.permission not in caller.permissions:
            raise ApiError(Code.FORBIDDEN, f"{self.permission.value} is not allowed to you here")
        return caller


def check_page(request: Request) -> None:
    """Raise ApiError when a request with cookies may come from somebody else's page.

    No other page can send this header without our leave (OWASP, custom request headers).
    """
    if CSRF_HEADER not in request.headers:
        raise ApiError(Code.FORBIDDEN, f"a page must send the header {CSRF_HEADER}")


def check_origin(connection: HTTPConnection) -> None:
    """Raise ApiError when a WebSocket with cookies was opened by somebody else's page."""
    origin, own = connection.headers.get("origin"), of(connection).settings.api.origin
    expected = own or f"http://{connection.headers.get('host', '')}"
    if origin is not None and origin.rstrip("/") != expected.rstrip("/"):
        raise ApiError(Code.FORBIDDEN, "this page may not use your login")


def _token(request: Request) -> str:
    header = request.headers.get("authorization", "")
    scheme, _, token = header.partition(" ")
    if scheme.lower() == "bearer" and token:
        return token
    cookie = cookie_of(request, ACCESS_COOKIE)
    if cookie is None:
        raise ApiError(Code.UNAUTHENTICATED)
    if request.method not in _SAFE:
        check_page(request)
    return cookie
