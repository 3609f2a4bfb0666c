"""Half-open ranges of time."""

from typing import Self

from pydantic import model_validator

from core.domain.base import Value


class Span(Value):
    """From ``start`` up to but not including ``end``, both in seconds."""

    start: float
    end: float

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"a span cannot end ({self.end}) before it starts ({self.start})")
        return self

    @property
    def duration(self) -> float:
        return self.end - self.start

    def common(self, other: "Span") -> float:
        """Return the seconds that both spans cover."""
        return max(0.0, min(self.end, other.end) - max(self.start, other.start))

    def overlaps(self, other: "Span") -> bool:
        """Return whether some time lies in both spans."""
        return self.common(other) > 0

    def overlap(self, other: "Span") -> float:
        """Return the common share of the shorter span, 0..1."""
        shorter = min(self.duration, other.duration)
        return self.common(other) / shorter if shorter > 0 else 0.0

    def shifted(self, by: float) -> "Span":
        """Return the same span so many seconds later."""
        return Span(start=self.start + by, end=self.end + by)

    def contains(self, at: float) -> bool:
        return self.start <= at < self.end
