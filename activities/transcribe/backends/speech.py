"""Where somebody speaks: the Silero detector that lies in faster-whisper's wheel."""

from faster_whisper.vad import VadOptions, get_speech_timestamps

from activities.transcribe.chunks import Samples
from core.domain.sound import RATE
from core.domain.span import Span

# A pause that is shorter, in milliseconds, does not end a stretch: enough for a cut.
_PAUSE_MS = 160


def speech(samples: Samples, *, longest: float = float("inf")) -> list[tuple[int, int]]:
    """Return where somebody speaks, from sample to sample, 16 kHz, in order.

    A stretch that is longer than ``longest`` seconds is cut at its longest pause.
    """
    options = VadOptions(max_speech_duration_s=longest, min_silence_duration_ms=_PAUSE_MS)
    return [(span["start"], span["end"]) for span in get_speech_timestamps(samples, options)]


def seconds(spans: list[tuple[int, int]], offset: float = 0.0) -> list[Span]:
    """Return the same stretches in seconds, so much later."""
    return [Span(start=offset + a / RATE, end=offset + b / RATE) for a, b in spans]
