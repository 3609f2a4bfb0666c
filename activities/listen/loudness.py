"""Loudness by EBU R128, measured on samples as they come.

The weighting is the pair of filters that ITU-R BS.1770-4 gives for 48 kHz, applied to the
spectrum, so that sound at 16 kHz is weighted exactly as its source below 8 kHz would be.
One channel counts once: the same sound on two channels shows 3 LU more.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from activities.listen.levels import BLOCK, STEP, Floats
from core.domain.sound import RATE

SILENT = -70.0
"""What a meter shows for silence, LUFS; below it is the absolute gate (EBU Tech 3341)."""
MOMENTARY = 4
"""Steps of momentary loudness: 0.4 s."""
SHORT_TERM = 30
"""Steps of short-term loudness: 3 s."""

_SIZE = round(STEP * RATE)
_SECOND = round(1 / STEP)
# BS.1770-4, tables 1 and 2: a shelf for the head, and a high-pass; numerator, denominator.
_FILTERS = (
    (
        (1.53512485958697, -2.69169618940638, 1.19839281085285),
        (-1.69065929318241, 0.73248077421585),
    ),
    ((1.0, -2.0, 1.0), (-1.99004745483398, 0.99007225036621)),
)
_DESIGNED_FOR = 48_000
# The formula's constant: a sine of 997 Hz at full scale in one channel shows -3.01 LUFS.
_OFFSET = -0.691
_RELATIVE_GATE = -10.0
# Samples after which the answer of the filters has died out.
_TAIL = RATE // 4
# True peaks lie where samples are highest: so many steps of a block are looked at.
_HIGHEST = 8
_OVERSAMPLING = 8
_HALF = 32


@dataclass(frozen=True)
class Loudness:
    """What a meter shows along a recording and for the whole of it."""

    momentary: Floats
    """LUFS of the last 0.4 s at the end of each step."""
    short_term: Floats
    """LUFS of the last 3 s at the end of each whole second."""
    integrated: float | None
    """LUFS; None when there is nothing to hear."""


class Meter:
    """Takes blocks of samples and keeps one number for each step of 0.1 s."""

    def __init__(self) -> None:
        self._before = np.zeros(_TAIL, np.float32)
        self._powers: list[Floats] = []
        self._peak = 0.0

    def hear(self, samples: Floats) -> None:
        """Measure the next samples: whole steps, except at the end, and ``BLOCK`` at most."""
        joined = np.concatenate((self._before, samples))
        weighted = _weighted(joined)[_TAIL:]
        steps = np.pad(weighted, (0, -len(weighted) % _SIZE)).reshape(-1, _SIZE)
        self._powers.append(np.einsum("ij,ij->i", steps, steps) / np.float32(_SIZE))
        self._peak = max(self._peak, _true_peak(joined[_TAIL - 2 * _HALF :], above=self._peak))
        self._before = joined[-_TAIL:]

    def powers(self) -> Floats:
        """Return the weighted power of each step so far, 1 for a square wave at full scale."""
        return np.concatenate([np.empty(0, np.float32), *self._powers])

    def true_peak(self) -> float | None:
        """Return the highest peak between the samples so far, dBTP; None for digital silence."""
        return 20 * math.log10(self._peak) if self._peak > 0 else None


def loudness(powers: Floats) -> Loudness:
    """Return what a meter shows for the weighted power of each step."""
    momentary = _sliding(powers, MOMENTARY)
    short_term = _sliding(powers, SHORT_TERM)[_SECOND - 1 :: _SECOND]
    return Loudness(momentary, short_term, integrated(momentary))


def integrated(momentary: NDArray[np.floating]) -> float | None:
    """Return the gated loudness of a whole recording, LUFS; None when all was gated.

    The blocks of BS.1770-4 are 0.4 s long and begin every 0.1 s, so they are the momentary
    values, without the first three, which are not whole.
    """
    blocks = momentary[MOMENTARY - 1 :].astype(np.float64)
    heard = blocks[blocks > SILENT]
    if len(heard) == 0:
        return None
    loud = heard[heard > _mean(heard) + _RELATIVE_GATE]
    return _mean(loud)


def _mean(blocks: NDArray[np.float64]) -> float:
    return float(10 * np.log10(np.mean(10 ** (blocks / 10))))


def _sliding(powers: Floats, size: int) -> Floats:
    """Return the loudness of the ``size`` steps up to each step; before the first is silence."""
    sums = np.cumsum(np.concatenate((np.zeros(size), powers)))
    mean = (sums[size:] - sums[:-size]) / size
    return np.asarray(
        _OFFSET + 10 * np.log10(np.maximum(mean, 10 ** ((SILENT - _OFFSET) / 10))), np.float32
    )


def _weighted(samples: Floats) -> Floats:
    """Return the weighted samples; the first ``_TAIL`` are wrong."""
    spectrum = np.fft.rfft(samples, len(_RESPONSE) * 2 - 2) * _RESPONSE
    return np.asarray(np.fft.irfft(spectrum)[: len(samples)], np.float32)


def _true_peak(samples: Floats, *, above: float) -> float:
    """Return the highest peak between the samples where they are highest.

    The first and last ``_HALF`` samples only stand around others.
    """
    peak = float(np.abs(samples).max(initial=0.0))
    # Between two samples a sound can be much higher than both, but by more than 3 dB only at
    # the very edge of the band, where recordings have nothing.
    if peak * math.sqrt(2) <= above:
        return peak
    # Where sound is clipped all samples are alike, so what lies between decides.
    halfway = np.abs(np.convolve(samples, _HALFWAY, mode="same")[_HALF:-_HALF])
    steps = np.pad(halfway, (0, -len(halfway) % _SIZE)).reshape(-1, _SIZE).max(axis=1)
    for step in np.argsort(-steps)[:_HIGHEST]:
        part = samples[step * _SIZE : (step + 1) * _SIZE + 2 * _HALF]
        for kernel in _BETWEEN:
            peak = max(peak, float(np.abs(np.convolve(part, kernel, mode="valid")).max()))
    return peak


def _response() -> NDArray[np.complex64]:
    """Return how the filters answer each frequency of a block and its tail."""
    size = BLOCK + _TAIL
    delay = np.exp(-2j * np.pi * np.arange(size // 2 + 1) * RATE / size / _DESIGNED_FOR)
    answer = np.ones(len(delay), np.complex128)
    for (b0, b1, b2), (a1, a2) in _FILTERS:
        answer *= (b0 + b1 * delay + b2 * delay**2) / (1 + a1 * delay + a2 * delay**2)
    return answer.astype(np.complex64)


def _between() -> list[Floats]:
    """Return what gives the sound at each eighth of the way from a sample to the next."""
    at = np.arange(-_HALF, _HALF + 1)
    shifts = [part / _OVERSAMPLING for part in range(1, _OVERSAMPLING)]
    kernels = [
        np.sinc(at - shift) * np.cos(np.pi * (at - shift) / (2 * _HALF + 2)) for shift in shifts
    ]
    return [np.asarray(kernel, np.float32) for kernel in kernels]


_RESPONSE = _response()
_BETWEEN = _between()
# The same half a sample on, from four samples on either side.
_HALFWAY = _BETWEEN[_OVERSAMPLING // 2 - 1][_HALF - 3 : _HALF + 5]
