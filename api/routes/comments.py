"""What people say about clips."""

from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends
from pydantic import Field
from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from api.audit import note
from api.bodies import Answer, Body, Text
from api.errors import GUARDED, ApiError, Code, may_say
from api.identity import Caller, Needs
from api.mine import mine
from api.roles import Permission
from core.db.tables import Clip, Comment, Member

router = APIRouter(prefix="/clips", tags=["clips"])

Reader = Annotated[Caller, Depends(Needs(Permission.CLIPS_READ))]
Writer = Annotated[Caller, Depends(Needs(Permission.CLIPS_WRITE))]


class Remark(Body):
    text: Annotated[Text, Field(min_length=1, max_length=2000)]
    at: Annotated[float | None, Field(ge=0, le=36_000)] = None
    """Seconds of the clip; None for the clip as a whole."""
    mentions: Annotated[tuple[UUID, ...], Field(max_length=20)] = ()
    """Members whom it concerns."""


class CommentAnswer(Answer):
    id: UUID
    clip_id: UUID
    user_id: UUID
    at: float | None
    text: str
    mentions: list[UUID]
    created_at: datetime
    resolved_at: datetime | None


class Resolution(Body):
    resolved: bool


@router.get("/{clip}/comments", responses=may_say(*GUARDED))
async def list_comments(clip: UUID, caller: Reader) -> list[CommentAnswer]:
    """List what people said about a clip, the oldest first."""
    query = select(Comment).where(Comment.clip_id == clip, col(Comment.deleted_at).is_(None))
    async with caller.rows() as rows:
        await mine(rows, caller, Clip, clip)
        found = await rows.scalars(query.order_by(col(Comment.created_at), col(Comment.id)))
        return [CommentAnswer.model_validate(one) for one in found]


@router.post("/{clip}/comments", status_code=201, responses=may_say(*GUARDED))
async def add_comment(clip: UUID, remark: Remark, caller: Reader) -> CommentAnswer:
    """Say something about a clip, or about a time of it."""
    async with caller.rows() as rows:
        await mine(rows, caller, Clip, clip)
        await _check_members(rows, caller, remark.mentions)
        made = Comment(
            id=uuid4(),
            workspace_id=caller.workspace,
            clip_id=clip,
            user_id=caller.user,
            at=remark.at,
            text=remark.text,
            mentions=[str(user) for user in remark.mentions],
        )
        rows.add(made)
        note(rows, caller, "clips.comment", subject=clip)
        await rows.flush()
        await rows.refresh(made)
        return CommentAnswer.model_validate(made)


@router.patch("/{clip}/comments/{comment}", responses=may_say(*GUARDED))
async def resolve_comment(
    clip: UUID, comment: UUID, wanted: Resolution, caller: Writer
) -> CommentAnswer:
    """Say that a comment has been dealt with, or that it has not."""
    async with caller.rows() as rows:
        await mine(rows, caller, Clip, clip)
        found = await mine(rows, caller, Comment, comment)
        if found.clip_id != clip:
            raise ApiError(Code.NOT_FOUND)
        now = await rows.scalar(select(func.now()))
        found.resolved_at = now if wanted.resolved else None
        note(rows, caller, "clips.resolve", subject=comment, after={"resolved": wanted.resolved})
        return CommentAnswer.model_validate(found)


async def _check_members(rows: AsyncSession, caller: Caller, users: tuple[UUID, ...]) -> None:
    query = select(Member.user_id).where(
        Member.workspace_id == caller.workspace, col(Member.user_id).in_(users)
    )
    if strangers := set(users) - set(await rows.scalars(query)):
        raise ApiError(Code.INVALID, f"mentions: {min(strangers)} is no member of this workspace")
