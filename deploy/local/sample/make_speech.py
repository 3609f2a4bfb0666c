"""Speak ``conversation.txt`` with flite, once, into ``speech.ogg`` and ``speech.json``.

A developer runs this after a change to the conversation, on a machine that has
flite 2.2 (``apt install flite``): ``python -m deploy.local.sample.make_speech``.
The sample itself is made from the two committed files and needs no flite.
"""

import re
import subprocess
import tempfile
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import ffmpeg
from core.domain.span import Span
from deploy.local.sample.alignment import owners
from deploy.local.sample.speech import RATE, SOUND, SPEECH, Line, Speech, SpokenWord

Samples = NDArray[np.float32]

_CONVERSATION = Path(__file__).with_name("conversation.txt")
_SEED = 1883

_SENTENCE_PAUSE = (0.25, 0.5)
_TOPIC_PAUSE = (0.95, 1.45)
_LEAD, _TAIL = 0.6, 1.2
"""Seconds of room tone before the first and after the last word."""

_LOUDNESS = -20.0
"""Level of a sentence in dB of full scale, as root mean square."""
_ROOM_TONE = -63.0
_MARGIN = 0.04
"""Seconds kept before the first and after the last sound of a sentence."""


@dataclass(frozen=True)
class Voice:
    """How flite shall sound."""

    name: str
    pitch: float
    """Mean of the fundamental in Hz, as heard."""
    size: float
    """Above 1 the speaker is smaller than flite's: formants rise by this factor."""
    rate: float
    """Tempo; 1 is flite's own."""


VOICES = {
    "a": Voice("slt", pitch=190, size=0.95, rate=0.95),
    # flite has one woman only. This is a man, made a fifteenth smaller and higher.
    "b": Voice("awb", pitch=160, size=1.06, rate=0.96),
}


@dataclass(frozen=True)
class Sentence:
    speaker: str
    topic: int
    text: str


def main() -> None:
    """Write both files anew."""
    chance = np.random.default_rng(_SEED)
    parts: list[Samples] = []
    lines: list[Line] = []
    at, topic = _LEAD, 0
    parts.append(_silence(_LEAD))
    for sentence in _sentences(_CONVERSATION.read_text()):
        if lines:
            pause = chance.uniform(*(_SENTENCE_PAUSE if sentence.topic == topic else _TOPIC_PAUSE))
            parts.append(_silence(pause))
            at += len(parts[-1]) / RATE
        topic = sentence.topic
        samples, words = _spoken(sentence, VOICES[sentence.speaker])
        lines.append(_line(sentence, words, at))
        parts.append(samples)
        at += len(samples) / RATE
    parts.append(_silence(_TAIL))
    sound = np.concatenate(parts)
    _encode(sound + _room_tone(len(sound), chance), SOUND)
    speech = Speech(duration=round(len(sound) / RATE, 3), lines=tuple(lines))
    SPEECH.write_text(speech.model_dump_json(indent=1) + "\n")


def _sentences(conversation: str) -> Iterator[Sentence]:
    for topic, paragraph in enumerate(conversation.strip().split("\n\n")):
        for turn in paragraph.splitlines():
            speaker, _, text = turn.partition(": ")
            for sentence in re.split(r"(?<=[.?!]) ", text):
                yield Sentence(speaker, topic, sentence)


def _line(sentence: Sentence, words: list[SpokenWord], at: float) -> Line:
    moved = tuple(
        SpokenWord(text=w.text, start=round(at + w.start, 3), end=round(at + w.end, 3))
        for w in words
    )
    return Line(
        speaker=sentence.speaker,
        topic=sentence.topic,
        text=sentence.text,
        start=moved[0].start,
        end=moved[-1].end,
        words=moved,
    )


