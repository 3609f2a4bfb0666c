"""Each clip says in which shape it is."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    shape = sa.Column("format", sa.String(), nullable=False, server_default="")
    op.add_column("clips", shape)


def downgrade() -> None:
    op.drop_column("clips", "format")
