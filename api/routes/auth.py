"""Accounts and logins."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import EmailStr, Field, SecretStr, StringConstraints
from sqlmodel import col, select

from api import accounts, confirming, connections, identity, rates, teams
from api.bodies import Answer, Body, SecretBody, Text
from api.cookies import REFRESH_COOKIE, Tokens, forget, give
from api.errors import ApiError, Code, may_say
from api.identity import Somebody
from api.passwords import LONGEST, SHORTEST
from api.services import Services, provide
from core.db.flags import Flag
from core.db.tables import Session, User

router = APIRouter(prefix="/auth", tags=["auth"])

Known = Annotated[Services, Depends(provide)]
LoginCode = Annotated[
    str, Field(pattern=r"^[0-9A-Za-z -]{6,40}$", description="Of the app, or a recovery code.")
]
NewPassword = Annotated[SecretStr, Field(min_length=SHORTEST, max_length=LONGEST)]


class Registration(SecretBody):
    email: Annotated[EmailStr, Field(max_length=200)]
    password: NewPassword
    name: Annotated[Text, StringConstraints(max_length=100, strip_whitespace=True)] = ""
    invitation: Annotated[str | None, Field(max_length=200)] = None
    """The token of one, where an account takes an invitation. It is accepted after logging in."""


class GivenCode(Body):
    code: LoginCode


class Credentials(SecretBody):
    email: Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
    password: Annotated[SecretStr, Field(max_length=LONGEST)]
    code: LoginCode | None = None
    """Asked for by ``totp_required``."""
    cookies: bool = False
    """For pages: the tokens come as cookies that no script can read, and not in the answer."""


class Renewal(Body):
    refresh_token: Annotated[str | None, Field(max_length=200)] = None
    """A page leaves it out: its cookie is taken."""


class Account(Answer):
    id: UUID
    email: str
    name: str
    created_at: datetime


class Device(Answer):
    id: UUID
    device: str
    address: str
    created_at: datetime
    seen_at: datetime
    current: bool


@router.post(
    "/register",
    status_code=201,
    responses=may_say(Code.FORBIDDEN, Code.FEATURE_OFF, Code.CONFLICT),
)
async def register(wanted: Registration, request: Request, services: Known) -> Account:
    """Make an account with a workspace of its own."""
    await rates.count(services, rates.REGISTER, connections.address(request))
    if not services.settings.api.registration:
        await teams.check_invited(services, wanted.invitation or "", wanted.email)
    await services.flags.check(Flag.REGISTRATION)
    word = wanted.password.get_secret_value()
    user = await accounts.register(services, wanted.email, wanted.name, word)
    return await _account(services, user.id)


@router.post(
    "/login",
    responses=may_say(
        *(Code.WRONG_CREDENTIALS, Code.PASSWORD_STOLEN, Code.TOTP_REQUIRED, Code.WRONG_CODE)
    ),
)
async def login(
    given: Credentials, request: Request, response: Response, services: Known
) -> Tokens:
    """Log in, and get an access token for 15 minutes and a refresh token for 7 days.

    When it answers ``totp_required``, send the same again with a ``code``.
    """
    await rates.count(services, rates.LOGIN, connections.address(request))
    word = given.password.get_secret_value()
    pair = await accounts.log_in(services, request, given.email, word, code=given.code)
    return give(pair, response, services, cookies=given.cookies)


@router.post("/refresh", responses=may_say(Code.UNAUTHENTICATED, Code.FORBIDDEN))
async def refresh(
    given: Renewal,
    request: Request,
    response: Response,
    services: Known,
) -> Tokens:
    """Exchange a refresh token, which works once, for new tokens."""
    token = given.refresh_token or identity.cookie_of(request, REFRESH_COOKIE)
    if token is None:
        raise ApiError(Code.UNAUTHENTICATED)
    if given.refresh_token is None:
        identity.check_page(request)
    pair = await accounts.refresh(services, token)
    return give(pair, response, services, cookies=given.refresh_token is None)


@router.post("/logout", status_code=204, responses=may_say(Code.UNAUTHENTICATED, Code.FORBIDDEN))
async def logout(who: Somebody, response: Response, services: Known) -> None:
    """End this login: its tokens are worth nothing from now on."""
    await accounts.end(services, who.user, who.session, because="logged out")
    forget(response, services)


@router.get("/sessions", responses=may_say(Code.UNAUTHENTICATED))
async def list_sessions(who: Somebody, services: Known) -> list[Device]:
    """List the devices that you are logged in on."""
    query = select(Session).where(Session.user_id == who.user, col(Session.ended_at).is_(None))
    async with services.database.transaction() as rows:
        found = await rows.scalars(query.order_by(col(Session.seen_at).desc()).limit(100))
        return [Device(**one.model_dump(), current=one.id == who.session) for one in found]


@router.delete(
    "/sessions/{session}",
    status_code=204,
    responses=may_say(Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.NOT_CONFIRMED, Code.NOT_FOUND),
)
async def end_session(session: UUID, who: Somebody, services: Known) -> None:
    """End a login on one device."""
    if session != who.session:
        await confirming.check_recent(who)
    if not await accounts.end(services, who.user, session, because="ended from another device"):
        raise ApiError(Code.NOT_FOUND)


async def _account(services: Services, user: UUID) -> Account:
    async with services.database.transaction() as rows:
        return Account.model_validate(await rows.get_one(User, user))
