"""Tokens for programs."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Request
from pydantic import Field
from sqlalchemy import func, update
from sqlmodel import col, select

from api import confirming, connections
from api.audit import note
from api.bodies import Answer, Body, Line
from api.errors import GUARDED, ApiError, Code, may_say
from api.identity import Caller, Needs
from api.roles import Permission
from core import tokens
from core.db.tables import ApiToken
from core.domain.mail import MailKind

router = APIRouter(prefix="/tokens", tags=["tokens"])

# Whoever may read jobs may let a program do what they may do themselves, and no more.
Holder = Annotated[Caller, Depends(Needs(Permission.JOBS_READ))]


class NewToken(Body):
    name: Line
    scopes: Annotated[frozenset[Permission], Field(min_length=1)]
    days: Annotated[int | None, Field(ge=1, le=3650)] = 90
    """How long it is good for; None until it is revoked."""


class TokenAnswer(Answer):
    id: UUID
    name: str
    scopes: list[Permission]
    created_at: datetime
    expires_at: datetime | None
    used_at: datetime | None


class FreshToken(TokenAnswer):
    token: str
    """It is shown this once."""


@router.post("", status_code=201, responses=may_say(*GUARDED, Code.NOT_CONFIRMED))
async def create_token(wanted: NewToken, caller: Holder, request: Request) -> FreshToken:
    """Make a token with which a program acts for you in this workspace."""
    if caller.session is None:
        raise ApiError(Code.FORBIDDEN, "a token cannot make tokens; log in")
    await confirming.check_recent(caller)
    if missing := wanted.scopes - caller.permissions:
        raise ApiError(Code.FORBIDDEN, f"you may not {', '.join(sorted(missing))} yourself")
    made, token = issued(wanted, workspace=caller.workspace, user=caller.user)
    async with caller.rows() as rows:
        rows.add(made)
        after = {"name": made.name, "scopes": made.scopes}
        note(rows, caller, "tokens.create", subject=made.id, after=after)
        await rows.flush()
        await rows.refresh(made)
        facts = {
            "name": made.name,
            "address": caller.address,
            "device": connections.device(request),
        }
        outbox = caller.services.outbox
        mail = await outbox.put(rows, MailKind.TOKEN, user=caller.user, facts=facts)
    outbox.send(mail)
    return FreshToken(**made.model_dump(exclude={"hash"}), token=token)


def issued(wanted: NewToken, *, workspace: UUID, user: UUID) -> tuple[ApiToken, str]:
    """Return the row of a new token, and the token itself."""
    token = tokens.make("api")
    made = ApiToken(
        id=uuid4(),
        workspace_id=workspace,
        user_id=user,
        name=wanted.name,
        hash=tokens.hashed(token),
        scopes=sorted(scope.value for scope in wanted.scopes),
        expires_at=datetime.now(UTC) + timedelta(days=wanted.days) if wanted.days else None,
    )
    return made, token


@router.get("", responses=may_say(*GUARDED))
async def list_tokens(caller: Holder) -> list[TokenAnswer]:
    """List your tokens in this workspace that have not been revoked."""
    query = select(ApiToken).where(
        ApiToken.workspace_id == caller.workspace,
        ApiToken.user_id == caller.user,
        col(ApiToken.revoked_at).is_(None),
    )
    async with caller.rows() as rows:
        found = await rows.scalars(query.order_by(col(ApiToken.created_at), col(ApiToken.id)))
        return [TokenAnswer.model_validate(one) for one in found]


@router.delete("/{token}", status_code=204, responses=may_say(*GUARDED))
async def revoke_token(token: UUID, caller: Holder) -> None:
    """Make a token of yours worthless."""
    mine = update(ApiToken).where(
        col(ApiToken.id) == token,
        col(ApiToken.workspace_id) == caller.workspace,
        col(ApiToken.user_id) == caller.user,
        col(ApiToken.revoked_at).is_(None),
    )
    async with caller.rows() as rows:
        ended = mine.values(revoked_at=func.now()).returning(col(ApiToken.id))
        if await rows.scalar(ended) is None:
            raise ApiError(Code.NOT_FOUND)
        note(rows, caller, "tokens.revoke", subject=token)
