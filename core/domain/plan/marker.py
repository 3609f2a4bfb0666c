"""Notes of people at moments of a recording. They change nothing of what a clip looks like."""

from pydantic import Field

from core.domain.base import StrictValue


class Marker(StrictValue):
    """A note."""

    at: float = Field(allow_inf_nan=False)
    text: str = Field(min_length=1, max_length=500)
    seconds: float = Field(default=0.0, ge=0, allow_inf_nan=False)
    """How long the moment lasts; 0 for a point."""
