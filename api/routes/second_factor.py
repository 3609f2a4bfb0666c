"""Codes of an app beside the password."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from api import confirming, second_factor
from api.bodies import Answer, Body
from api.errors import Code, may_say
from api.identity import Somebody
from api.routes.me import Confirmed

router = APIRouter(prefix="/users/me/totp", tags=["me"])

_USUAL = (Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.NOT_CONFIRMED)


class SecondFactor(Answer):
    enabled: bool
    recovery_codes: int
    """How many are left."""


class Secret(Answer):
    secret: str
    """Base32, to be typed where no picture can be read."""
    uri: str
    """``otpauth://``, for a QR code."""


class AppCode(Body):
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class RecoveryCodes(Answer):
    recovery_codes: list[str]
    """Each takes the place of a code, once. They are shown this once."""


@router.get("", responses=may_say(Code.UNAUTHENTICATED))
async def read_totp(who: Somebody) -> SecondFactor:
    """Say whether your logins take a code."""
    return SecondFactor(
        enabled=await second_factor.is_on(who.services, who.user),
        recovery_codes=await second_factor.recovery_left(who.services, who.user),
    )


@router.post("", status_code=201, responses=may_say(*_USUAL, Code.CONFLICT))
async def enrol(given: Confirmed, who: Somebody) -> Secret:
    """Get a secret for an app; logins take codes once you have confirmed one."""
    await confirming.reauthenticate(who, given.word)
    totp = await second_factor.enrol(who.services, who.user)
    return Secret(secret=totp.secret, uri=totp.provisioning_uri())


@router.post(
    "/confirm",
    responses=may_say(Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.WRONG_CODE, Code.CONFLICT),
)
async def confirm(given: AppCode, who: Somebody, request: Request) -> RecoveryCodes:
    """Show by a first code that the app has the secret; every login takes one from then on."""
    confirming.check_in_person(who)
    codes = await second_factor.confirm(who.services, who.user, given.code, connection=request)
    return RecoveryCodes(recovery_codes=codes)


@router.post("/recovery", responses=may_say(*_USUAL, Code.CONFLICT))
async def renew_recovery(given: Confirmed, who: Somebody, request: Request) -> RecoveryCodes:
    """Get new recovery codes; the old ones are worth nothing then."""
    await confirming.reauthenticate(who, given.word)
    codes = await second_factor.renew_recovery(who.services, who.user, connection=request)
    return RecoveryCodes(recovery_codes=codes)


@router.post("/disable", status_code=204, responses=may_say(*_USUAL))
async def disable(given: Confirmed, who: Somebody, request: Request) -> None:
    """Log in without codes again."""
    await confirming.reauthenticate(who, given.word)
    await second_factor.switch_off(who.services, who.user, connection=request)
