"""Who can be heard, and when."""

from core.domain.base import Value
from core.domain.span import Span


class Voice(Value):
    """One voice of a recording."""

    id: str
    """``S1`` for the first that is heard, and so on."""
    print: tuple[float, ...] = ()
    """What the voice sounds like, as a vector of length 1 that the engine gives."""
    seconds: float = 0.0
    """How long it speaks."""


class VoiceTurn(Value):
    """A time during which one voice speaks."""

    voice: str
    span: Span


class Voices(Value):
    """Every voice of a recording. Turns are in order; those of different voices may overlap."""

    engine: str
    duration: float
    voices: tuple[Voice, ...] = ()
    turns: tuple[VoiceTurn, ...] = ()
