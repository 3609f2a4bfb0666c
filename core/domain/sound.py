"""What the sound of a recording does."""

from typing import Literal

from core.domain.base import Value
from core.domain.span import Span

RATE = 16_000
"""Samples per second of the sound that the analysis hears; it is mono."""


class SoundEvent(Value):
    """A stretch of sound that is not speech, such as laughter."""

    kind: Literal["laughter", "applause", "cheer", "shout", "peak", "music"]
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
    momentary: tuple[float, ...] = ()
    """Loudness of the last 0.4 s in LUFS (EBU R128) at each ``step``, -70 for silence."""
    short_term: tuple[float, ...] = ()
    """Loudness of the last 3 s in LUFS (EBU R128) at each whole second, -70 for silence."""
    true_peak: float | None = None
    """Highest true peak in dBTP."""
    silences: tuple[Span, ...] = ()
    events: tuple[SoundEvent, ...] = ()
    speech: tuple[Span, ...] = ()
    """Where somebody can be heard speaking."""
    beats: tuple[float, ...] = ()
    """Times of the beats of the music; empty where none is steady."""

    def level_at(self, at: float) -> float:
        """Return the level in dBFS at a time; -100 outside the recording."""
        index = int(at / self.step)
        return self.level[index] if 0 <= index < len(self.level) else -100.0


class Beats(Value):
    """The beats of a piece of music."""

    duration: float
    """Seconds of the music."""
    times: tuple[float, ...] = ()
    """Ascending, from its beginning; empty where no beat is steady."""
