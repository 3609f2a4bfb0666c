"""Files on their way in."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_ROLE = "clippedai_api"


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.String(), nullable=False)


def _reference(name: str, table: str) -> sa.Column[object]:
    target = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, sa.Uuid(), target, nullable=False, index=True)


def upgrade() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.Uuid(), primary_key=True),
        *(_reference("workspace_id", "workspaces"), _reference("user_id", "users")),
        *(_text("filename"), sa.Column("size", sa.BigInteger(), nullable=False)),
        *(_text("key"), _text("store_upload")),
        sa.Column("part_size", sa.Integer(), nullable=False),
        *(_text("state"), _text("format")),
        sa.Column("created_at", sa.DateTime(True), server_default=sa.func.now(), nullable=False),
        sa.Column("ended_at", sa.DateTime(True)),
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON uploads TO {_ROLE}")
    op.execute("ALTER TABLE uploads ENABLE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY own ON uploads TO {_ROLE} USING"
        " (workspace_id = nullif(current_setting('clippedai.workspace', true), '')::uuid)"
    )


def downgrade() -> None:
    op.drop_table("uploads")
