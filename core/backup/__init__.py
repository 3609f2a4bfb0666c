"""A workspace as one file: its rows and its objects, to be put into any installation."""

from core.backup.archive import Kept, backup, restore

__all__ = ["Kept", "backup", "restore"]
