"""The role that the API connects as, what it may see, and how changes become events."""

from alembic import op

revision = "0006"
down_revision = "0005"

_ROLE = "clippedai_api"

# What the role may do besides reading. Rows of jobs, steps and clips are written by their
# workflows; the record of what people did can only grow.
_WRITES = {
    "users": "INSERT, UPDATE",
    "workspaces": "INSERT, UPDATE (name, deleted_at)",
    "workspace_members": "INSERT, UPDATE, DELETE",
    "sessions": "INSERT, UPDATE",
    "refresh_tokens": "INSERT, UPDATE",
    "reset_tokens": "INSERT, UPDATE",
    "api_tokens": "INSERT, UPDATE",
    "invitations": "INSERT, UPDATE",
    "audit_logs": "INSERT",
    "idempotency_keys": "INSERT, UPDATE, DELETE",
    "share_links": "INSERT, UPDATE",
    "clip_comments": "INSERT, UPDATE",
    "brand_kits": "INSERT, UPDATE",
    "usage_events": "INSERT",
    "jobs": "INSERT",
    "clips": "UPDATE (deleted_at, updated_at)",
    "clip_versions": "INSERT",
}
_READS = ("job_steps", "events")

_WORKSPACE = "nullif(current_setting('clippedai.workspace', true), '')::uuid"
_USER = "nullif(current_setting('clippedai.user', true), '')::uuid"

_OWNED = (
    *("jobs", "job_steps", "clips", "clip_versions", "api_tokens", "invitations", "events"),
    *("idempotency_keys", "share_links", "clip_comments", "brand_kits", "usage_events"),
)

# Who holds a token does not say yet whose it is, so these look one up, and give one row.
_LOOKED_UP = ("api_tokens", "invitations", "share_links")

_BODIES = {
    "jobs": "'job', NEW.id, jsonb_build_object('id', NEW.id, 'state', NEW.state, 'paused',"
    " NEW.paused, 'title', NEW.title, 'error', NEW.error, 'note', NEW.note)",
    "job_steps": "'step', NEW.job_id, jsonb_build_object('name', NEW.name, 'clip_id', NEW.clip_id,"
    " 'part', NEW.part, 'round', NEW.round, 'state', NEW.state, 'engine', NEW.engine, 'seconds',"
    " NEW.seconds, 'cached', NEW.cached, 'note', NEW.note, 'error', NEW.error)",
    "clips": "'clip', NEW.job_id, jsonb_build_object('id', NEW.id, 'version', NEW.version,"
    " 'state', NEW.state, 'title', NEW.title, 'score', NEW.score)",
}


def upgrade() -> None:
    _create_role()
    for table, rights in _WRITES.items():
        op.execute(f"GRANT SELECT, {rights} ON {table} TO {_ROLE}")
    for table in _READS:
        op.execute(f"GRANT SELECT ON {table} TO {_ROLE}")
    op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {_ROLE}")
    _separate()
    for table in _LOOKED_UP:
        _look_up(table)
    _find_places()
    for table, body in _BODIES.items():
        _tell(table, body)


def _create_role() -> None:
    op.execute(
        f"DO $$ BEGIN CREATE ROLE {_ROLE} NOLOGIN NOBYPASSRLS;"
        " EXCEPTION WHEN duplicate_object THEN NULL; END $$"
    )


def _separate() -> None:
    for table in _OWNED:
        _police(table, f"workspace_id = {_WORKSPACE}")
    mine = f"SELECT workspace_id FROM workspace_members WHERE user_id = {_USER}"
    _police("workspaces", f"id = {_WORKSPACE} OR id IN ({mine})")
    _police("workspace_members", f"workspace_id = {_WORKSPACE} OR user_id = {_USER}")
    _police(
        "audit_logs", f"workspace_id = {_WORKSPACE} OR (workspace_id IS NULL AND user_id = {_USER})"
    )


def _police(table: str, condition: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own ON {table} TO {_ROLE} USING ({condition})")


def _look_up(table: str) -> None:
    op.execute(
        f"CREATE FUNCTION {table}_by_hash(wanted bytea) RETURNS SETOF {table}"
        " LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp"
        f" AS $$ SELECT * FROM {table} WHERE hash = wanted $$"
    )
    op.execute(f"REVOKE ALL ON FUNCTION {table}_by_hash(bytea) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {table}_by_hash(bytea) TO {_ROLE}")


def _find_places() -> None:
    """Every request asks for them, so that this takes one question outside a transaction."""
    op.execute(
        "CREATE FUNCTION places_of(login uuid, person uuid)"
        " RETURNS TABLE (workspace_id uuid, role varchar)"
        " LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$"
        " SELECT m.workspace_id, m.role FROM sessions s LEFT JOIN (workspace_members m"
        " JOIN workspaces w ON w.id = m.workspace_id AND w.deleted_at IS NULL)"
        " ON m.user_id = s.user_id"
        " WHERE s.id = login AND s.user_id = person AND s.ended_at IS NULL"
        " ORDER BY m.created_at, m.workspace_id $$"
    )
    op.execute("REVOKE ALL ON FUNCTION places_of(uuid, uuid) FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION places_of(uuid, uuid) TO {_ROLE}")


def _tell(table: str, body: str) -> None:
    """Make every change of a table an event, and wake up who listens.

    The lock keeps the numbers of a workspace's events in the order in which they can be
    seen, so that who has seen one has seen all before it.
    """
    op.execute(
        f"CREATE FUNCTION {table}_tell() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
        " SET search_path = public, pg_temp AS $$ BEGIN"
        " PERFORM pg_advisory_xact_lock(hashtextextended(NEW.workspace_id::text, 7));"
        " INSERT INTO events (workspace_id, kind, job_id, body)"
        f" SELECT NEW.workspace_id, {body};"
        " PERFORM pg_notify('clippedai_events', NEW.workspace_id::text);"
        " RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER tell AFTER INSERT OR UPDATE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {table}_tell()"
    )


def downgrade() -> None:
    for table in _BODIES:
        op.execute(f"DROP TRIGGER tell ON {table}")
        op.execute(f"DROP FUNCTION {table}_tell()")
    op.execute("DROP FUNCTION places_of(uuid, uuid)")
    for table in _LOOKED_UP:
        op.execute(f"DROP FUNCTION {table}_by_hash(bytea)")
    for table in (*_OWNED, "workspaces", "workspace_members", "audit_logs"):
        op.execute(f"DROP POLICY own ON {table}")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {_ROLE}")
    op.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {_ROLE}")
