"""PostgreSQL, the only database: a projection of what the workflows know."""

from core.db.session import Database, become, is_away

__all__ = ["Database", "become", "is_away"]
