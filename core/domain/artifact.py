"""References to stored files."""

from core.domain.base import Value


class Artifact(Value):
    """A stored file. The key starts with the workspace and names the file for ever."""

    key: str
    size: int
    """Bytes."""
