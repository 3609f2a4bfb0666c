"""What is deleted, and of whom."""

from core.domain.base import Value


class PlacesRequest(Value):
    after: str = ""
    """The last workspace of the page before; empty for the first page."""


class Places(Value):
    workspaces: tuple[str, ...]
    """UUIDs in their order, a hundred at most; none after the last page."""


class PruneRequest(Value):
    workspace: str
    """UUID."""


class Lost(Value):
    """Jobs that nobody works on, though they are not over."""

    jobs: tuple[str, ...]
    """UUIDs, a hundred at most."""


class Pruned(Value):
    rows: int = 0
    files: int = 0

    def __add__(self, other: "Pruned") -> "Pruned":
        return Pruned(rows=self.rows + other.rows, files=self.files + other.files)
