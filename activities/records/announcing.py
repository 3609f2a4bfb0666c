"""Who is to be told of an event, written down in the transaction in which it happens."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from activities.records.events import Event
from core.db.flags import Flag, flags
from core.db.tables import WebhookDelivery, WebhookSubscription
from core.domain.webhook import DeliveryState


async def announce(
    session: AsyncSession, workspace: UUID, happened: Sequence[Event]
) -> Sequence[UUID]:
    """Write a delivery for each event and each subscription that wants it, if there is none.

    Return the deliveries of these events that nobody has tried to send yet.
    """
    if not happened:
        return ()
    receivers = (await session.scalars(_active(workspace))).all()
    if not receivers or not (await flags(session, workspace))[Flag.WEBHOOKS]:
        return ()
    wanted = [
        _delivery(receiver, event)
        for receiver in receivers
        for event in happened
        if event.kind.value in receiver.events
    ]
    if not wanted:
        return ()
    values = [one.model_dump(exclude={"created_at"}) for one in wanted]
    await session.execute(insert(WebhookDelivery).values(values).on_conflict_do_nothing())
    waiting = select(WebhookDelivery.id).where(
        col(WebhookDelivery.subscription_id).in_({one.subscription_id for one in wanted}),
        col(WebhookDelivery.key).in_({one.key for one in wanted}),
        WebhookDelivery.state == DeliveryState.PENDING.value,
        WebhookDelivery.attempts == 0,
    )
    return (await session.scalars(waiting)).all()


def _active(workspace: UUID) -> SelectOfScalar[WebhookSubscription]:
    return select(WebhookSubscription).where(
        WebhookSubscription.workspace_id == workspace,
        col(WebhookSubscription.active).is_(True),
        col(WebhookSubscription.deleted_at).is_(None),
    )


def _delivery(receiver: WebhookSubscription, event: Event) -> WebhookDelivery:
    return WebhookDelivery(
        id=uuid4(),
        workspace_id=receiver.workspace_id,
        subscription_id=receiver.id,
        event=event.kind.value,
        key=event.key,
        body=event.body(datetime.now(UTC)),
        state=DeliveryState.PENDING.value,
    )
