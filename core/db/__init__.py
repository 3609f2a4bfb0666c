"""PostgreSQL, the only database: a projection of what the workflows know."""

from core.db.session import Database

__all__ = ["Database"]
