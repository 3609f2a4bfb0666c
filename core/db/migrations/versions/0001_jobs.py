"""Workspaces, jobs, steps and clips."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None


def _id() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid(), primary_key=True)


def _time(name: str, *, now: bool = False) -> sa.Column[object]:
    return sa.Column(
        name,
        sa.DateTime(True),
        nullable=not now,
        server_default=sa.func.now() if now else None,
    )


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.String(), nullable=False)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, JSONB, nullable=False, server_default=sa.text("'{}'"))


def _workspace() -> sa.Column[object]:
    owner = sa.ForeignKey("workspaces.id", ondelete="CASCADE")
    return sa.Column("workspace_id", sa.Uuid(), owner, nullable=False, index=True)


def _job(*, index: bool = False) -> sa.Column[object]:
    job = sa.ForeignKey("jobs.id", ondelete="CASCADE")
    return sa.Column("job_id", sa.Uuid(), job, nullable=False, index=index)


def upgrade() -> None:
    op.create_table("workspaces", _id(), _text("name"), _time("created_at", now=True))
    _create_jobs()
    _create_steps()
    _create_clips()


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        _id(),
        _workspace(),
        sa.Column("parent_job_id", sa.Uuid(), sa.ForeignKey("jobs.id")),
        sa.Column("workflow_id", sa.String(), nullable=False, unique=True),
        _text("mode"),
        _text("source_kind"),
        _text("source"),
        _text("title"),
        sa.Column("state", sa.String(), nullable=False, index=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        _text("error"),
        _json("options"),
        _text("content_hash"),
        _json("artifacts"),
        _time("created_at", now=True),
        _time("updated_at", now=True),
        _time("deleted_at"),
    )
    newest, there = (sa.text("created_at DESC"), "id"), sa.text("deleted_at IS NULL")
    op.create_index("ix_jobs_listing", "jobs", ["workspace_id", *newest], postgresql_where=there)
    op.create_index(
        "ix_jobs_states", "jobs", ["workspace_id", "state", *newest], postgresql_where=there
    )


def _create_steps() -> None:
    op.create_table(
        "job_steps",
        sa.Column("id", sa.Integer(), primary_key=True),
        _workspace(),
        _job(),
        sa.Column("clip_id", sa.Uuid()),
        _text("name"),
        sa.Column("round", sa.Integer(), nullable=False),
        _text("state"),
        _text("engine"),
        _text("worker"),
        sa.Column("attempt", sa.Integer(), nullable=False),
        _time("started_at"),
        _time("ended_at"),
        sa.Column("seconds", sa.Float()),
        sa.Column("cached", sa.Boolean(), nullable=False),
        sa.Column("progress", sa.Float(), nullable=False),
        _text("output_key"),
        _text("note"),
        _text("error"),
        sa.UniqueConstraint(
            "job_id",
            "clip_id",
            "name",
            "round",
            name="uq_job_steps_once",
            postgresql_nulls_not_distinct=True,
        ),
    )


def _create_clips() -> None:
    op.create_table(
        "clips",
        _id(),
        _workspace(),
        _job(index=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("state"),
        _text("title"),
        sa.Column("start", sa.Float(), nullable=False),
        sa.Column("end", sa.Float(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        _text("plan_key"),
        _text("clip_key"),
        _text("captions_key"),
        _text("thumbnail_key"),
        _text("spec_key"),
        sa.Column("loudness", sa.Float()),
        _time("created_at", now=True),
        _time("updated_at", now=True),
        _time("deleted_at"),
    )


def downgrade() -> None:
    for table in ("clips", "job_steps", "jobs", "workspaces"):
        op.drop_table(table)
