"""Sounds whose truth is known, for the tests of this room: 16 kHz, -1..1."""

import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from activities.listen.levels import Floats
from core import ffmpeg
from core.domain.sound import RATE
from core.errors import EngineUnavailableError
from core.models import ModelStore
from core.settings import settings


def need_fireredvad() -> None:
    """Skip the test where the model cannot be had."""
    try:
        ModelStore(settings()).fetch("fireredvad")
    except EngineUnavailableError as error:
        pytest.skip(str(error))


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
        clap = _resonant(chance, chance.uniform(900, 2600))
        tempo = chance.uniform(3, 5)
        for beat in np.arange(chance.uniform(0, 0.3), seconds - 0.1, 1 / tempo):
            first = round((beat + chance.uniform(0, 0.03)) * RATE)
            part = whole[first : first + len(clap)]
            part += clap[: len(part)] * chance.uniform(0.4, 1)
    return _loud(whole, rms)


def cheer(seconds: float, rms: float = 0.1, people: int = 80, seed: int = 1) -> Floats:
    """Return many voices calling out at once, each a vowel on its own gliding pitch."""
    chance = np.random.default_rng(seed)
    size = round(seconds * RATE)
    whole = 0.6 * chance.standard_normal(size)
    for _ in range(people):
        length = round(min(seconds, chance.uniform(0.6, 2.0)) * RATE)
        first = int(chance.integers(0, size - length + 1))
        pitch = chance.uniform(200, 600) * np.linspace(1, chance.uniform(0.8, 1.2), length)
        breath = 0.5 * np.cumsum(chance.standard_normal(length)) / 40
        voice = np.sign(np.sin(2 * np.pi * np.cumsum(pitch) / RATE + breath))
        whole[first : first + length] += 0.2 * voice * np.hanning(length)
    spectrum = np.fft.rfft(whole)
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    # Crowds are loudest where open vowels are, and fall off to either side.
    low, high = np.minimum(1, hertz / 900), np.minimum(1, 1400 / np.maximum(hertz, 1))
    spectrum *= low**2.5 * high**1.7
    return _loud(np.fft.irfft(spectrum, size), rms)


def shout(seconds: float, rms: float = 0.5, hertz: float = 330.0) -> Floats:
    """Return one voice, high and strained: its upper harmonics are as strong as the lower."""
    at = np.arange(round(seconds * RATE)) / RATE
    glide = hertz * (1 + 0.03 * np.sin(2 * np.pi * 5 * at))
    phase = 2 * np.pi * np.cumsum(glide) / RATE
    voice = np.sum([np.sin(n * phase) / n**0.3 for n in range(2, 12)], axis=0)
    return _loud(voice * np.minimum(1, 8 * np.sin(np.pi * at / seconds)), rms)


def drum(seconds: float, rms: float = 0.1) -> Floats:
    """Return a drum beaten five times a second without end."""
    beat = np.zeros(RATE // 5, np.float32)
    chance = np.random.default_rng(3)
    beat[:1600] = chance.standard_normal(1600) * np.hanning(1600)
    whole = np.tile(beat, round(seconds * 5))
    return _loud(whole, rms)


def song(seconds: float, rms: float = 0.1, bpm: float = 120.0, seed: int = 1) -> Floats:
    """Return chords of four notes, a new one every four beats, with a bass and drums."""
    chance = np.random.default_rng(seed)
    beat = 60 / bpm
    size = round(seconds * RATE)
    whole = np.zeros(size + 2 * RATE)
    for number in range(int(seconds / beat)):
        first = round(number * beat * RATE)
        root = 110 * 2 ** ((0, 5, 7, 3)[number // 4 % 4] / 12)
        _add(whole, first, _note(root / 2, beat, 8))
        if number % 4 == 0:
            for step in (0, 4, 7, 12):
                _add(whole, first, 0.5 * _note(2 * root * 2 ** (step / 12), 4 * beat, 5))
        _add(whole, first, _hit(chance, 0.05 if number % 2 else 0.12, low=number % 2 == 0))
    return _loud(whole[:size], rms)


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


def _resonant(chance: np.random.Generator, hertz: float) -> NDArray[np.float64]:
    """One clap of hollow hands: their cavity rings (Repp 1987)."""
    at = np.arange(480) / RATE
    ringing = np.cos(2 * np.pi * hertz * at) * np.exp(-at * 900)
    return np.convolve(chance.standard_normal(480) * np.exp(-at * 200), ringing)[:480]


def _add(whole: NDArray[np.float64], first: int, part: NDArray[np.float64]) -> None:
    room = whole[first : first + len(part)]
    room += part[: len(room)]


def _note(hertz: float, seconds: float, harmonics: int) -> NDArray[np.float64]:
    at = np.arange(round(seconds * RATE)) / RATE
    waves = [np.sin(2 * np.pi * hertz * n * at) / n for n in range(1, harmonics)]
    return np.asarray(np.sum(waves, axis=0) * np.exp(-1.5 * at / seconds), np.float64)


def _hit(chance: np.random.Generator, seconds: float, *, low: bool) -> NDArray[np.float64]:
    at = np.arange(round(seconds * RATE)) / RATE
    skin = np.sin(2 * np.pi * 60 * at) if low else chance.standard_normal(len(at))
    return np.asarray(2 * skin * np.exp(-20 * at), np.float64)
