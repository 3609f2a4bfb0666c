"""Steps tell which part of a long source they worked on."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_ONCE = "uq_job_steps_once"


def upgrade() -> None:
    op.add_column("job_steps", sa.Column("part", sa.Integer()))
    op.drop_constraint(_ONCE, "job_steps")
    op.create_unique_constraint(
        _ONCE,
        "job_steps",
        ["job_id", "clip_id", "name", "part", "round"],
        postgresql_nulls_not_distinct=True,
    )
