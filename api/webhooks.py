"""Subscriptions to what happens, and the deliveries that come of them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from temporalio.service import RPCError

from activities.notify.signing import new_secret
from api.audit import note
from api.errors import ApiError, Code
from api.identity import Caller
from api.mine import mine
from core.db.tables import WebhookDelivery, WebhookSubscription
from core.domain.webhook import PING, DeliveryState
from core.net import check_receiver
from workflows.starting import start_webhook
from workflows.webhook import WebhookRequest

MOST = 20
"""Subscriptions of one workspace."""

# After a rotation, a receiver has so long to take over the new secret.
_OLD_SECRET_LIFE = timedelta(days=1)


def check(caller: Caller, url: str) -> None:
    """Raise BlockedLinkError when nothing may be sent to an address."""
    check_receiver(url, private=caller.services.settings.webhooks.private_addresses)


async def check_room(rows: AsyncSession, caller: Caller) -> None:
    """Raise ApiError when the workspace has as many subscriptions as it may have."""
    query = select(func.count()).where(
        col(WebhookSubscription.workspace_id) == caller.workspace,
        col(WebhookSubscription.deleted_at).is_(None),
    )
    if (await rows.scalar(query) or 0) >= MOST:
        raise ApiError(Code.CONFLICT, f"a workspace has at most {MOST} subscriptions; delete one")


async def rotate(caller: Caller, row: WebhookSubscription) -> str:
    """Give a subscription a new secret, and return it; the one before signs for another day."""
    secret = new_secret()
    row.old_secret, row.old_secret_until = row.secret, datetime.now(UTC) + _OLD_SECRET_LIFE
    row.secret = await caller.services.keys.seal(secret)
    return secret


async def ping(caller: Caller, subscription: UUID) -> WebhookDelivery:
    """Begin to send a subscription something to try it out; without Temporal, nothing is left.

    Raises:
        ApiError: the subscription is off, or there is none of that id.
        RPCError: Temporal does not answer.
    """
    at = datetime.now(UTC)
    async with caller.rows() as rows:
        _check_active(await mine(rows, caller, WebhookSubscription, subscription, alone=True))
        made = WebhookDelivery(
            id=uuid4(),
            workspace_id=caller.workspace,
            subscription_id=subscription,
            event=PING,
            key=f"{PING}:{uuid4()}",
            body={"type": PING, "timestamp": at.isoformat(), "data": {"by": str(caller.user)}},
            state=DeliveryState.PENDING.value,
        )
        rows.add(made)
        note(rows, caller, "webhooks.test", subject=subscription)
        await rows.flush()
        await rows.refresh(made)
    try:
        await _start(caller, made)
    except RPCError:
        async with caller.rows() as rows:
            await rows.execute(delete(WebhookDelivery).where(col(WebhookDelivery.id) == made.id))
        raise
    return made


async def replay(caller: Caller, delivery: UUID) -> WebhookDelivery:
    """Begin to send a delivery once more; without Temporal, it stays as it was.

    Raises:
        ApiError: it is still on its way, its subscription is off, or there is none of that id.
        RPCError: Temporal does not answer.
    """
    async with caller.rows() as rows:
        row = await mine(rows, caller, WebhookDelivery, delivery, alone=True)
        _check_active(
            await mine(rows, caller, WebhookSubscription, row.subscription_id, alone=True)
        )
        if row.state == DeliveryState.PENDING.value:
            raise ApiError(Code.CONFLICT, "it is still on its way")
        note(rows, caller, "webhooks.replay", subject=delivery, before={"state": row.state})
        row.round, row.attempts = row.round + 1, 0
        row.state, row.ended_at = DeliveryState.PENDING.value, None
        await rows.flush()
        # Who writes down the first attempt waits for the end of this transaction.
        await _start(caller, row)
        return row


async def _start(caller: Caller, row: WebhookDelivery) -> None:
    await start_webhook(
        caller.services.temporal,
        WebhookRequest(workspace=str(caller.workspace), delivery=str(row.id), round=row.round),
    )


def _check_active(row: WebhookSubscription) -> None:
    if not row.active:
        raise ApiError(Code.CONFLICT, "the subscription is off; set it active first")
