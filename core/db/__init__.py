"""PostgreSQL, the only database: a projection of what the workflows know."""

from core.db.migrate import migrate
from core.db.session import Database

__all__ = ["Database", "migrate"]
