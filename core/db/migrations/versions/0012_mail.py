"""Mail on its way out, and when somebody last showed that a login is theirs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"

_ROLE = "clippedai_api"


def upgrade() -> None:
    user = sa.ForeignKey("users.id", ondelete="CASCADE")
    op.create_table(
        "mails",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("user_id", sa.Uuid(), user, nullable=True, index=True),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("facts", JSONB, nullable=False, server_default=sa.text("'{}'")),
        sa.Column("secret", sa.LargeBinary()),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("state", "error")),
        sa.Column("created_at", sa.DateTime(True), server_default=sa.func.now(), nullable=False),
        sa.Column("settled_at", sa.DateTime(True)),
    )
    waiting = sa.text("settled_at IS NULL")
    op.create_index("ix_mails_waiting", "mails", ["created_at"], postgresql_where=waiting)
    op.create_index("ix_mails_age", "mails", ["settled_at"])
    # Mail is nobody's to read but the workers' who send it.
    op.execute(f"GRANT INSERT ON mails TO {_ROLE}")
    op.add_column(
        "sessions",
        sa.Column("confirmed_at", sa.DateTime(True), server_default=sa.func.now(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("sessions", "confirmed_at")
    op.drop_table("mails")
