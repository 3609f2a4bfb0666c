"""How loud a sound is, and what makes it as loud as planned.

Loudness is EBU R 128: integrated in LUFS, true peaks in dBTP. A clip gets one linear gain
and, where peaks would pass the ceiling, a limiter.
"""

import re
from dataclasses import dataclass
from typing import cast

import ffmpeg as library

from activities.render.base import Stream
from core.domain.plan import AudioPlan

# More gain would show the noise of the room, not the speech.
_MAX_GAIN_DB = 24.0
SILENT_LUFS = -60.0
"""Quieter than any speech; such sound stays as it is."""
# What EBU R 128 meters call silence.
_NOTHING_LUFS = -70.0
# AAC adds a little to peaks; what remains after this margin is corrected by measuring.
_CODEC_MARGIN_DB = 0.8
_TOLERANCE_LU = 0.25


@dataclass(frozen=True)
class Loudness:
    """What an EBU R 128 meter says."""

    integrated: float
    """LUFS; -70 for silence."""
    true_peak: float
    """dBTP; -inf for digital silence."""

    @property
    def audible(self) -> bool:
        return self.integrated > _NOTHING_LUFS


@dataclass(frozen=True)
class Mastering:
    """What is done to the sound, in dB."""

    gain: float = 0.0
    ceiling: float | None = None
    """Peaks above it are limited; None without a limiter."""


def meter(source: str) -> list[str]:
    """Return the arguments that measure an encoded sound."""
    return metered(library.input(source).audio, peaks=True)


def metered(sound: Stream, *, peaks: bool) -> list[str]:
    """Return the arguments that measure a sound; its true peaks cost twice as much again."""
    wanted = {"peak": "true"} if peaks else {}
    metered = sound.filter("ebur128", framelog="verbose", **wanted)
    return cast("list[str]", library.get_args(library.output(metered, "-", f="null")))


def read_meter(said: str) -> Loudness:
    """Return what ffmpeg's ebur128 filter wrote at its end."""
    integrated = re.findall(r"^\s+I:\s+(\S+) LUFS", said, re.MULTILINE)
    peaks = re.findall(r"^\s+Peak:\s+(\S+) dBFS", said, re.MULTILINE)
    loudness = float(integrated[-1]) if integrated else _NOTHING_LUFS
    # "nan" and "-inf" both mean that there was nothing to measure.
    if not loudness > _NOTHING_LUFS:
        loudness = _NOTHING_LUFS
    return Loudness(loudness, float(peaks[-1]) if peaks else float("-inf"))


def first_mastering(measured: Loudness, audio: AudioPlan) -> Mastering:
    """Return what should bring the sound to the plan's loudness."""
    if measured.integrated <= SILENT_LUFS:
        return Mastering()
    gain = min(_MAX_GAIN_DB, audio.loudness - measured.integrated)
    return _with_limiter(gain, audio.true_peak - _CODEC_MARGIN_DB, measured)


def corrected(
    done: Mastering, heard: Loudness, measured: Loudness, audio: AudioPlan
) -> Mastering | None:
    """Return what would be better, None when ``heard`` is what the plan wants."""
    if measured.integrated <= SILENT_LUFS:
        return None
    missing = audio.loudness - heard.integrated
    over = heard.true_peak - audio.true_peak
    gain, ceiling = done.gain, done.ceiling
    if ceiling is None:
        ceiling = audio.true_peak - _CODEC_MARGIN_DB
    if abs(missing) > _TOLERANCE_LU:
        # A limiter takes back a part of what is added.
        reach = missing if done.ceiling is None else 1.6 * missing
        gain = min(_MAX_GAIN_DB, gain + reach)
    if over > 0:
        ceiling -= over + 0.2
    better = _with_limiter(gain, ceiling, measured)
    return better if better != done else None


def _with_limiter(gain: float, ceiling: float, measured: Loudness) -> Mastering:
    needed = measured.true_peak + gain > ceiling
    return Mastering(round(gain, 2), round(ceiling, 2) if needed else None)
