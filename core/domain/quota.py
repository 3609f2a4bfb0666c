"""What a workspace may use, and what of it is counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

TierName = Literal["free", "pro", "unlimited"]


@dataclass(frozen=True, kw_only=True)
class Quota:
    """The limits of a tier. None is no limit."""

    minutes: int | None = None
    """Of recordings that jobs are made of, in a month."""
    jobs: int | None = None
    """At once."""
    waiting: int | None = None
    """Jobs that have not begun yet."""
    streams: int | None = None
    """At once."""
    storage: int | None = None
    """Bytes of uploads and finished clips."""
    members: int | None = None
    uploads: int | None = None
    """Begun in a day."""
    workspaces: int | None = None
    """Of this tier, that one person owns."""


QUOTAS: Mapping[str, Quota] = MappingProxyType(
    {
        "free": Quota(
            minutes=300,
            jobs=2,
            waiting=20,
            streams=1,
            storage=10 * 10**9,
            members=1,
            uploads=10,
            workspaces=1,
        ),
        "pro": Quota(
            minutes=3000, jobs=10, waiting=100, streams=5, storage=100 * 10**9, members=10
        ),
        "unlimited": Quota(),
    }
)
"""By tier. Months and days are those of UTC."""


class Kind(StrEnum):
    """What the ledger counts."""

    MINUTES = "minutes"
    STORAGE = "storage"
    """Bytes."""
    UPLOADS = "uploads"
    PROCESSOR_SECONDS = "processor_seconds"
    """For which steps had a place on a machine's processor."""
    GPU_SECONDS = "gpu_seconds"
    """For which steps had a place on a machine's GPU."""
    TOKENS_IN = "tokens_in"
    TOKENS_OUT = "tokens_out"
    DOLLARS = "dollars"
    """US dollars for language models whose price is set."""

    @property
    def period(self) -> str | None:
        """After which counting begins anew, as PostgreSQL names it; None for never."""
        return {Kind.STORAGE: None, Kind.UPLOADS: "day"}.get(self, "month")


COSTS = (
    Kind.PROCESSOR_SECONDS,
    Kind.GPU_SECONDS,
    Kind.TOKENS_IN,
    Kind.TOKENS_OUT,
    Kind.DOLLARS,
)
"""What is counted without a limit."""
