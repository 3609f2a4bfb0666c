"""Deliveries in the tables: what is to be sent where, and what became of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from activities.notify.contract import Reception, SettleRequest
from core.crypto import Keys
from core.db import Database
from core.db.tables import WebhookAttempt, WebhookDelivery, WebhookSubscription
from core.domain.webhook import DeliveryState


@dataclass(frozen=True)
class Letter:
    """A message, ready to be signed and sent."""

    url: str
    message: str
    """Its id, the same for every attempt and for everybody who is told of the same event."""
    body: str
    keys: tuple[str, ...]
    """The secrets that sign it, the newest first."""


async def find(database: Database, keys: Keys, delivery: UUID) -> Letter | None:
    """Return what is to be sent, None when the subscription does not want it any more."""
    async with database.transaction() as session:
        row = await session.get(WebhookDelivery, delivery)
        receiver = await session.get(WebhookSubscription, row.subscription_id) if row else None
    if row is None or receiver is None or receiver.deleted_at or not receiver.active:
        return None
    return Letter(
        url=receiver.url,
        message=f"msg_{uuid5(row.workspace_id, row.key).hex}",
        body=_written(row.body),
        keys=tuple([await keys.unseal(secret) for secret in _secrets(receiver)]),
    )


def _secrets(receiver: WebhookSubscription) -> tuple[bytes, ...]:
    until = receiver.old_secret_until
    if receiver.old_secret is None or until is None or until <= datetime.now(UTC):
        return (receiver.secret,)
    return (receiver.secret, receiver.old_secret)


def _written(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


async def settle(database: Database, request: SettleRequest) -> None:
    """Write an attempt down, and how the delivery stands after it. Twice changes nothing."""
    answered, delivery = request.answered, UUID(request.delivery)
    at = datetime.fromtimestamp(answered.at, UTC)
    async with database.transaction() as session:
        row = await session.get(WebhookDelivery, delivery, with_for_update=True)
        if row is None or row.round > request.round:
            return
        attempt = {
            "delivery_id": delivery,
            "round": request.round,
            "number": request.number,
            "workspace_id": row.workspace_id,
            "at": at,
            **answered.model_dump(include={"seconds", "status", "error", "excerpt"}),
        }
        await session.execute(insert(WebhookAttempt).values(attempt).on_conflict_do_nothing())
        ended = at + timedelta(seconds=answered.seconds)
        row.round, row.attempts = request.round, request.number
        row.state, row.status, row.error = request.state.value, answered.status, answered.error
        row.next_at = None if request.wait is None else ended + timedelta(seconds=request.wait)
        row.ended_at = None if request.state is DeliveryState.PENDING else ended
        if answered.reception is Reception.GONE:
            await _disable(session, row.subscription_id)


async def _disable(session: AsyncSession, subscription: UUID) -> None:
    off = update(WebhookSubscription).where(
        col(WebhookSubscription.id) == subscription, col(WebhookSubscription.active).is_(True)
    )
    why = "the receiver answered 410: it wants nothing any more"
    await session.execute(off.values(active=False, disabled_because=why))
