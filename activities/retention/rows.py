"""Rows that stand for themselves: they go when they are old, a thousand at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Database
from core.settings import RetentionSettings

_BATCH = 1000
_KEYS_KEPT = timedelta(hours=24)


@dataclass(frozen=True)
class Rule:
    """Which rows of a table go; ``:before`` is the time since which nothing was to happen."""

    table: str
    old: str
    kept: timedelta


def rules(settings: RetentionSettings) -> tuple[Rule, ...]:
    """Return what goes after how long."""
    records = timedelta(days=settings.record_days)
    deleted = timedelta(days=settings.deleted_days)
    ended = "least(expires_at, {}) < :before"
    return (
        Rule("idempotency_keys", "created_at < :before", _KEYS_KEPT),
        Rule("events", "at < :before", timedelta(days=settings.event_days)),
        # The log goes with its delivery.
        Rule("webhook_deliveries", "ended_at < :before", records),
        Rule("platform_callbacks", "received_at < :before", records),
        Rule("audit_logs", "at < :before", records),
        Rule("job_steps", "ended_at < :before", records),
        # With the tokens that descend from them.
        Rule("sessions", "expires_at < :before OR ended_at < :before", deleted),
        Rule("refresh_tokens", "used_at < :before", deleted),
        Rule("reset_tokens", ended.format("used_at"), deleted),
        Rule("mails", "settled_at < :before", deleted),
        Rule("invitations", ended.format("accepted_at, revoked_at"), deleted),
        Rule("share_links", ended.format("revoked_at"), deleted),
        Rule("api_tokens", ended.format("revoked_at"), records),
        Rule("totps", "confirmed_at IS NULL AND created_at < :before", deleted),
        Rule("webhook_subscriptions", "deleted_at < :before", deleted),
        Rule("clip_comments", "deleted_at < :before", deleted),
        Rule("brand_kits", "deleted_at < :before", deleted),
    )


async def prune(database: Database, settings: RetentionSettings, alive: Callable[[], None]) -> int:
    """Delete all rows that are old enough, and return how many there were.

    ``alive`` is called between the batches; what is deleted stays deleted when it raises.
    """
    gone = 0
    for rule in rules(settings):
        batch = _BATCH
        while batch == _BATCH:
            async with database.transaction() as session:
                batch = await _delete(session, rule)
            gone += batch
            alive()
    return gone


async def _delete(session: AsyncSession, rule: Rule) -> int:
    old = rule.old.replace(":before", "now() - CAST(:kept AS interval)")
    chosen = f"SELECT ctid FROM {rule.table} WHERE {old} LIMIT {_BATCH} FOR UPDATE SKIP LOCKED"
    delete = text(f"DELETE FROM {rule.table} WHERE ctid = ANY(ARRAY({chosen})) RETURNING 1")
    return len((await session.execute(delete, {"kept": rule.kept})).all())
