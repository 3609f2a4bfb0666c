"""Versions of clips are added by workflows alone, and people find the jobs that they made."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_ROLE = "clippedai_api"


def upgrade() -> None:
    op.execute(f"REVOKE INSERT ON clip_versions FROM {_ROLE}")
    op.create_index(
        "ix_jobs_made", "jobs", ["workspace_id", "created_by", sa.text("created_at DESC")]
    )


def downgrade() -> None:
    op.drop_index("ix_jobs_made", "jobs")
    op.execute(f"GRANT INSERT ON clip_versions TO {_ROLE}")
