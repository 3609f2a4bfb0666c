"""Sounds whose truth is known, for the tests of this room: 16 kHz, -1..1."""

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from activities.listen.levels import Floats
from activities.listen.spectrum import RATE
from core import ffmpeg


def silence(seconds: float) -> Floats:
    return np.zeros(round(seconds * RATE), np.float32)


def tone(seconds: float, amplitude: float = 0.5, hertz: float = 440.0) -> Floats:
    at = np.arange(round(seconds * RATE)) / RATE
    return np.asarray(amplitude * np.sin(2 * np.pi * hertz * at), np.float32)


def noise(seconds: float, rms: float = 0.1, seed: int = 1) -> Floats:
    chance = np.random.default_rng(seed)
    return np.asarray(rms * chance.standard_normal(round(seconds * RATE)), np.float32)


def speech(seconds: float, rms: float = 0.1, seed: int = 1) -> Floats:
    """Return syllables of uneven length and pitch, some vowels, some consonants."""
    chance = np.random.default_rng(seed)
    parts: list[Floats] = []
    while sum(map(len, parts)) < seconds * RATE:
        parts += [_vowel(chance), _consonant(chance)]
    joined = np.concatenate(parts)[: round(seconds * RATE)]
    return _loud(joined, rms)


def laugh(seconds: float, rms: float = 0.1, seed: int = 1) -> Floats:
    """Return the same breathy note about five times a second, slightly uneven."""
    chance = np.random.default_rng(seed)
    whole = 1e-3 * chance.standard_normal(round(seconds * RATE))
    start = 0.0
    while start < seconds - 0.25:
        length = 0.2 * (1 + 0.05 * chance.standard_normal())
        at = np.arange(round(0.55 * length * RATE)) / RATE
        note = 0.6 * _harmonics(240, at) + 0.4 * chance.standard_normal(len(at))
        first = round(start * RATE)
        whole[first : first + len(at)] += note * np.hanning(len(at))
        start += length
    return _loud(whole, rms)


def applause(seconds: float, rms: float = 0.1, people: int = 60, seed: int = 1) -> Floats:
    """Return many hands clapping, each four times a second in its own time and sound."""
    chance = np.random.default_rng(seed)
    whole = np.zeros(round(seconds * RATE))
    for _ in range(people):
        clap = chance.standard_normal(480) * np.exp(-np.arange(480) / 80)
        tempo = chance.uniform(3, 5)
        for beat in np.arange(chance.uniform(0, 0.3), seconds - 0.1, 1 / tempo):
            first = round((beat + chance.uniform(0, 0.03)) * RATE)
            part = whole[first : first + len(clap)]
            part += clap[: len(part)] * chance.uniform(0.4, 1)
    return _loud(whole, rms)


def music(seconds: float, rms: float = 0.1) -> Floats:
    """Return a drum beaten five times a second without end."""
    beat = np.zeros(RATE // 5, np.float32)
    chance = np.random.default_rng(3)
    beat[:1600] = chance.standard_normal(1600) * np.hanning(1600)
    whole = np.tile(beat, round(seconds * 5))
    return _loud(whole, rms)


def joined(*parts: Floats) -> Floats:
    """Return the sounds one after the other, in a quiet room."""
    whole = np.concatenate(parts)
    return whole + noise(len(whole) / RATE, rms=3e-4, seed=9)


def flac(path: Path, sound: Floats) -> Path:
    """Write the sound as the ingest step would."""
    raw = path.with_suffix(".wav")
    with wave.open(str(raw), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    ffmpeg.run(["-i", str(raw), str(path)])
    return path


def _loud(sound: NDArray[np.floating], rms: float) -> Floats:
    return np.asarray(sound * rms / np.sqrt(np.mean(sound**2)), np.float32)


def _vowel(chance: np.random.Generator) -> Floats:
    at = np.arange(round(chance.uniform(0.06, 0.28) * RATE)) / RATE
    loud = chance.uniform(0.3, 1)
    voice = _harmonics(chance.uniform(100, 180), at)
    return np.asarray(loud * voice * np.hanning(len(at)), np.float32)


def _consonant(chance: np.random.Generator) -> Floats:
    size = round(chance.uniform(0.02, 0.12) * RATE)
    return np.asarray(0.05 * chance.standard_normal(size), np.float32)


def _harmonics(hertz: float, at: NDArray[np.float64]) -> Floats:
    waves = [np.sin(2 * np.pi * hertz * n * at) / n for n in range(1, 20)]
    return np.asarray(np.sum(waves, axis=0), np.float32)
