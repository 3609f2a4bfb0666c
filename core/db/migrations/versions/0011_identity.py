"""Logins by other providers, second factors, feature flags, and what retention looks for."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_ROLE = "clippedai_api"
_WRITES = {
    "user_identities": "INSERT, UPDATE, DELETE",
    "totps": "INSERT, UPDATE, DELETE",
    "recovery_codes": "INSERT, UPDATE, DELETE",
}
# What is looked up by its age.
_AGED = {
    "events": "at",
    "audit_logs": "at",
    "job_steps": "ended_at",
    "idempotency_keys": "created_at",
    "refresh_tokens": "used_at",
    "sessions": "expires_at",
    "webhook_deliveries": "ended_at",
}


def _reference(
    name: str, table: str, *, key: bool = False, required: bool = True
) -> sa.Column[object]:
    target = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, sa.Uuid(), target, primary_key=key, nullable=not required, index=not key)


def _now(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(True), server_default=sa.func.now(), nullable=False)


def upgrade() -> None:
    op.add_column("users", sa.Column("email_proven_at", sa.DateTime(True)))
    op.create_table(
        "user_identities",
        sa.Column("id", sa.Uuid(), primary_key=True),
        _reference("user_id", "users"),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("provider", "subject")),
        sa.Column("email", sa.String(), nullable=False),
        *(_now("created_at"), _now("used_at")),
        sa.UniqueConstraint("provider", "subject", name="uq_user_identities_subject"),
        sa.UniqueConstraint("user_id", "provider", name="uq_user_identities_provider"),
    )
    op.create_table(
        "totps",
        _reference("user_id", "users", key=True),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        *(_now("created_at"), sa.Column("confirmed_at", sa.DateTime(True))),
        sa.Column("last_step", sa.Integer(), nullable=False),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("hash", sa.LargeBinary(), primary_key=True),
        _reference("user_id", "users"),
        *(_now("created_at"), sa.Column("used_at", sa.DateTime(True))),
    )
    for table, rights in _WRITES.items():
        op.execute(f"GRANT SELECT, {rights} ON {table} TO {_ROLE}")
    _create_flags()
    _create_pruned()
    for table, column in _AGED.items():
        op.create_index(f"ix_{table}_age", table, [column])
    accounts = sa.text("workspace_id IS NULL")
    op.create_index(
        "ix_audit_logs_account", "audit_logs", ["user_id", "id"], postgresql_where=accounts
    )


def _create_flags() -> None:
    op.create_table(
        "feature_flags",
        sa.Column("id", sa.Integer(), primary_key=True),
        _reference("workspace_id", "workspaces", required=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        _now("set_at"),
        sa.UniqueConstraint(
            *("name", "workspace_id"),
            name="uq_feature_flags_once",
            postgresql_nulls_not_distinct=True,
        ),
    )
    # Flags are the operator's; the API reads them.
    op.execute(f"GRANT SELECT ON feature_flags TO {_ROLE}")
    op.execute("ALTER TABLE feature_flags ENABLE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY own ON feature_flags TO {_ROLE} USING (workspace_id IS NULL OR"
        " workspace_id = nullif(current_setting('clippedai.workspace', true), '')::uuid)"
    )


def _create_pruned() -> None:
    """Note of which jobs the files are gone, out of sight of who watches the jobs."""
    op.create_table(
        "pruned_jobs",
        _reference("job_id", "jobs", key=True),
        _now("at"),
    )


def downgrade() -> None:
    op.drop_index("ix_audit_logs_account", "audit_logs")
    for table in _AGED:
        op.drop_index(f"ix_{table}_age", table)
    for table in ("pruned_jobs", "feature_flags", *reversed(_WRITES)):
        op.drop_table(table)
    op.drop_column("users", "email_proven_at")