def _spoken(sentence: Sentence, voice: Voice) -> tuple[Samples, list[SpokenWord]]:
    """Return the sound of a sentence, and its words in seconds from the start of that sound."""
    phones, samples = _flite(sentence.text, voice, stretch=voice.size / voice.rate)
    samples = _resampled(samples, voice.size)
    spans = [(name, Span(start=s.start / voice.size, end=s.end / voice.size)) for name, s in phones]
    heard = [(name, span) for name, span in spans if name != "pau"]
    begin = max(0.0, heard[0][1].start - _MARGIN)
    end = min(len(samples) / RATE, heard[-1][1].end + _MARGIN)
    cut = _levelled(samples[round(begin * RATE) : round(end * RATE)])
    texts = sentence.text.split()
    expected = [_phones_of(text.strip(".,?!"), voice) for text in texts]
    whose = owners(expected, [name for name, _ in heard])
    words = []
    for index, text in enumerate(texts):
        own = [span for (_, span), owner in zip(heard, whose, strict=True) if owner == index]
        words.append(SpokenWord(text=text, start=own[0].start - begin, end=own[-1].end - begin))
    return cut, words


@cache
def _phones_of(word: str, voice: Voice) -> tuple[str, ...]:
    phones, _ = _flite(word, voice, stretch=1.0)
    return tuple(name for name, _ in phones if name != "pau")


def _flite(text: str, voice: Voice, *, stretch: float) -> tuple[list[tuple[str, Span]], Samples]:
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        options = {"duration_stretch": stretch, "int_f0_target_mean": voice.pitch / voice.size}
        command = ["flite", "-voice", voice.name, "-psdur", "-t", f"{text} ", "-o", file.name]
        for name, value in options.items():
            command[1:1] = ["--setf", f"{name}={value:.4f}"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        with wave.open(file.name) as sound:
            samples = np.frombuffer(sound.readframes(sound.getnframes()), np.int16)
    phones, start = [], 0.0
    for item in said.split():
        name, _, end = item.partition(":")
        phones.append((name, Span(start=start, end=float(end))))
        start = float(end)
    return phones, np.asarray(samples / 32768, np.float32)


def _resampled(samples: Samples, factor: float) -> Samples:
    """Play the sound ``factor`` times as fast: pitch and formants rise, its length shrinks."""
    length = round(len(samples) / factor)
    spectrum = np.fft.rfft(samples)
    kept = np.zeros(length // 2 + 1, np.complex128)
    shared = min(len(kept), len(spectrum))
    kept[:shared] = spectrum[:shared]
    return (np.fft.irfft(kept, length) * (length / len(samples))).astype(np.float32)


def _levelled(samples: Samples) -> Samples:
    level = float(np.sqrt(np.mean(samples**2)))
    gain = min(10 ** (_LOUDNESS / 20) / level, 0.9 / float(np.abs(samples).max()))
    edge = round(_MARGIN * RATE / 2)
    fade = np.ones(len(samples), np.float32)
    fade[:edge] = np.linspace(0, 1, edge)
    fade[-edge:] = np.linspace(1, 0, edge)
    return samples * fade * np.float32(gain)


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


def _room_tone(length: int, chance: np.random.Generator) -> Samples:
    """Return brownish noise, as of a quiet room with air in it."""
    spectrum = np.fft.rfft(chance.standard_normal(length))
    frequency = np.fft.rfftfreq(length, 1 / RATE)
    tone = np.fft.irfft(spectrum / np.maximum(frequency, 60.0) * (frequency > 40), length)
    return np.asarray(tone / tone.std() * 10 ** (_ROOM_TONE / 20), np.float32)


def _encode(samples: Samples, path: Path) -> None:
    with tempfile.NamedTemporaryFile(suffix=".f32") as raw:
        raw.write(samples.tobytes())
        raw.flush()
        source = ["-f", "f32le", "-ar", str(RATE), "-ac", "1", "-i", raw.name]
        opus = ["-c:a", "libopus", "-b:a", "32k", "-application", "voip"]
        ffmpeg.run([*source, *opus, "-fflags", "+bitexact", "-flags:a", "+bitexact", str(path)])


if __name__ == "__main__":
    main()
