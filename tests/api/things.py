"""One of everything that a workspace can have."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from api.roles import Role
from core.db.tables import (
    ApiToken,
    BrandKit,
    Clip,
    Comment,
    ShareLink,
    UploadedFile,
    WebhookAttempt,
    WebhookDelivery,
    WebhookSubscription,
)
from tests.api.people import Service, Who

PLACES = {"number": 1, "before": 1, "after": 1, "provider": "google"}
"""Numbers and names in addresses, which are nobody's."""


def finished(who: Who, job: UUID) -> Clip:
    """Return a finished clip of a job, for a table."""
    return Clip(
        id=uuid4(),
        workspace_id=who.workspace,
        job_id=job,
        state="ready",
        title="A clip",
        start=0.0,
        end=9.0,
        score=50.0,
        plan_key="k/p",
    )


async def things(service: Service, who: Who) -> dict[str, object]:
    """Return the ids of what somebody has, by the names that addresses give them."""
    job = await service.job(who)
    clip = finished(who, job.id)
    comment = Comment(
        id=uuid4(),
        workspace_id=who.workspace,
        clip_id=clip.id,
        user_id=who.user,
        text="hello",
        mentions=[],
    )
    token = ApiToken(
        id=uuid4(),
        workspace_id=who.workspace,
        user_id=who.user,
        name="bot",
        hash=uuid4().bytes,
        scopes=[],
    )
    share = ShareLink(
        id=uuid4(),
        workspace_id=who.workspace,
        job_id=job.id,
        hash=uuid4().bytes,
        created_by=who.user,
        expires_at=datetime(2100, 1, 1, tzinfo=UTC),
    )
    kit = BrandKit(id=uuid4(), workspace_id=who.workspace, name="A brand", brand={})
    upload = UploadedFile(
        id=uuid4(),
        workspace_id=who.workspace,
        user_id=who.user,
        filename="talk.mp4",
        size=10,
        key=f"{who.workspace}/uploads/{uuid4()}/source",
        store_upload="gone",
        part_size=10,
    )
    subscription = WebhookSubscription(
        id=uuid4(),
        workspace_id=who.workspace,
        url="https://example.com/",
        events=["job.completed"],
        secret=b"sealed",
    )
    delivery = WebhookDelivery(
        id=uuid4(),
        workspace_id=who.workspace,
        subscription_id=subscription.id,
        event="job.completed",
        key="k",
        body={},
        state="failed",
    )
    attempt = WebhookAttempt(
        delivery_id=delivery.id,
        round=1,
        number=1,
        workspace_id=who.workspace,
        at=datetime.now(UTC),
        seconds=0.5,
    )
    async with service.owner.transaction() as rows:
        rows.add_all([clip, subscription])
        await rows.flush()
        rows.add_all([comment, token, upload, delivery, share, kit])
        await rows.flush()
        rows.add(attempt)
    return {
        "job": job.id,
        "clip": clip.id,
        "comment": comment.id,
        "token": token.id,
        "uid": (await service.person(workspace=who.workspace, role=Role.VIEWER)).user,
        "workspace": who.workspace,
        "session": uuid4(),
        "upload": upload.id,
        "subscription": subscription.id,
        "delivery": delivery.id,
        "share": share.id,
        "brand": kit.id,
        **PLACES,
    }
