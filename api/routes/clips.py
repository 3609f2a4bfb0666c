"""Clips, their versions, and their files."""

from datetime import datetime
from pathlib import PurePath
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from sqlalchemy import func, update
from sqlmodel import col, select

from api import stored
from api.audit import note
from api.bodies import MAX_INTEGER, Answer, Beginning, Body, Page, Paging, paging
from api.errors import GUARDED, ApiError, Code, may_say
from api.identity import Caller, Needs
from api.mine import mine
from api.roles import Permission
from core.db import ledger
from core.db.ids import between
from core.db.ledger import Account
from core.db.tables import Clip, ClipVersion
from core.domain.job import ClipState
from core.domain.quota import Kind

router = APIRouter(prefix="/clips", tags=["clips"])

Reader = Annotated[Caller, Depends(Needs(Permission.CLIPS_READ))]
Writer = Annotated[Caller, Depends(Needs(Permission.CLIPS_WRITE))]


ClipFile = Literal[
    "clip", "captions", "thumbnail", "plan", "thumbnail_1", "thumbnail_2", "thumbnail_3"
]
"""The numbered ones are those to choose a thumbnail from, the best first."""


class ClipAnswer(Answer):
    id: UUID
    job_id: UUID
    version: int
    state: ClipState
    title: str
    start: float
    """Seconds of the source."""
    end: float
    score: float
    """Virality, 0..100."""
    format: str
    """Its shape, such as ``9:16``."""
    size: int
    """Bytes of its files; 0 until it is rendered."""
    loudness: float | None
    """LUFS."""
    created_at: datetime
    updated_at: datetime


class Download(Answer):
    url: str
    """Whoever has it can read the file, without a token, for an hour."""
    filename: str


class Batch(Body):
    clips: Annotated[frozenset[UUID], Field(min_length=1, max_length=100)]


class Deleted(Answer):
    clips: list[UUID]
    """Which of them were there."""


class Picture(Answer):
    at: float
    """Seconds of the source."""


class VersionAnswer(Answer):
    version: int
    base: int | None
    state: ClipState
    operations: list[dict[str, object]]
    thumbnails: list[Picture]
    """Those to choose from, the best first; none until it is rendered."""
    loudness: float | None
    """LUFS."""
    created_at: datetime
    updated_at: datetime


@router.get("", responses=may_say(*GUARDED))
async def list_clips(
    caller: Reader,
    part: Annotated[Paging, Depends(paging)],
    job: UUID | None = None,
    state: ClipState | None = None,
    begins: Beginning = None,
) -> Page[ClipAnswer]:
    """List the clips of the workspace, newest first; those of one job, the best first."""
    query = select(Clip).where(
        Clip.workspace_id == caller.workspace, col(Clip.deleted_at).is_(None)
    )
    if job is not None:
        query = query.where(Clip.job_id == job)
    if begins is not None:
        query = query.where(col(Clip.id).between(*between(begins)))
    if state is not None:
        query = query.where(Clip.state == state.value)
    order = col(Clip.created_at) if job is None else col(Clip.score)
    async with caller.rows() as rows:
        total = await rows.scalar(select(func.count()).select_from(query.subquery()))
        ordered = query.order_by(order.desc(), col(Clip.id))
        found = await rows.scalars(ordered.offset(part.offset).limit(part.limit))
        return part.of([ClipAnswer.model_validate(one) for one in found], total or 0)


@router.get("/{clip}", responses=may_say(*GUARDED))
async def get_clip(clip: UUID, caller: Reader) -> ClipAnswer:
    """Say how a clip stands."""
    async with caller.rows() as rows:
        return ClipAnswer.model_validate(await mine(rows, caller, Clip, clip))


@router.get("/{clip}/download", responses=may_say(*GUARDED, Code.CONFLICT))
async def download_clip(
    clip: UUID,
    caller: Reader,
    file: ClipFile = "clip",
    version: Annotated[
        int | None, Query(ge=1, le=MAX_INTEGER, description="Else the one that was rendered last.")
    ] = None,
) -> Download:
    """Say where a file of a clip can be had, for an hour."""
    async with caller.rows() as rows:
        found = await mine(rows, caller, Clip, clip)
        shown = found if version is None else await rows.get(ClipVersion, (clip, version))
    if shown is None:
        raise ApiError(Code.NOT_FOUND, f"the clip has no version {version}")
    key = _files(shown).get(file, "")
    if not key:
        raise ApiError(Code.CONFLICT, f"the clip is {shown.state}; it has no such file yet")
    name = f"{found.title}{PurePath(key).suffix}"
    url = await stored.address(caller.services, caller.workspace, key, name)
    return Download(url=url, filename=name)


@router.post("/batch/delete", responses=may_say(*GUARDED))
async def delete_clips(wanted: Batch, caller: Writer) -> Deleted:
    """Take clips out of every list, and out of what is stored for the workspace.

    Those of other workspaces are passed over.
    """
    gone = update(Clip).where(
        col(Clip.id).in_(wanted.clips),
        col(Clip.workspace_id) == caller.workspace,
        col(Clip.deleted_at).is_(None),
    )
    async with caller.rows() as rows:
        done = await rows.scalars(gone.values(deleted_at=func.now()).returning(col(Clip.id)))
        ids = list(done)
        for clip in ids:
            note(rows, caller, "clips.delete", subject=clip)
        versions = select(ClipVersion.clip_id, ClipVersion.version)
        made = await rows.execute(versions.where(col(ClipVersion.clip_id).in_(ids)))
        files = [ledger.files_of_clip(*version) for version in made]
        await ledger.refund(rows, Account(caller.workspace, Kind.STORAGE), files)
        return Deleted(clips=ids)


@router.get("/{clip}/versions", responses=may_say(*GUARDED))
async def list_versions(clip: UUID, caller: Reader) -> list[VersionAnswer]:
    """List every version of a clip, and what was done to the plan of the one before."""
    query = select(ClipVersion).where(ClipVersion.clip_id == clip)
    async with caller.rows() as rows:
        await mine(rows, caller, Clip, clip)
        found = await rows.scalars(query.order_by(col(ClipVersion.version)))
        return [VersionAnswer.model_validate(one) for one in found]


def _files(clip: Clip | ClipVersion) -> dict[str, str]:
    """Return the keys of the files of a clip, or a version; one may be empty."""
    offered = {f"thumbnail_{n}": one["key"] for n, one in enumerate(clip.thumbnails, start=1)}
    return {
        "clip": clip.clip_key,
        "captions": clip.captions_key,
        "thumbnail": clip.thumbnail_key,
        "plan": clip.plan_key,
        **offered,
    }
