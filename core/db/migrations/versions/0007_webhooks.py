"""Webhooks: who is told what, what became of it, and what platforms tell us."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"

_ROLE = "clippedai_api"
_OWNED = {
    "webhook_subscriptions": "SELECT, INSERT, UPDATE",
    # Deliveries of events are written by those who write the events; the API adds trials of a
    # subscription, takes one back that could not be begun, and begins one again.
    "webhook_deliveries": "SELECT, INSERT, UPDATE, DELETE",
    "webhook_attempts": "SELECT",
}


def _time(name: str, *, required: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(True), nullable=not required)


def _now(name: str = "created_at") -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(True), server_default=sa.func.now(), nullable=False)


def _text(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _number(name: str, *, required: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.Integer(), nullable=not required)


def _workspace() -> sa.Column[object]:
    target = sa.ForeignKey("workspaces.id", ondelete="CASCADE")
    return sa.Column("workspace_id", sa.Uuid(), target, nullable=False, index=True)


def upgrade() -> None:
    op.create_table(
        "webhook_subscriptions",
        *(sa.Column("id", sa.Uuid(), primary_key=True), _workspace()),
        *_text("url", "description"),
        sa.Column("events", sa.ARRAY(sa.String()), nullable=False),
        *(sa.Column("active", sa.Boolean(), nullable=False), *_text("disabled_because")),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        *(sa.Column("old_secret", sa.LargeBinary()), _time("old_secret_until")),
        *(_now(), _now("updated_at"), _time("deleted_at")),
    )
    _create_deliveries()
    op.create_table(
        "platform_callbacks",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True),
        *_text("platform", "nonce"),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        *(_now("received_at"), _time("handled_at")),
        sa.UniqueConstraint("platform", "nonce", name="uq_platform_callbacks_once"),
    )
    _separate()


def _create_deliveries() -> None:
    receiver = sa.ForeignKey("webhook_subscriptions.id", ondelete="CASCADE")
    op.create_table(
        "webhook_deliveries",
        *(sa.Column("id", sa.Uuid(), primary_key=True), _workspace()),
        sa.Column("subscription_id", sa.Uuid(), receiver, nullable=False),
        *_text("event", "key"),
        sa.Column("body", JSONB, nullable=False, server_default=sa.text("'{}'")),
        *(*_text("state"), _number("round"), _number("attempts")),
        *(_number("status", required=False), *_text("error"), _time("next_at")),
        *(_now(), _time("ended_at")),
        sa.UniqueConstraint("subscription_id", "key", name="uq_webhook_deliveries_once"),
    )
    op.create_index(
        "ix_webhook_deliveries_listing",
        "webhook_deliveries",
        ["subscription_id", sa.text("created_at DESC"), "id"],
    )
    delivery = sa.ForeignKey("webhook_deliveries.id", ondelete="CASCADE")
    op.create_table(
        "webhook_attempts",
        sa.Column("delivery_id", sa.Uuid(), delivery, primary_key=True),
        sa.Column("round", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        *(_workspace(), _time("at", required=True)),
        sa.Column("seconds", sa.Float(), nullable=False),
        *(_number("status", required=False), *_text("error", "excerpt")),
    )


def _separate() -> None:
    workspace = "nullif(current_setting('clippedai.workspace', true), '')::uuid"
    for table, rights in _OWNED.items():
        op.execute(f"GRANT {rights} ON {table} TO {_ROLE}")
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY own ON {table} TO {_ROLE} USING (workspace_id = {workspace})")
    # No workspace's yet, so the API can put them down and cannot read them.
    op.execute(f"GRANT INSERT, SELECT (id, platform, nonce) ON platform_callbacks TO {_ROLE}")


def downgrade() -> None:
    for table in ("platform_callbacks", *reversed(_OWNED)):
        op.drop_table(table)
