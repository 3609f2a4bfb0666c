"""Webhooks: telling other programs what happens."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends
from pydantic import Field
from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from activities.notify.signing import new_secret
from api import webhooks
from api.audit import note
from api.bodies import Answer, Body, Page, Paging, Text, paging
from api.errors import GUARDED, Code, may_say
from api.identity import Caller, Needs
from api.mine import mine
from api.roles import Permission
from core.db.flags import Flag
from core.db.tables import WebhookAttempt, WebhookDelivery, WebhookSubscription
from core.domain.webhook import DeliveryState, EventKind

router = APIRouter(prefix="/webhooks", tags=["webhooks"])

Reader = Annotated[Caller, Depends(Needs(Permission.SETTINGS_READ))]
Writer = Annotated[Caller, Depends(Needs(Permission.SETTINGS_WRITE))]


Address = Annotated[str, Field(max_length=2000, pattern=r"^[^\s\x00]+$")]
Wanted = Annotated[frozenset[EventKind], Field(min_length=1)]
Description = Annotated[Text, Field(max_length=500)]


class NewSubscription(Body):
    url: Address
    """Where to send it: ``https://`` and a host that everybody can reach."""
    events: Wanted
    description: Description = ""


class SubscriptionChange(Body):
    """What is left out stays as it is."""

    url: Address | None = None
    events: Wanted | None = None
    description: Description | None = None
    active: bool | None = None
    """False sends nothing any more, not even what is on its way."""


class SubscriptionAnswer(Answer):
    id: UUID
    url: str
    description: str
    events: list[EventKind]
    active: bool
    disabled_because: str
    """Why nothing is sent any more, when the receiver said so."""
    old_secret_until: datetime | None
    """Until then, what is sent is signed with the secret before the last rotation as well."""
    created_at: datetime
    updated_at: datetime


class FreshSecret(SubscriptionAnswer):
    secret: str
    """It is shown this once. Messages are signed with it as Standard Webhooks says."""


class AttemptAnswer(Answer):
    round: int
    number: int
    at: datetime
    seconds: float
    status: int | None
    error: str
    excerpt: str


class DeliveryAnswer(Answer):
    id: UUID
    event: str
    body: dict[str, Any]
    state: DeliveryState
    round: int
    attempts: int
    status: int | None
    error: str
    next_at: datetime | None
    created_at: datetime
    ended_at: datetime | None


class LoggedDelivery(DeliveryAnswer):
    log: list[AttemptAnswer]
    """Every attempt, of every round."""


@router.post(
    "/subscribe", status_code=201, responses=may_say(*GUARDED, Code.FEATURE_OFF, Code.CONFLICT)
)
async def subscribe(wanted: NewSubscription, caller: Writer) -> FreshSecret:
    """Have a program told what happens in the workspace."""
    await caller.services.flags.check(Flag.WEBHOOKS, caller.workspace)
    webhooks.check(caller, wanted.url)
    secret = new_secret()
    made = WebhookSubscription(
        id=uuid4(),
        workspace_id=caller.workspace,
        url=wanted.url,
        description=wanted.description,
        events=sorted(wanted.events),
        secret=await caller.services.keys.seal(secret),
    )
    async with caller.rows() as rows:
        await webhooks.check_room(rows, caller)
        rows.add(made)
        note(rows, caller, "webhooks.subscribe", subject=made.id, after=_shown(made))
        await rows.flush()
        await rows.refresh(made)
        return _fresh(made, secret)


@router.get("/subscriptions", responses=may_say(*GUARDED))
async def list_subscriptions(caller: Reader) -> list[SubscriptionAnswer]:
    """List the programs that are told what happens in the workspace."""
    query = select(WebhookSubscription).where(
        WebhookSubscription.workspace_id == caller.workspace,
        col(WebhookSubscription.deleted_at).is_(None),
    )
    ordered = query.order_by(col(WebhookSubscription.created_at), col(WebhookSubscription.id))
    async with caller.rows() as rows:
        return [SubscriptionAnswer.model_validate(one) for one in await rows.scalars(ordered)]


