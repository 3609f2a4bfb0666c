"""What jobs wait for, and what their steps and clips take."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"

_EMPTY = sa.text("''")


def upgrade() -> None:
    op.add_column("jobs", sa.Column("note", sa.String(), nullable=False, server_default=_EMPTY))
    device = sa.Column("device", sa.String(), nullable=False, server_default="cpu")
    op.add_column("job_steps", device)
    used = sa.Column("used", JSONB, nullable=False, server_default=sa.text("'[]'"))
    op.add_column("job_steps", used)
    for table in ("clips", "clip_versions"):
        size = sa.Column("size", sa.BigInteger(), nullable=False, server_default=sa.text("0"))
        op.add_column(table, size)


def downgrade() -> None:
    for table in ("clips", "clip_versions"):
        op.drop_column(table, "size")
    op.drop_column("job_steps", "used")
    op.drop_column("job_steps", "device")
    op.drop_column("jobs", "note")
