"""The tables. Rows name artifacts by key; the artifacts themselves are in the object store."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel


def _now(**options: Any) -> Any:
    """Return a column for a time with zone that the database fills in."""
    return Field(
        default=None,
        sa_column=Column(DateTime(True), server_default=func.now(), nullable=False, **options),
    )


def _time() -> Any:
    return Field(default=None, sa_column=Column(DateTime(True)))


def _json(default: str) -> Any:
    return Field(sa_column=Column(JSONB, nullable=False, server_default=text(f"'{default}'")))


def _owner() -> Any:
    return Field(
        sa_column=Column(
            ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False, index=True
        )
    )


class Workspace(SQLModel, table=True):
    """Who owns jobs, and everything that comes of them."""

    __tablename__ = "workspaces"

    id: UUID = Field(primary_key=True)
    name: str
    created_at: datetime = _now()


class Job(SQLModel, table=True):
    """A job as its workflow last told it."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_listing", "workspace_id", text("created_at DESC")),)

    id: UUID = Field(primary_key=True)
    workspace_id: UUID = _owner()
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
    options: dict[str, Any] = _json("{}")
    content_hash: str = ""
    artifacts: dict[str, str] = _json("{}")
    """Storage keys by step."""
    created_at: datetime = _now()
    updated_at: datetime = _now(onupdate=func.now())
    deleted_at: datetime | None = _time()


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
    )

    id: int | None = Field(default=None, primary_key=True)
    workspace_id: UUID = _owner()
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
    started_at: datetime | None = _time()
    ended_at: datetime | None = _time()
    seconds: float | None = None
    cached: bool = False
    progress: float = 0.0
    output_key: str = ""
    note: str = ""
    error: str = ""


class Clip(SQLModel, table=True):
    """A clip as it was rendered last, or is to be rendered first."""

    __tablename__ = "clips"

    id: UUID = Field(primary_key=True)
    workspace_id: UUID = _owner()
    job_id: UUID = Field(foreign_key="jobs.id", ondelete="CASCADE", index=True)
    version: int = 1
    state: str
    title: str
    start: float
    end: float
    """Seconds of the source."""
    score: float
    """Virality, 0..100."""
    plan_key: str
    clip_key: str = ""
    captions_key: str = ""
    thumbnail_key: str = ""
    thumbnails: list[dict[str, Any]] = _json("[]")
    """Those to choose from, as ``core.domain.report.Thumbnail``."""
    spec_key: str = ""
    loudness: float | None = None
    created_at: datetime = _now()
    updated_at: datetime = _now(onupdate=func.now())
    deleted_at: datetime | None = _time()


class ClipVersion(SQLModel, table=True):
    """One version of a clip: the plan that somebody made, and the files built from it."""

    __tablename__ = "clip_versions"

    clip_id: UUID = Field(
        sa_column=Column(ForeignKey("clips.id", ondelete="CASCADE"), primary_key=True)
    )
    version: int = Field(primary_key=True)
    workspace_id: UUID = _owner()
    base: int | None = None
    """The version that it was made of; None for the first."""
    operations: list[dict[str, Any]] = _json("[]")
    """What was done to the plan of the version before."""
    state: str
    plan_key: str
    clip_key: str = ""
    captions_key: str = ""
    thumbnail_key: str = ""
    thumbnails: list[dict[str, Any]] = _json("[]")
    """Those to choose from, as ``core.domain.report.Thumbnail``."""
    spec_key: str = ""
    loudness: float | None = None
    created_at: datetime = _now()
    updated_at: datetime = _now(onupdate=func.now())