@router.patch("/subscriptions/{subscription}", responses=may_say(*GUARDED))
async def change_subscription(
    subscription: UUID, wanted: SubscriptionChange, caller: Writer
) -> SubscriptionAnswer:
    """Change what a program is told, or where it is; turn it off and on."""
    if wanted.url is not None:
        webhooks.check(caller, wanted.url)
    changed = wanted.model_dump(exclude_none=True)
    async with caller.rows() as rows:
        found = await mine(rows, caller, WebhookSubscription, subscription, alone=True)
        before = _shown(found)
        for name, value in changed.items():
            setattr(found, name, sorted(value) if name == "events" else value)
        if wanted.active:
            found.disabled_because = ""
        await _touch(rows, found)
        note(rows, caller, "webhooks.change", subject=found.id, before=before, after=_shown(found))
        return SubscriptionAnswer.model_validate(found)


@router.delete("/subscriptions/{subscription}", status_code=204, responses=may_say(*GUARDED))
async def unsubscribe(subscription: UUID, caller: Writer) -> None:
    """Tell a program nothing any more."""
    async with caller.rows() as rows:
        found = await mine(rows, caller, WebhookSubscription, subscription, alone=True)
        found.deleted_at = await rows.scalar(select(func.now()))
        note(rows, caller, "webhooks.unsubscribe", subject=subscription, before=_shown(found))


@router.post("/subscriptions/{subscription}/rotate", responses=may_say(*GUARDED))
async def rotate_secret(subscription: UUID, caller: Writer) -> FreshSecret:
    """Make a new secret; for a day, what is sent is signed with the old one as well."""
    async with caller.rows() as rows:
        found = await mine(rows, caller, WebhookSubscription, subscription, alone=True)
        secret = await webhooks.rotate(caller, found)
        await _touch(rows, found)
        note(rows, caller, "webhooks.rotate", subject=subscription)
        return _fresh(found, secret)


@router.post(
    "/subscriptions/{subscription}/test",
    status_code=202,
    responses=may_say(*GUARDED, Code.CONFLICT, Code.UNAVAILABLE),
)
async def send_ping(subscription: UUID, caller: Writer) -> DeliveryAnswer:
    """Send a program an event of the kind ``ping``; the list of deliveries tells what it says."""
    return DeliveryAnswer.model_validate(await webhooks.ping(caller, subscription))


@router.get("/subscriptions/{subscription}/deliveries", responses=may_say(*GUARDED))
async def list_deliveries(
    subscription: UUID,
    caller: Reader,
    part: Annotated[Paging, Depends(paging)],
    state: DeliveryState | None = None,
) -> Page[LoggedDelivery]:
    """List what a program was told, the latest first, with every attempt."""
    query = select(WebhookDelivery).where(WebhookDelivery.subscription_id == subscription)
    if state is not None:
        query = query.where(WebhookDelivery.state == state.value)
    newest = query.order_by(col(WebhookDelivery.created_at).desc(), col(WebhookDelivery.id))
    async with caller.rows() as rows:
        await mine(rows, caller, WebhookSubscription, subscription, alone=True)
        total = await rows.scalar(select(func.count()).select_from(query.subquery()))
        found = (await rows.scalars(newest.offset(part.offset).limit(part.limit))).all()
        log = await _log(rows, [one.id for one in found])
    logged = [LoggedDelivery(**one.model_dump(), log=log.get(one.id, [])) for one in found]
    return part.of(logged, total or 0)


@router.post(
    "/deliveries/{delivery}/replay",
    status_code=202,
    responses=may_say(*GUARDED, Code.CONFLICT, Code.UNAVAILABLE),
)
async def replay_delivery(delivery: UUID, caller: Writer) -> DeliveryAnswer:
    """Send something again that was sent, or given up, before. It keeps its message id."""
    return DeliveryAnswer.model_validate(await webhooks.replay(caller, delivery))


async def _log(rows: AsyncSession, deliveries: list[UUID]) -> dict[UUID, list[AttemptAnswer]]:
    query = select(WebhookAttempt).where(col(WebhookAttempt.delivery_id).in_(deliveries))
    log: dict[UUID, list[AttemptAnswer]] = {}
    for one in await rows.scalars(query.order_by(col(WebhookAttempt.at))):
        log.setdefault(one.delivery_id, []).append(AttemptAnswer.model_validate(one))
    return log


async def _touch(rows: AsyncSession, row: WebhookSubscription) -> None:
    row.updated_at = await rows.scalar(select(func.now())) or row.updated_at


def _fresh(row: WebhookSubscription, secret: str) -> FreshSecret:
    told = row.model_dump(include=set(SubscriptionAnswer.model_fields))
    return FreshSecret(**told, secret=secret)


def _shown(row: WebhookSubscription) -> dict[str, Any]:
    return row.model_dump(include={"url", "events", "description", "active"})
