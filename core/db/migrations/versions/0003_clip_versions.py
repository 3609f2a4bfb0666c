"""Every version of a clip is kept: its plan, and the files that were built from it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"

_KEPT = "state, plan_key, clip_key, captions_key, thumbnail_key, spec_key, loudness"


def _key(table: str, name: str, *, primary: bool = False, index: bool = False) -> sa.Column[object]:
    owner = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, sa.Uuid(), owner, primary_key=primary, nullable=False, index=index)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(True), nullable=False, server_default=sa.func.now())


def upgrade() -> None:
    files = ("plan_key", "clip_key", "captions_key", "thumbnail_key", "spec_key")
    op.create_table(
        "clip_versions",
        _key("clips", "clip_id", primary=True),
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        _key("workspaces", "workspace_id", index=True),
        sa.Column("base", sa.Integer()),
        sa.Column("operations", JSONB, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("state", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in files),
        sa.Column("loudness", sa.Float()),
        _time("created_at"),
        _time("updated_at"),
    )
    op.execute(
        f"INSERT INTO clip_versions (clip_id, version, workspace_id, {_KEPT})"
        f" SELECT id, version, workspace_id, {_KEPT} FROM clips"
    )


def downgrade() -> None:
    op.drop_table("clip_versions")
