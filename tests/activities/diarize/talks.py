"""Talks of which it is known who speaks when: made of real recordings, and how to judge them."""

import json
import wave
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from core.domain.span import Span
from core.domain.voices import Voices
from core.errors import EngineUnavailableError
from core.models import ModelStore
from core.settings import settings
from tests.media import SHARED

Samples = NDArray[np.float32]
Turn = tuple[float, float, str]
"""Start and end in seconds, and who speaks."""

RATE = 16_000
SAMPLE = Path(__file__).parents[3] / "deploy" / "local" / "sample"

# Every utterance is this loud, so that nobody is known by the level.
_LOUDNESS = 0.06
_STEP = 0.01


@dataclass(frozen=True)
class Talk:
    """A recording of which it is known who speaks when."""

    samples: Samples
    turns: tuple[Turn, ...]

    @property
    def duration(self) -> float:
        return len(self.samples) / RATE

    def written(self, path: Path) -> Path:
        """Write the sound as a file."""
        with wave.open(str(path), "wb") as writing:
            writing.setnchannels(1)
            writing.setsampwidth(2)
            writing.setframerate(RATE)
            writing.writeframes((np.clip(self.samples, -1, 1) * 32767).astype("<i2").tobytes())
        return path

    def cut(self, start: float, end: float) -> "Talk":
        """Return a stretch of the talk, with its own time."""
        inside = [
            (max(a, start) - start, min(b, end) - start, who)
            for a, b, who in self.turns
            if b > start and a < end
        ]
        return Talk(self.samples[int(start * RATE) : int(end * RATE)], tuple(inside))


@dataclass(frozen=True)
class Score:
    """How well voices fit the truth."""

    right: float
    """The share of the time of speech for which the right voice is told."""
    error: float
    """The diarization error rate: missed, made up and mistaken over all speech."""
    spoke: int
    found: int


def need_campplus() -> None:
    """Skip the test where the model cannot be had."""
    try:
        ModelStore(settings()).fetch("campplus")
    except EngineUnavailableError as error:
        pytest.skip(str(error))


def read(path: Path, channel: int | None = None) -> Samples:
    """Return the sound of a file, of one channel or mixed; skip the test where it is absent."""
    if not path.exists():
        pytest.skip(f"{path} is not there")
    layout = "mono" if channel is None else "stereo"
    resampler = av.AudioResampler(format="fltp", layout=layout, rate=RATE)
    with av.open(str(path)) as container:
        frames = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([f.to_ndarray()[channel or 0] for f in frames]).astype(np.float32)


def sample() -> Talk:
    """Return the talk of the sample recording: two computer voices, four minutes."""
    described = json.loads((SAMPLE / "speech.json").read_text())
    turns = tuple((line["start"], line["end"], line["speaker"]) for line in described["lines"])
    return Talk(read(SAMPLE / "speech.ogg"), turns)


def utterances(talk: Talk, who: str) -> list[Samples]:
    """Return everything that one of a talk says."""
    return [
        talk.samples[int(start * RATE) : int(end * RATE)]
        for start, end, name in talk.turns
        if name == who
    ]


def people() -> dict[str, list[Samples]]:
    """Return what real people say, each recorded elsewhere; skip the test where they are absent."""
    stereo = SHARED / "two-speakers-stereo.wav"
    return {
        "president": pieces(read(SHARED / "inaugural-address-1961.flac"), 3.0),
        "left": pieces(read(stereo, 0), 2.5),
        "right": pieces(read(stereo, 1), 2.5),
        "stage": pieces(read(SHARED / "stage-performance.mp4"), 3.0),
    }


def pieces(samples: Samples, seconds: float) -> list[Samples]:
    """Return a recording in pieces, without those in which hardly anything is heard."""
    length = int(seconds * RATE)
    cut = [samples[at : at + length] for at in range(0, len(samples) - length // 2, length)]
    return [piece for piece in cut if _busy(piece) > 0.5]


def composed(says: dict[str, list[Samples]], order: Iterable[str], *, pause: float) -> Talk:
    """Return a talk in which everybody says the next of what they say, in an order."""
    left = {who: iter(what * 50) for who, what in says.items()}
    sound = [np.zeros(RATE // 2, np.float32)]
    turns: list[Turn] = []
    at = 0.5
    for who in order:
        said = next(left[who])
        said = said / np.sqrt(np.mean(said**2)) * _LOUDNESS
        turns.append((at, at + len(said) / RATE, who))
        sound += [said, np.zeros(int(pause * RATE), np.float32)]
        at += len(said) / RATE + int(pause * RATE) / RATE
    return Talk(np.concatenate(sound).astype(np.float32), tuple(turns))


def judged(talk: Talk, voices: Voices, *, collar: float = 0.25) -> Score:
    """Compare voices with the truth, but for ``collar`` seconds around every true border.

    Who is who is chosen so that the voices look best, as is usual (NIST, Rich Transcription).
    """
    said = [(t.span.start, t.span.end, t.voice) for t in voices.turns]
    steps = int(talk.duration / _STEP) + 1
    judge = np.ones(steps, np.bool_)
    for edge in (edge for start, end, _ in talk.turns for edge in (start, end)):
        judge[max(0, round((edge - collar) / _STEP)) : round((edge + collar) / _STEP)] = False
    truth, told = _table(talk.turns, steps)[:, judge], _table(said, steps)[:, judge]
    common = truth.astype(np.int64) @ told.T.astype(np.int64)
    both = np.minimum(truth.sum(axis=0), told.sum(axis=0)).sum()
    either = np.maximum(truth.sum(axis=0), told.sum(axis=0)).sum()
    agreed = _best(common)
    return Score(
        right=agreed / max(1, truth.sum()),
        error=float(either - agreed) / max(1, truth.sum()) if both or either else 0.0,
        spoke=len(truth),
        found=len(told),
    )


def shared(talk: Talk, voices: Voices, who: str, voice: str) -> float:
    """Return the seconds in which somebody speaks and a voice is told."""
    told = [turn.span for turn in voices.turns if turn.voice == voice]
    said = [Span(start=start, end=end) for start, end, name in talk.turns if name == who]
    return sum(a.common(b) for a in told for b in said)


def _table(turns: Sequence[Turn], steps: int) -> NDArray[np.bool_]:
    names = list(dict.fromkeys(who for _, _, who in turns))
    table = np.zeros((len(names), steps), np.bool_)
    for start, end, who in turns:
        table[names.index(who), round(start / _STEP) : round(end / _STEP)] = True
    return table


def _best(common: NDArray[np.int64]) -> int:
    """Return the most that a pairing of rows and columns adds up to."""
    if common.shape[0] > common.shape[1]:
        common = common.T
    rows = range(len(common))
    chosen = permutations(range(common.shape[1]), len(common))
    return max((int(sum(common[row, at[row]] for row in rows)) for at in chosen), default=0)


def _busy(samples: Samples) -> float:
    """Return the share of a recording in which something is heard."""
    level = np.abs(samples[: len(samples) // 400 * 400]).reshape(-1, 400).mean(axis=1)
    return float(np.mean(level > 0.1 * level.max())) if len(level) else 0.0
