"""Recordings for tests: real speech where it is at hand, made sounds elsewhere."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from importlib import import_module
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from activities import catalog
from activities.transcribe.base import Transcriber
from core.domain.transcript import Word
from tests.media import SHARED

Samples = NDArray[np.float32]

RATE = 16_000
SAMPLE = Path(__file__).parents[3] / "deploy" / "local" / "sample"

INAUGURAL = SHARED / "inaugural-address-1961.flac"
INAUGURAL_TEXT = (
    "and so my fellow americans ask not what your country can do for you "
    "ask what you can do for your country"
)


@dataclass(frozen=True)
class Spoken:
    """A recording of which every word is known."""

    audio: Path
    duration: float
    words: tuple[Word, ...]
    lines: tuple[tuple[Word, ...], ...]

    @property
    def line_ends(self) -> tuple[float, ...]:
        return tuple(line[-1].end for line in self.lines)


def spoken_sample() -> Spoken:
    """Return the speech of the sample recording; skip the test where it is absent."""
    found = [path for path in SAMPLE.glob("speech.*") if path.suffix in {".flac", ".ogg"}]
    truth = SAMPLE / "speech.json"
    if not found or not truth.exists():
        pytest.skip("the speech of the sample recording is not here")
    told = json.loads(truth.read_text())
    lines = tuple(
        tuple(Word.model_validate(word) for word in line["words"]) for line in told["lines"]
    )
    words = tuple(word for line in lines for word in line)
    return Spoken(found[0], told["duration"], words, lines)


def inaugural() -> Path:
    """Return eleven seconds of a famous speech; skip the test where they are absent."""
    if not INAUGURAL.exists():
        pytest.skip("the recording of the speech is not here")
    return INAUGURAL


def flac(path: Path, samples: Samples) -> Path:
    """Write 16 kHz mono FLAC."""
    sound = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=RATE, layout="mono")
        for start in range(0, len(sound), 4096):
            frame = av.AudioFrame.from_ndarray(sound[None, start : start + 4096], "s16", "mono")
            frame.sample_rate = RATE
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def decoded(path: Path) -> Samples:
    """Return all of a short recording, 16 kHz mono."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    parts: list[Samples] = []
    with av.open(str(path)) as container:
        for frame in [*container.decode(audio=0), None]:
            parts += [part.to_ndarray()[0].astype(np.float32) for part in resampler.resample(frame)]
    return np.concatenate(parts)


def inaugural_start(folder: Path, seconds: float) -> Path:
    """Write the first seconds of the famous speech, to be quick, and return their path."""
    return flac(folder / "start.flac", decoded(inaugural())[: int(seconds * RATE)])


def transcriber(name: str) -> type[Transcriber]:
    """Return an engine, whether or not the settings of this machine let it be used."""
    module, _, attribute = catalog.TRANSCRIBERS.place(name).partition(":")
    found: type[Transcriber] = getattr(import_module(module), attribute)
    return found


def ignore(_: float) -> None:
    """Take progress and do nothing with it."""


def said(words: Sequence[Word]) -> list[str]:
    """Return the bare words, without case and punctuation."""
    return [re.sub(r"[^a-z']", "", word.text.lower()) for word in words]


def word_errors(truth: Sequence[str], heard: Sequence[str]) -> float:
    """Return the word error rate: edits that turn one into the other per word of the truth."""
    row = np.arange(len(heard) + 1)
    for index, word in enumerate(truth, 1):
        swapped = row[:-1] + np.array([word != other for other in heard])
        row = np.concatenate(([index], np.minimum(row[1:] + 1, swapped)))
        row = np.minimum.accumulate(row - np.arange(len(row))) + np.arange(len(row))
    return float(row[-1]) / len(truth)


def time_errors(truth: Sequence[Word], heard: Sequence[Word]) -> NDArray[np.float64]:
    """Return how far the starts and ends of the words that both have lie apart, in seconds."""
    matcher = SequenceMatcher(None, said(truth), said(heard), autojunk=False)
    pairs = [
        (truth[a + n], heard[b + n])
        for a, b, size in matcher.get_matching_blocks()
        for n in range(size)
    ]
    return np.array(
        [abs(one.start - other.start) for one, other in pairs]
        + [abs(one.end - other.end) for one, other in pairs]
    )
