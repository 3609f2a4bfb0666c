"""Passwords: how strong one is, what to do when it is forgotten, showing that it is known."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import EmailStr, Field, SecretStr

from api import confirming, connections, rates, resetting, strength
from api.bodies import Answer, Body, SecretBody
from api.errors import ApiError, Code, may_say
from api.identity import Somebody
from api.passwords import LONGEST, SHORTEST
from api.routes.auth import LoginCode, NewPassword
from api.routes.me import Confirmed
from api.services import Services, provide

router = APIRouter(prefix="/auth", tags=["auth"])

Known = Annotated[Services, Depends(provide)]
Address = Annotated[EmailStr, Field(max_length=200)]


class Candidate(SecretBody):
    password: Annotated[SecretStr, Field(min_length=1, max_length=LONGEST)]
    email: Address | None = None
    """Whose password it is to be; one that tells of them is easier to guess."""


class StrengthAnswer(Answer):
    score: Annotated[int, Field(ge=0, le=4)]
    """From easy to guess, 0, to hard, 4."""
    enough: bool
    """It is taken where a password is set."""
    warning: str
    """What is wrong with it, for people; empty when there is nothing to say."""
    advice: list[str]


class Forgotten(Body):
    email: Address


class Reset(SecretBody):
    token: Annotated[str, Field(max_length=200)]
    password: NewPassword


class LoginConfirmation(Confirmed):
    code: LoginCode | None = None
    """Of the app, or a recovery code, where your logins take one."""


@router.post("/strength")
async def rate_password(given: Candidate, request: Request, services: Known) -> StrengthAnswer:
    """Say how hard a password is to guess, while somebody chooses one. Nothing is kept of it."""
    await rates.count(services, rates.STRENGTH, connections.address(request))
    word = given.password.get_secret_value()
    found = await asyncio.to_thread(strength.rate, word, given.email or "")
    short = f"It has less than {SHORTEST} characters." if len(word) < SHORTEST else ""
    return StrengthAnswer(
        score=found.score,
        enough=found.enough and not short,
        warning=found.warning or short,
        advice=list(found.advice),
    )


@router.post("/forgot", status_code=202, responses=may_say(Code.FEATURE_OFF))
async def forgot_password(given: Forgotten, request: Request, services: Known) -> None:
    """Have a one-time link mailed that sets a password. It says the same whoever has the address.

    Without a mail server, the operator of the installation makes such a link.
    """
    if not services.outbox.on:
        raise ApiError(Code.FEATURE_OFF, "no mail is sent from here; ask whoever operates it")
    await rates.count(services, rates.LOGIN, connections.address(request))
    await rates.count(services, rates.FORGOTTEN, given.email.lower())
    await resetting.forget(services, given.email)


@router.post("/reset", status_code=204, responses=may_say(Code.GONE))
async def reset_password(wanted: Reset, request: Request, services: Known) -> None:
    """Set a password by a one-time link; every login of the account ends."""
    await rates.count(services, rates.LOGIN, connections.address(request))
    word = wanted.password.get_secret_value()
    await resetting.reset(services, request, wanted.token, word)


@router.post(
    "/confirm",
    status_code=204,
    responses=may_say(Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.NOT_CONFIRMED, Code.WRONG_CODE),
)
async def confirm_login(given: LoginConfirmation, who: Somebody) -> None:
    """Show again that it is you: what lets others in takes that every twelve hours."""
    await confirming.confirm(who, given.word, given.code)
