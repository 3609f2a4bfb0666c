"""The picture that stands for a clip."""

from pydantic import Field

from core.domain.base import StrictValue


class ThumbnailPlan(StrictValue):
    """Which moment of the clip it shows."""

    at: float | None = Field(default=None, allow_inf_nan=False)
    """Seconds of the source; None for the best of those that are offered."""
