"""People, workspaces with members, and what the service remembers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"

_TABLES = (
    *("usage_events", "brand_kits", "clip_comments", "share_links", "idempotency_keys"),
    *("events", "audit_logs", "invitations", "api_tokens", "reset_tokens", "refresh_tokens"),
    *("sessions", "workspace_members"),
)


def _id() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid(), primary_key=True)


def _number() -> sa.Column[object]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=True), primary_key=True)


def _time(name: str, *, required: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(True), nullable=not required)


def _now(name: str = "created_at") -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(True), server_default=sa.func.now(), nullable=False)


def _text(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.String(), nullable=False)


def _json(name: str, default: str = "{}") -> sa.Column[object]:
    return sa.Column(name, JSONB, nullable=False, server_default=sa.text(f"'{default}'"))


def _reference(name: str, table: str, *, required: bool = True) -> sa.Column[object]:
    target = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, sa.Uuid(), target, nullable=not required, index=True)


def _key(name: str, table: str) -> sa.Column[object]:
    target = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, sa.Uuid(), target, primary_key=True)


def _workspace() -> sa.Column[object]:
    return _reference("workspace_id", "workspaces")


def _secret(*, key: bool = False) -> sa.Column[object]:
    if key:
        return sa.Column("hash", sa.LargeBinary(), primary_key=True)
    return sa.Column("hash", sa.LargeBinary(), nullable=False, unique=True)


def upgrade() -> None:
    _create_people()
    _create_ways_in()
    _create_records()
    _create_work()


def _create_people() -> None:
    op.create_table(
        "users",
        *(_id(), _text("email"), _text("name"), _text("password_hash")),
        *(_now(), _time("deleted_at")),
    )
    op.create_index("uq_users_email", "users", [sa.text("lower(email)")], unique=True)
    tier = sa.Column("tier", sa.String(), nullable=False, server_default="unlimited")
    op.add_column("workspaces", tier)
    op.add_column("workspaces", _time("deleted_at"))
    maker = sa.ForeignKey("users.id", ondelete="SET NULL", name="jobs_created_by_fkey")
    op.add_column("jobs", sa.Column("created_by", sa.Uuid(), maker))
    op.create_table(
        "workspace_members",
        *(_key("workspace_id", "workspaces"), _key("user_id", "users")),
        *(_text("role"), _now()),
    )


def _create_ways_in() -> None:
    op.create_table(
        "sessions",
        *(_id(), _reference("user_id", "users"), _text("device"), _text("address")),
        *(_now(), _now("seen_at"), _time("expires_at", required=True)),
        *(_time("ended_at"), _text("ended_because")),
    )
    op.create_table(
        "refresh_tokens",
        *(_secret(key=True), _reference("session_id", "sessions"), _now(), _time("used_at")),
    )
    op.create_table(
        "reset_tokens",
        *(_secret(key=True), _reference("user_id", "users"), _now()),
        *(_time("expires_at", required=True), _time("used_at")),
    )
    op.create_table(
        "api_tokens",
        *(_id(), _workspace(), _reference("user_id", "users"), _text("name"), _secret()),
        sa.Column("scopes", sa.ARRAY(sa.String()), nullable=False),
        *(_now(), _time("expires_at"), _time("used_at"), _time("revoked_at")),
    )
    op.create_table(
        "invitations",
        *(_id(), _workspace(), _text("email"), _text("role"), _secret()),
        *(_reference("invited_by", "users"), _now(), _time("expires_at", required=True)),
        *(_time("accepted_at"), _time("revoked_at")),
    )


def _create_records() -> None:
    op.create_table(
        "audit_logs",
        *(_number(), _reference("workspace_id", "workspaces", required=False)),
        *(sa.Column("user_id", sa.Uuid()), _text("action"), _text("subject")),
        *(_json("before"), _json("after"), _text("address"), _text("trace_id"), _now("at")),
    )
    op.create_index("ix_audit_logs_listing", "audit_logs", ["workspace_id", sa.text("id DESC")])
    op.create_table(
        "events",
        *(_number(), _workspace(), sa.Column("job_id", sa.Uuid())),
        *(_text("kind"), _json("body"), _now("at")),
    )
    op.create_index("ix_events_following", "events", ["workspace_id", "id"])
    op.create_table(
        "idempotency_keys",
        *(_key("workspace_id", "workspaces"), sa.Column("key", sa.String(), primary_key=True)),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        *(sa.Column("subject", sa.Uuid(), nullable=False), _time("claimed_at")),
        *(sa.Column("status", sa.Integer()), _json("body"), _now()),
    )


def _create_work() -> None:
    op.create_table(
        "share_links",
        *(_id(), _workspace(), _reference("job_id", "jobs"), _secret()),
        *(_reference("created_by", "users"), _now(), _time("expires_at", required=True)),
        _time("revoked_at"),
    )
    op.create_table(
        "clip_comments",
        *(_id(), _workspace(), _reference("clip_id", "clips"), _reference("user_id", "users")),
        *(sa.Column("at", sa.Float()), _text("text"), _json("mentions", "[]")),
        *(_now(), _time("resolved_at"), _time("deleted_at")),
    )
    op.create_table(
        "brand_kits",
        *(_id(), _workspace(), _text("name"), _json("brand")),
        *(_now(), _now("updated_at"), _time("deleted_at")),
    )
    op.create_table(
        "usage_events",
        *(_number(), _workspace(), _text("kind"), _text("subject"), _text("phase")),
        *(sa.Column("amount", sa.Numeric(20, 6), nullable=False), _now("at")),
        sa.UniqueConstraint("workspace_id", "kind", "subject", "phase", name="uq_usage_once"),
    )
    op.create_index(
        "ix_usage_events_sum",
        "usage_events",
        ["workspace_id", "kind", "at"],
        postgresql_include=["amount"],
    )


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
    op.drop_column("jobs", "created_by")
    op.drop_column("workspaces", "deleted_at")
    op.drop_column("workspaces", "tier")
    op.drop_table("users")
