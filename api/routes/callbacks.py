"""What platforms tell us."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from limits import RateLimitItemPerMinute
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from api import callbacks, connections, rates
from api.errors import ApiError, Code, may_say
from api.services import Services, provide
from core.db.tables import PlatformCallback

router = APIRouter(prefix="/webhooks", tags=["webhooks"])

_RATE = RateLimitItemPerMinute(600, namespace="callbacks")


@router.post(
    "/{platform}",
    status_code=202,
    responses=may_say(
        Code.BAD_SIGNATURE, Code.NOT_FOUND, Code.CONFLICT, Code.TOO_LARGE, Code.RATE_LIMITED
    ),
)
async def take_callback(
    platform: Annotated[str, Path(max_length=50)],
    request: Request,
    services: Annotated[Services, Depends(provide)],
) -> None:
    """Take what a platform tells us: signed by it, in the last five minutes, and only once."""
    await rates.count(services, _RATE, connections.address(request))
    secret = services.settings.webhooks.platforms.get(platform)
    if secret is None:
        raise ApiError(Code.NOT_FOUND, "no platform of that name calls us here")
    body = await _body(request)
    nonce = callbacks.nonce(platform, request.headers, body, secret=secret.get_secret_value())
    values = {"platform": platform, "nonce": nonce, "body": body}
    added = insert(PlatformCallback).values(values).on_conflict_do_nothing()
    async with services.database.transaction() as rows:
        if await rows.scalar(added.returning(col(PlatformCallback.id))) is None:
            raise ApiError(Code.CONFLICT, "this was told before")


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > callbacks.MAX_BODY:
            raise ApiError(Code.TOO_LARGE)
    return body
