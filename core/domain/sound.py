"""What the sound of a recording does."""

from typing import Literal

from core.domain.base import Value
from core.domain.span import Span


class SoundEvent(Value):
    """A stretch of sound that is not speech, such as laughter."""

    kind: Literal["laughter", "applause", "peak"]
    span: Span
    score: float
    """0..1."""


class Sound(Value):
    """Loudness and events of a recording."""

    engine: str
    duration: float
    step: float
    """Seconds between two values of ``level``."""
    level: tuple[float, ...] = ()
    """RMS level of each step in dBFS, -100 for digital silence."""
    loudness: float | None = None
    """Integrated loudness in LUFS (EBU R128); None when there is nothing to hear."""
    true_peak: float | None = None
    """Highest true peak in dBTP."""
    silences: tuple[Span, ...] = ()
    events: tuple[SoundEvent, ...] = ()

    def level_at(self, at: float) -> float:
        """Return the level in dBFS at a time; -100 outside the recording."""
        index = int(at / self.step)
        return self.level[index] if 0 <= index < len(self.level) else -100.0
