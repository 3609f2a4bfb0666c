"""The sound of the room while nobody speaks: found in a recording, and laid where it lacks.

Where something was cut out or must not be heard, the room would fall silent for an instant,
and the ear takes that for a fault.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from activities.render.audio.pcm import BLOCK, CHANNELS, SILENT, Floats, decibels, powers

# Blocks that a stretch of it lasts at least: 0.25 s tell its colour.
_LEAST = 25
# How much quieter than what is heard it is, and how much its blocks differ, dB; else somebody
# speaks in it. Blocks of 10 ms of steady noise differ by about 1 dB.
_BELOW, _SPREAD = 12.0, 3.0
# Samples of a spectrum: 43 ms.
_SIZE = 2048
_HOP = _SIZE // 2


@dataclass(frozen=True)
class RoomTone:
    """How a room sounds."""

    power: float
    colour: Floats
    """Mean magnitude of each frequency, for each channel."""

    @property
    def level(self) -> float:
        """Return its level, dB of full scale."""
        return 10 * math.log10(self.power)

    def sounding(self, samples: int) -> Floats:
        """Return as much of it as is wanted, without any repetition; the same every time."""
        chance = np.random.default_rng(samples)
        made = np.zeros((samples + 2 * _SIZE, CHANNELS), np.float32)
        # The squares of these windows add up to one.
        window = np.sin(np.pi * (np.arange(_SIZE) + 0.5) / _SIZE)[:, None]
        for start in range(0, samples + _SIZE, _HOP):
            turned = np.exp(2j * np.pi * chance.random((len(self.colour), CHANNELS)))
            made[start : start + _SIZE] += window * np.fft.irfft(self.colour * turned, _SIZE, 0)
        kept = made[_HOP : _HOP + samples]
        heard = float(np.mean(kept.astype(np.float64) ** 2))
        return np.asarray(kept * np.sqrt(self.power / max(heard, 1e-20)), np.float32)


def room_tone(takes: Sequence[Floats]) -> RoomTone | None:
    """Return the quietest even stretch of some recordings, None when somebody always speaks.

    Digital silence is no room.
    """
    quietest: tuple[float, Floats] | None = None
    for take in takes:
        power = powers(take)
        if (start := _quietest(power)) is None:
            continue
        level = float(power[start : start + _LEAST].mean())
        if quietest is None or level < quietest[0]:
            quietest = level, take[start * BLOCK : (start + _LEAST) * BLOCK]
    return None if quietest is None else RoomTone(quietest[0], _colour(quietest[1]))


def fill(samples: Floats, start: int, end: int, tone: RoomTone) -> None:
    """Bring a stretch up to the level of the room where it is quieter by far."""
    start, end = max(0, start), min(len(samples), end)
    if end <= start:
        return
    place = samples[start:end]
    # Noise of that power varies, so what is less than 3 dB below it lacks nothing.
    lacking = np.sqrt(np.clip(1 - 2 * powers(place, block=BLOCK // 4) / tone.power, 0, 1))
    centres = (np.arange(len(lacking)) + 0.5) * (BLOCK // 4)
    gain = np.interp(np.arange(end - start), centres, lacking)[:, None]
    place += (tone.sounding(end - start) * gain).astype(np.float32)


def _quietest(power: Floats) -> int | None:
    """Return the first block of the quietest even stretch that is a room."""
    level = decibels(power)
    if len(level) < _LEAST:
        return None
    windows = np.lib.stride_tricks.sliding_window_view(level, _LEAST)
    heard = float(decibels(power.mean(keepdims=True))[0])
    even = (windows.std(axis=1) < _SPREAD) & (windows.min(axis=1) > SILENT + 1)
    mean = np.where(even & (windows.max(axis=1) < heard - _BELOW), windows.mean(axis=1), np.inf)
    best = int(mean.argmin())
    return best if np.isfinite(mean[best]) else None


def _colour(samples: Floats) -> Floats:
    window = np.sin(np.pi * (np.arange(_SIZE) + 0.5) / _SIZE)[:, None]
    starts = range(0, len(samples) - _SIZE + 1, _HOP)
    spectra = [np.abs(np.fft.rfft(samples[n : n + _SIZE] * window, axis=0)) ** 2 for n in starts]
    return np.asarray(np.sqrt(np.mean(spectra, axis=0)), np.float32)
