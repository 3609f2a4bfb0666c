"""Jobs and what comes of them. Rows name artifacts by key; those are in the object store."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint, func, text
from sqlmodel import Field, SQLModel

from core.db.tables.columns import json, moment, now, owner, reference, whole

# Pages of a list are read, and their rows counted, from an index alone.
_NEWEST = (text("created_at DESC"), "id")
_THERE = "deleted_at IS NULL"


class Job(SQLModel, table=True):
    """A job as its workflow last told it."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_listing", "workspace_id", *_NEWEST, postgresql_where=text(_THERE)),
        Index("ix_jobs_states", "workspace_id", "state", *_NEWEST, postgresql_where=text(_THERE)),
        Index("ix_jobs_made", "workspace_id", "created_by", text("created_at DESC")),
    )

    id: UUID = Field(primary_key=True)
    workspace_id: UUID = owner()
    parent_job_id: UUID | None = Field(default=None, foreign_key="jobs.id")
    workflow_id: str = Field(unique=True)
    mode: str
    source_kind: str
    source: str
    """A path or a link."""
    title: str = ""
    state: str = Field(index=True)
    paused: bool = False
    error: str = ""
    note: str = ""
    """What it waits for, in words; empty while it does not wait for others."""
    options: dict[str, Any] = json("{}")
    content_hash: str = ""
    artifacts: dict[str, str] = json("{}")
    """Storage keys by step."""
    created_at: datetime = now()
    updated_at: datetime = now(onupdate=func.now())
    deleted_at: datetime | None = moment()
    created_by: UUID | None = Field(default=None, foreign_key="users.id", ondelete="SET NULL")


class JobStep(SQLModel, table=True):
    """One step of a job. A retried step is another round of the same name."""

    __tablename__ = "job_steps"
    __table_args__ = (
        UniqueConstraint(
            "job_id",
            "clip_id",
            "name",
            "part",
            "round",
            name="uq_job_steps_once",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_job_steps_age", "ended_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: UUID = owner()
    job_id: UUID = Field(foreign_key="jobs.id", ondelete="CASCADE")
    clip_id: UUID | None = None
    name: str
    part: int | None = None
    """Which part of a long source, from 1; None for the whole."""
    round: int = 1
    state: str
    engine: str = ""
    worker: str = ""
    attempt: int = 0
    started_at: datetime | None = moment()
    ended_at: datetime | None = moment()
    seconds: float | None = None
    cached: bool = False
    progress: float = 0.0
    output_key: str = ""
    note: str = ""
    error: str = ""
    device: str = "cpu"
    """``cpu`` or ``gpu``: what it had a place on."""
    used: list[dict[str, Any]] = json("[]")
    """What language models took, as ``core.domain.clip.TokenUse``."""


class Clip(SQLModel, table=True):
    """A clip as it was rendered last, or is to be rendered first."""

    __tablename__ = "clips"

    id: UUID = Field(primary_key=True)
    workspace_id: UUID = owner()
    job_id: UUID = Field(foreign_key="jobs.id", ondelete="CASCADE", index=True)
    version: int = 1
    state: str
    title: str
    start: float
    end: float
    """Seconds of the source."""
    score: float
    """Virality, 0..100."""
    format: str = ""
    """Its shape, such as ``9:16``."""
    plan_key: str
    clip_key: str = ""
    captions_key: str = ""
    thumbnail_key: str = ""
    thumbnails: list[dict[str, Any]] = json("[]")
    """Those to choose from, as ``core.domain.report.Thumbnail``."""
    spec_key: str = ""
    size: int = whole(0)
    """Bytes of its files; 0 until it is rendered."""
    loudness: float | None = None
    created_at: datetime = now()
    updated_at: datetime = now(onupdate=func.now())
    deleted_at: datetime | None = moment()


class ClipVersion(SQLModel, table=True):
    """One version of a clip: the plan that somebody made, and the files built from it."""

    __tablename__ = "clip_versions"

    clip_id: UUID = Field(
        sa_column=Column(ForeignKey("clips.id", ondelete="CASCADE"), primary_key=True)
    )
    version: int = Field(primary_key=True)
    workspace_id: UUID = owner()
    base: int | None = None
    """The version that it was made of; None for the first."""
    operations: list[dict[str, Any]] = json("[]")
    """What was done to the plan of the version before."""
    state: str
    plan_key: str
    clip_key: str = ""
    captions_key: str = ""
    thumbnail_key: str = ""
    thumbnails: list[dict[str, Any]] = json("[]")
    """Those to choose from, as ``core.domain.report.Thumbnail``."""
    spec_key: str = ""
    size: int = whole(0)
    """Bytes of its files; 0 until it is rendered."""
    loudness: float | None = None
    created_at: datetime = now()
    updated_at: datetime = now(onupdate=func.now())


class PrunedJob(SQLModel, table=True):
    """A job whose source, analysis and step outputs were deleted, because nobody used them."""

    __tablename__ = "pruned_jobs"

    job_id: UUID = reference("jobs", key=True)
    at: datetime = now()
