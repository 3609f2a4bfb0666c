"""Clips, and each of their versions, have several pictures to choose from."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"

_TABLES = ("clips", "clip_versions")


def upgrade() -> None:
    for table in _TABLES:
        empty = sa.text("'[]'")
        op.add_column(table, sa.Column("thumbnails", JSONB, nullable=False, server_default=empty))


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "thumbnails")
