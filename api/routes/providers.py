"""Logging in by other services."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from api import accounts, asking, connections, cookies, identity, joining, rates, second_factor
from api.asking import After, Half, Name
from api.bodies import Answer
from api.cookies import Tokens
from api.errors import ApiError, Code, may_say
from api.provider_calls import Asked, Claim
from api.routes.auth import GivenCode
from api.services import Services, provide
from core.db.flags import Flag

router = APIRouter(prefix="/auth", tags=["auth"])

Known = Annotated[Services, Depends(provide)]
# Printable ASCII (RFC 6749, appendix A), and together less than the line of a request may have.
Given = Annotated[str | None, Query(max_length=3000, pattern=r"^[\x20-\x7e]*$")]

_REFUSALS = (Code.NOT_FOUND, Code.FEATURE_OFF, Code.PROVIDER_FAILED)


class ProviderAnswer(Answer):
    name: str
    title: str
    login: str
    """Where a button leads to."""


@router.get("/providers")
async def list_providers(services: Known) -> list[ProviderAnswer]:
    """List the services that people can log in with here."""
    if not (await services.flags.of())[Flag.LOGIN_PROVIDERS]:
        return []
    return [
        ProviderAnswer(
            name=one.name,
            title=one.title or one.name.title(),
            login=f"{services.origin}{asking.PATH}/{one.name}/login",
        )
        for one in services.settings.api.oidc
    ]


@router.get(
    "/with/{provider}/login",
    status_code=303,
    response_class=RedirectResponse,
    responses=may_say(*_REFUSALS),
)
async def login_with(
    provider: Name, request: Request, services: Known, after: After = "/"
) -> RedirectResponse:
    """Send the browser to a service that says who you are; it comes back to ``callback``."""
    await rates.count(services, rates.LOGIN, connections.address(request))
    asked = Asked(provider=provider, after=after)
    reaching = await asking.provider(services, provider)
    response = RedirectResponse(
        await reaching.address(asked, asking.callback(services, provider)), 303
    )
    await asking.remember(response, services, asked)
    return response


@router.get(
    "/with/{provider}/callback",
    status_code=303,
    response_class=RedirectResponse,
    responses=may_say(*_REFUSALS, Code.NOT_VOUCHED, Code.FORBIDDEN, Code.CONFLICT),
)
async def callback(
    provider: Name,
    request: Request,
    services: Known,
    code: Given = None,
    state: Given = None,
    iss: Given = None,
) -> RedirectResponse:
    """Take what the service says, and log in: cookies are set, and the page comes next.

    An account that asks for codes is sent to the page with ``#totp_required``; the login is
    finished by ``POST /auth/with/code``.
    """
    reaching = await asking.provider(services, provider)
    asked = await asking.asked(request, provider, state=state)
    own = asking.settings(services, provider)
    # RFC 9207: an answer that says whose it is must be this provider's.
    if not code or (iss is not None and own.kind == "oidc" and iss != own.issuer):
        raise ApiError(Code.NOT_VOUCHED, "the provider did not let you in")
    claim = await reaching.claim(asked, code, asking.callback(services, provider))
    response = RedirectResponse(f"{services.origin}{asked.after}", 303)
    if asked.user is None:
        await _enter(services, request, response, asked=asked, claim=claim)
    else:
        await joining.join(services, request, UUID(asked.user), provider=provider, claim=claim)
    asking.forget(response, services, Asked)
    return response


async def _enter(
    services: Services, request: Request, response: Response, *, asked: Asked, claim: Claim
) -> None:
    """Log in who was vouched for, or ask for a code as well."""
    user = await joining.owner(services, request, asked.provider, claim)
    if await second_factor.is_on(services, user):
        response.headers["location"] = f"{services.origin}{asked.after}#totp_required"
        await asking.remember(response, services, Half(user=user))
        return
    cookies.give(await accounts.begin(services, request, user), response, services, cookies=True)


@router.post(
    "/with/code",
    responses=may_say(Code.UNAUTHENTICATED, Code.WRONG_CODE, Code.FORBIDDEN),
)
async def finish_login(
    given: GivenCode,
    request: Request,
    response: Response,
    services: Known,
) -> Tokens:
    """Finish a login by a service with a code of your app, or a recovery code."""
    identity.check_page(request)
    half = await asking.opened(request, Half)
    if half is None:
        raise ApiError(Code.UNAUTHENTICATED, "begin the login again")
    await accounts.check_code(services, request, half.user, given.code)
    asking.forget(response, services, Half)
    pair = await accounts.begin(services, request, half.user)
    return cookies.give(pair, response, services, cookies=True)
