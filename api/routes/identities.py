"""The services that a person can log in with."""

from datetime import datetime

from fastapi import APIRouter, Request, Response
from sqlalchemy import delete, func
from sqlmodel import col, select

from api import asking, confirming
from api.asking import After, Name
from api.audit import note_change
from api.bodies import Answer
from api.errors import ApiError, Code, may_say
from api.identity import Somebody
from api.provider_calls import Asked
from api.routes.me import Confirmed
from core.db.tables import User, UserIdentity

router = APIRouter(prefix="/users/me/identities", tags=["me"])

_REFUSALS = (Code.NOT_FOUND, Code.FEATURE_OFF, Code.PROVIDER_FAILED)


class IdentityAnswer(Answer):
    provider: str
    email: str
    created_at: datetime
    used_at: datetime


class Address(Answer):
    url: str
    """Where the browser goes next."""


@router.get("", responses=may_say(Code.UNAUTHENTICATED))
async def list_identities(who: Somebody) -> list[IdentityAnswer]:
    """List the services that you can log in with."""
    query = select(UserIdentity).where(UserIdentity.user_id == who.user)
    async with who.rows() as rows:
        found = await rows.scalars(query.order_by(col(UserIdentity.created_at)))
        return [IdentityAnswer.model_validate(one) for one in found]


@router.post(
    "/{provider}",
    responses=may_say(Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.NOT_CONFIRMED, *_REFUSALS),
)
async def join_identity(
    provider: Name, given: Confirmed, who: Somebody, response: Response, after: After = "/"
) -> Address:
    """Say where the browser goes so that you can log in by a service from then on."""
    reaching = await asking.provider(who.services, provider)
    await confirming.reauthenticate(who, given.word)
    asked = Asked(provider=provider, after=after, user=str(who.user))
    url = await reaching.address(asked, asking.callback(who.services, provider))
    await asking.remember(response, who.services, asked)
    return Address(url=url)


@router.delete(
    "/{provider}",
    status_code=204,
    responses=may_say(
        *(Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.NOT_CONFIRMED, Code.NOT_FOUND, Code.CONFLICT)
    ),
)
async def leave_identity(provider: Name, who: Somebody, request: Request) -> None:
    """Log in by a service no more; one way in stays."""
    confirming.check_in_person(who)
    await confirming.check_recent(who)
    mine = select(func.count()).where(col(UserIdentity.user_id) == who.user)
    gone = delete(UserIdentity).where(
        col(UserIdentity.provider) == provider, col(UserIdentity.user_id) == who.user
    )
    async with who.rows() as rows:
        # Two of them at once wait for each other here.
        user = await rows.get_one(User, who.user, with_for_update=True)
        if await rows.scalar(gone.returning(col(UserIdentity.id))) is None:
            raise ApiError(Code.NOT_FOUND)
        if not user.password_hash and not await rows.scalar(mine):
            raise ApiError(Code.CONFLICT, "it is the only way into your account")
        after = {"provider": provider}
        mail = await note_change(
            who.services, rows, who.user, "account.leave", connection=request, after=after
        )
    who.services.outbox.send(mail)
