"""The conversation of the sample: who says what, when, and how loud it is."""

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from core.domain.base import Value

SOUND = Path(__file__).with_name("speech.ogg")
SPEECH = Path(__file__).with_name("speech.json")
RATE = 16_000
"""Samples per second of the speech."""

# Room tone lies near -63 dB, a stressed vowel near -12 dB of full scale.
_CLOSED, _OPEN = -38.0, -12.0


class SpokenWord(Value):
    """One word with its punctuation, in seconds from the start of the recording."""

    text: str
    start: float
    end: float


class Line(Value):
    """One sentence."""

    speaker: str
    """``a`` or ``b``."""
    topic: int
    text: str
    start: float
    end: float
    words: tuple[SpokenWord, ...]


class Speech(Value):
    """A conversation, in order of time."""

    duration: float
    lines: tuple[Line, ...]

    def cut(self, seconds: float) -> "Speech":
        """Return the first lines that fit into ``seconds``, at least one."""
        kept = tuple(line for line in self.lines if line.end <= seconds) or self.lines[:1]
        if len(kept) == len(self.lines):
            return self
        end = (kept[-1].end + self.lines[len(kept)].start) / 2
        return Speech(duration=round(end, 3), lines=kept)


def load() -> Speech:
    """Return the whole conversation."""
    return Speech.model_validate_json(SPEECH.read_text())


def sound(duration: float) -> NDArray[np.float32]:
    """Return that many seconds of the speech, -1..1, at ``RATE``."""
    with av.open(str(SOUND)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
        frames = [*container.decode(audio=0), None]
        parts = [part.to_ndarray()[0] for frame in frames for part in resampler.resample(frame)]
    samples: NDArray[np.float32] = np.concatenate(parts).astype(np.float32)
    return samples[: round(duration * RATE)]


def openness(
    speech: Speech, samples: NDArray[np.float32], *, speaker: str, fps: int
) -> NDArray[np.float32]:
    """Return how far the mouth of a speaker is open in each picture, 0..1."""
    count = round(speech.duration * fps)
    padded = np.zeros((count + 1) * RATE // fps, np.float32)
    padded[: min(len(samples), len(padded))] = samples[: len(padded)]
    for start, end in _others(speech, speaker):
        padded[round(start * RATE) : round(end * RATE)] = 0
    energy = np.cumsum(np.concatenate(([0.0], padded.astype(np.float64) ** 2)))
    starts = np.arange(count) * RATE // fps
    power = (energy[starts + RATE // fps] - energy[starts]) * fps / RATE
    level = (10 * np.log10(power + 1e-9) - _CLOSED) / (_OPEN - _CLOSED)
    level = np.clip(level, 0, 1)
    smooth = np.convolve(np.pad(level, 1), (0.2, 0.6, 0.2), mode="valid")
    return np.asarray(smooth, np.float32)


def pan(speech: Speech, samples: NDArray[np.float32], share: float) -> NDArray[np.float32]:
    """Return left and right: speaker ``a`` louder left, ``b`` louder right by ``share`` 0..1."""
    sides = {"a": share, "b": -share}
    times = [edge for line in speech.lines for edge in (line.start, line.end)]
    values = [sides[line.speaker] for line in speech.lines for _ in range(2)]
    side = np.interp(np.arange(len(samples)) / RATE, times, values).astype(np.float32)
    sides_of = (samples * (1 + side), samples * (1 - side))
    return np.asarray(np.stack(sides_of, axis=1) / (1 + share), np.float32)


def _others(speech: Speech, speaker: str) -> list[tuple[float, float]]:
    """Return the times in which this speaker is silent."""
    own = [line for line in speech.lines if line.speaker == speaker]
    edges = [0.0, *(edge for line in own for edge in (line.start, line.end)), speech.duration + 1]
    return list(zip(edges[::2], edges[1::2], strict=True))
