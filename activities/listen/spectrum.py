"""The spectrum of sound, frame by frame: how noisy it is and where its energy lies."""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from activities.listen.levels import Floats, decibels
from core.domain.sound import RATE

FRAME = 400
"""Samples of one frame: 25 ms, in which a vowel stands still."""
SECONDS = FRAME / RATE
BANDS = 16

_FFT = 512
_FREQUENCIES = np.fft.rfftfreq(_FFT, 1 / RATE)
_WINDOW = np.hanning(FRAME).astype(np.float32)
# Voice and applause both live here; below it are hum and footsteps.
_HEARD = slice(*np.searchsorted(_FREQUENCIES, (300, 6001)))
_BASS = slice(*np.searchsorted(_FREQUENCIES, (40, 200)))
# Voices sing and shout between these, Hz; a frame is too short for deeper ones.
_PITCHES = (100, 800)
_LAGS = slice(RATE // _PITCHES[1], RATE // _PITCHES[0] + 1)
# Frames whose spectra are averaged to find held notes: half a second; lines are compared
# with what is around them, so many frequencies of 31 Hz wide.
_GROUP = 20
_SMOOTH = 9
# The part of the band above which a strained voice and clapping hands have more, Hz.
_BRIGHT = 1500


@dataclass(frozen=True)
class Frames:
    """One row for each frame of 25 ms."""

    level: Floats
    """dB within 300 to 6000 Hz."""
    flatness: Floats
    """Spectral flatness (geometric over arithmetic mean of the power) in the same band:
    near 0 for a vowel, 0.56 for white noise in a single frame."""
    bands: Floats
    """dB in each of 16 bands from 200 to 7000 Hz, equally wide to the ear."""
    bass: Floats
    """dB below 200 Hz, where drums and basses are."""
    voicing: Floats
    """How well the sound repeats after one period, 0..1: near 1 for a vowel."""
    pitch: Floats
    """Repetitions per second, 100 to 800 Hz; means something only where voicing is high."""
    bright: Floats
    """The share of the power in the band that lies above 1500 Hz, 0..1."""
    lines: Floats
    """How far narrow lines stand out of the spectrum of this half second, dB: 0.7 for noise,
    where pitches glide 2, where notes are held 3 and more."""

    def __len__(self) -> int:
        return len(self.level)

    def __add__(self, other: "Frames") -> "Frames":
        return Frames(*map(np.concatenate, zip(_columns(self), _columns(other), strict=True)))

    def part(self, first: int, last: int | None = None) -> "Frames":
        """Return the frames from ``first`` up to, not including, ``last``."""
        return Frames(*(column[first:last] for column in _columns(self)))

    @classmethod
    def none(cls) -> Self:
        """Return no frames at all."""
        empty = np.empty(0, np.float32)
        return cls(empty, empty, np.empty((0, BANDS), np.float32), *[empty] * 5)


def frames(samples: Floats) -> Frames:
    """Describe the samples; an incomplete last frame is filled up with silence."""
    padded = np.pad(samples, (0, -len(samples) % FRAME)).reshape(-1, FRAME)
    spectra = np.fft.rfft(padded * _WINDOW, _FFT)
    power = np.square(spectra.real) + np.square(spectra.imag)
    power /= np.float32(_FFT * FRAME / 4)
    heard = power[:, _HEARD] + np.float32(1e-12)
    whole = heard.sum(axis=1)
    voicing, pitch = _repeating(power)
    return Frames(
        level=decibels(whole),
        flatness=np.exp(np.log(heard).mean(axis=1)) * heard.shape[1] / whole,
        bands=decibels(power @ _BANK),
        bass=decibels(power[:, _BASS].sum(axis=1)),
        voicing=voicing,
        pitch=pitch,
        bright=heard[:, round(_BRIGHT * _FFT / RATE) - _HEARD.start :].sum(axis=1) / whole,
        lines=_lines(heard),
    )


def _columns(of: Frames) -> tuple[Floats, ...]:
    return tuple(getattr(of, name) for name in Frames.__dataclass_fields__)


def _repeating(power: Floats) -> tuple[Floats, Floats]:
    """Return how well each frame repeats after its best period, and how often a second."""
    echo = np.fft.irfft(power, _FFT)
    likeness = echo[:, _LAGS] / _FADE[_LAGS]
    # A sound also repeats after two and three periods; the shortest is its pitch.
    best = (likeness - echo[:, :1] * _LONGER).argmax(axis=1)
    strength = likeness[np.arange(len(best)), best] / np.maximum(echo[:, 0], 1e-12)
    return np.clip(strength, 0, 1).astype(np.float32), (RATE / (best + _LAGS.start)).astype(
        np.float32
    )


def _lines(power: Floats) -> Floats:
    """Return how far the spectrum of each group of frames departs from a smooth one, dB."""
    padded = np.pad(power, ((0, -len(power) % _GROUP), (0, 0)), mode="edge")
    level = decibels(padded.reshape(-1, _GROUP, power.shape[1]).mean(axis=1))
    sums = np.cumsum(np.pad(level, ((0, 0), (1, 0))), axis=1, dtype=np.float64)
    smooth = (sums[:, _SMOOTH:] - sums[:, :-_SMOOTH]) / _SMOOTH
    inside = level[:, _SMOOTH // 2 : -(_SMOOTH // 2)]
    return np.repeat((inside - smooth).std(axis=1), _GROUP)[: len(power)].astype(np.float32)


def _fade() -> NDArray[np.float32]:
    """Return how much of a sound that never changes the window leaves at each lag, 0..1."""
    echo = np.fft.irfft(np.square(np.abs(np.fft.rfft(_WINDOW, 2 * _FFT))))[:_FFT]
    return np.asarray(echo / echo[0], np.float32)


def _bank() -> NDArray[np.float32]:
    """Return the share of each frequency in each band, equally spaced on the mel scale."""
    low, high = (2595 * math.log10(1 + hertz / 700) for hertz in (200, 7000))
    hertz = 700 * (10 ** (np.linspace(low, high, BANDS + 1) / 2595) - 1)
    band = np.searchsorted(hertz, _FREQUENCIES) - 1
    return np.stack([band == index for index in range(BANDS)], axis=1).astype(np.float32)


_BANK = _bank()
# What an octave costs a pitch, as a share of the power (Boersma 1993, there 0.01).
_LONGER = (0.05 * np.log2(np.arange(_LAGS.start, _LAGS.stop) / _LAGS.start)).astype(np.float32)
_FADE = _fade()
