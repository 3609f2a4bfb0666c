"""Versions that people make of clips are told to whoever watches, before they are rendered."""

from alembic import op

revision = "0013"
down_revision = "0012"

# What a job makes itself is told by its clips.
_WHEN = {
    "tell_new": ("INSERT", "NEW.base IS NOT NULL"),
    "tell_state": (
        "UPDATE",
        "NEW.base IS NOT NULL AND NEW.state IS DISTINCT FROM OLD.state",
    ),
}


def upgrade() -> None:
    op.execute(
        "CREATE FUNCTION clip_versions_tell() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
        " SET search_path = public, pg_temp AS $$ BEGIN"
        " PERFORM pg_advisory_xact_lock(hashtextextended(NEW.workspace_id::text, 7));"
        " INSERT INTO events (workspace_id, kind, job_id, body)"
        " SELECT NEW.workspace_id, 'version', c.job_id, jsonb_build_object('clip_id', NEW.clip_id,"
        " 'version', NEW.version, 'base', NEW.base, 'state', NEW.state)"
        " FROM clips c WHERE c.id = NEW.clip_id;"
        " PERFORM pg_notify('clippedai_events', NEW.workspace_id::text);"
        " RETURN NULL; END $$"
    )
    for name, (change, when) in _WHEN.items():
        op.execute(
            f"CREATE TRIGGER {name} AFTER {change} ON clip_versions FOR EACH ROW"
            f" WHEN ({when}) EXECUTE FUNCTION clip_versions_tell()"
        )


def downgrade() -> None:
    for name in _WHEN:
        op.execute(f"DROP TRIGGER {name} ON clip_versions")
    op.execute("DROP FUNCTION clip_versions_tell()")
