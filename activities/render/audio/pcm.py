"""Sound as samples in files: two channels in turn, 32-bit floats, ``RATE`` a second.

The files are mapped, not read, so that a clip of an hour needs no more memory than one of a
minute. A value of 1 is full scale.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import ffmpeg as library
import numpy as np
from numpy.typing import NDArray

from activities.render.base import Stream
from activities.render.delivery import SOUND_RATE

RATE = SOUND_RATE

Floats = NDArray[np.float32]
"""Samples by channel, ``(samples, 2)``, or one value for each block of them."""

CHANNELS = 2
FORMAT = {"f": "f32le", "ar": str(RATE), "ac": str(CHANNELS)}
"""What ffmpeg must be told to read such a file."""

BLOCK = RATE // 100
"""Samples of which one level is told: 10 ms."""
SILENT = -120.0
"""The level of digital silence, dB."""

_BYTES = 4 * CHANNELS
# Samples that are worked on at once: 11 MB.
_CHUNK = 30 * RATE


def opened(path: Path, *, writing: bool = False) -> Floats:
    """Return the samples of a file; what is changed in them is changed in the file."""
    samples = path.stat().st_size // _BYTES
    if samples == 0:
        return np.zeros((0, CHANNELS), np.float32)
    return np.memmap(path, np.float32, "r+" if writing else "r", shape=(samples, CHANNELS))


def created(path: Path, samples: int) -> Floats:
    """Return the samples of a new file, all silent."""
    return np.memmap(path, np.float32, "w+", shape=(samples, CHANNELS))


def stretch(samples: Floats, start: int, length: int) -> Floats:
    """Return so many samples from ``start`` on; silence where there are none."""
    found = np.zeros((length, CHANNELS), np.float32)
    first, last = max(0, start), min(len(samples), start + length)
    if first < last:
        found[first - start : last - start] = samples[first:last]
    return found


def chunks(samples: int, *, multiple: int = BLOCK) -> Iterator[slice]:
    """Return slices that cover so many samples, each a ``multiple`` long except the last."""
    step = _CHUNK // multiple * multiple
    for start in range(0, samples, step):
        yield slice(start, min(samples, start + step))


def powers(samples: Floats, *, block: int = BLOCK) -> Floats:
    """Return the mean power of each block; what is left at the end makes a block of its own."""
    found = [_powers(samples[part], block) for part in chunks(len(samples), multiple=block)]
    return np.concatenate([np.empty(0, np.float32), *found])


def decibels(power: Floats) -> Floats:
    """Return powers in dB, ``SILENT`` for none."""
    least = np.float32(10 ** (SILENT / 10))
    return np.asarray(10 * np.log10(np.maximum(power, least)), np.float32)


def amplitude(level: float) -> float:
    """Return the factor that is so many dB."""
    return float(10 ** (level / 20))


def decoded(sound: Stream, target: Path, *, start: float = 0.0) -> list[str]:
    """Return the arguments that write a sound as such a file, from a second of it on.

    Gaps in its times, also before its first sample, become silence.
    """
    filled = sound.filter("aresample", RATE, **{"async": 1, "first_pts": 0})
    if start > 0:
        filled = filled.filter("atrim", start_sample=round(start * RATE))
    stereo = filled.filter("aformat", sample_fmts="flt", channel_layouts="stereo")
    made = library.output(stereo, str(target), **FORMAT, **{"c:a": "pcm_f32le"})
    return cast("list[str]", library.get_args(made))


def _powers(samples: Floats, block: int) -> Floats:
    padded = np.pad(samples, ((0, -len(samples) % block), (0, 0))).reshape(-1, block * CHANNELS)
    return np.asarray(np.einsum("ij,ij->i", padded, padded) / (block * CHANNELS), np.float32)
