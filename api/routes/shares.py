"""Links with which people without an account look at the clips of a job."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends
from pydantic import Field
from sqlalchemy import func, text, update
from sqlmodel import col, select
from starlette.requests import Request

from api import connections, jobs, rates, stored
from api.audit import note
from api.bodies import Answer, Body
from api.errors import GUARDED, ApiError, Code, may_say
from api.identity import Caller, Needs
from api.roles import Permission
from api.services import Services, provide
from core import tokens
from core.db.flags import Flag
from core.db.tables import Clip, Job, ShareLink
from core.domain.job import ClipState

router = APIRouter(tags=["shares"])

Writer = Annotated[Caller, Depends(Needs(Permission.CLIPS_WRITE))]

_SHOWN = (ClipState.READY.value, ClipState.APPROVED.value)


class NewShare(Body):
    days: Annotated[int, Field(ge=1, le=90)] = 7


class ShareAnswer(Answer):
    id: UUID
    job_id: UUID
    created_at: datetime
    expires_at: datetime


class FreshShare(ShareAnswer):
    token: str
    """Whoever has it sees the clips; it is shown this once."""


class SharedClip(Answer):
    id: UUID
    title: str
    start: float
    end: float
    video: str
    """An address of the file, good for an hour."""
    thumbnail: str | None


class SharedJob(Answer):
    title: str
    expires_at: datetime
    clips: list[SharedClip]


@router.post("/jobs/{job}/shares", status_code=201, responses=may_say(*GUARDED, Code.FEATURE_OFF))
async def share_job(job: UUID, wanted: NewShare, caller: Writer) -> FreshShare:
    """Make a link to the finished clips of a job."""
    await caller.services.flags.check(Flag.SHARES, caller.workspace)
    await jobs.find(caller, job)
    token = tokens.make("share")
    made = ShareLink(
        id=uuid4(),
        workspace_id=caller.workspace,
        job_id=job,
        hash=tokens.hashed(token),
        created_by=caller.user,
        expires_at=datetime.now(UTC) + timedelta(days=wanted.days),
    )
    async with caller.rows() as rows:
        rows.add(made)
        note(rows, caller, "shares.create", subject=made.id, after={"job": str(job)})
        await rows.flush()
        await rows.refresh(made)
        return FreshShare(**made.model_dump(exclude={"hash"}), token=token)


@router.get("/jobs/{job}/shares", responses=may_say(*GUARDED))
async def list_shares(job: UUID, caller: Writer) -> list[ShareAnswer]:
    """List the links to a job that are still good."""
    await jobs.find(caller, job)
    query = select(ShareLink).where(
        ShareLink.job_id == job,
        col(ShareLink.revoked_at).is_(None),
        col(ShareLink.expires_at) > func.now(),
    )
    async with caller.rows() as rows:
        found = await rows.scalars(query.order_by(col(ShareLink.created_at), col(ShareLink.id)))
        return [ShareAnswer.model_validate(one) for one in found]


@router.delete("/jobs/{job}/shares/{share}", status_code=204, responses=may_say(*GUARDED))
async def revoke_share(job: UUID, share: UUID, caller: Writer) -> None:
    """Make a link worthless."""
    live = update(ShareLink).where(
        col(ShareLink.id) == share,
        col(ShareLink.job_id) == job,
        col(ShareLink.revoked_at).is_(None),
    )
    async with caller.rows() as rows:
        ended = live.values(revoked_at=func.now()).returning(col(ShareLink.id))
        if await rows.scalar(ended) is None:
            raise ApiError(Code.NOT_FOUND)
        note(rows, caller, "shares.revoke", subject=share)


@router.get("/shares/{token}", responses=may_say(Code.GONE, Code.FEATURE_OFF))
async def read_share(
    token: str, request: Request, services: Annotated[Services, Depends(provide)]
) -> SharedJob:
    """Show the finished clips of a job to whoever has its link."""
    await rates.count(services, rates.usual(services), connections.address(request))
    link = await _live(services, token)
    await services.flags.check(Flag.SHARES, link.workspace_id)
    async with services.database.tenant(workspace=link.workspace_id) as rows:
        job = await rows.get_one(Job, link.job_id)
        query = select(Clip).where(
            Clip.job_id == job.id, col(Clip.deleted_at).is_(None), col(Clip.state).in_(_SHOWN)
        )
        clips = (await rows.scalars(query.order_by(col(Clip.score).desc(), col(Clip.id)))).all()
    if job.deleted_at is not None:
        raise ApiError(Code.GONE)
    return SharedJob(
        title=job.title,
        expires_at=link.expires_at,
        clips=[await _shared(services, clip) for clip in clips if clip.clip_key],
    )


async def _live(services: Services, token: str) -> ShareLink:
    query = select(ShareLink).from_statement(
        text("SELECT * FROM share_links_by_hash(:hash)").bindparams(hash=tokens.hashed(token))
    )
    async with services.database.tenant() as rows:
        link: ShareLink | None = (await rows.scalars(query)).one_or_none()
    if link is None or link.revoked_at is not None or link.expires_at <= datetime.now(UTC):
        raise ApiError(Code.GONE, "the link is too old, or was taken back")
    return link


async def _shared(services: Services, clip: Clip) -> SharedClip:
    async def address(key: str) -> str:
        return await stored.address(services, clip.workspace_id, key)

    return SharedClip(
        **clip.model_dump(include={"id", "title", "start", "end"}),
        video=await address(clip.clip_key),
        thumbnail=await address(clip.thumbnail_key) if clip.thumbnail_key else None,
    )
