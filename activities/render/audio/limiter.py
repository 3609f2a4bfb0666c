"""Gain with a limiter that looks ahead and hears what lies between samples.

Only what is near the ceiling is looked at closely, which is little of any speech; so it costs
a fraction of a limiter that works on four times the samples.
"""

import numpy as np

from activities.render.audio.loudness import Mastering
from activities.render.audio.pcm import CHANNELS, RATE, Floats, amplitude, chunks, stretch

# Samples that share a gain: 1 ms.
_BLOCK = RATE // 1000
# Blocks before and after a peak over which the gain falls and rises: slower would be heard as
# pumping, faster as distortion of low voices.
_REACH = 20
# Between two samples a sound can be higher than both, but by more than 3 dB only at the very
# edge of the band, where recordings have nothing.
_BETWEEN_DB = 3.0
# Four times the samples, as EBU Tech 3341 asks of a meter of true peaks.
_OVERSAMPLING = 4
_HALF = 12


def mastered(samples: Floats, mastering: Mastering, made: Floats) -> None:
    """Write the samples into ``made`` as loud as wanted, true peaks no higher than the ceiling."""
    gain = np.float32(amplitude(mastering.gain))
    for part in chunks(len(samples), multiple=_BLOCK):
        if mastering.ceiling is None:
            made[part] = samples[part] * gain
            continue
        limit = amplitude(mastering.ceiling) / float(gain)
        made[part] = _limited(samples, part, limit) * gain


def true_peak(samples: Floats) -> float:
    """Return the highest true peak, dBTP; -inf for digital silence."""
    highest = 0.0
    for part in chunks(len(samples), multiple=_BLOCK):
        around = _with_margins(samples, part.start, part.stop)
        peaks = _sample_peaks(around)
        near = max(highest, float(peaks.max())) * amplitude(-_BETWEEN_DB)
        highest = max(highest, float(_true_peaks(around, peaks, above=near).max()))
    with np.errstate(divide="ignore"):
        return float(20 * np.log10(highest))


def _limited(samples: Floats, part: slice, limit: float) -> Floats:
    """Return a part of the samples of which no true peak is above ``limit``."""
    margin = 2 * _REACH * _BLOCK
    around = _with_margins(samples, part.start - margin, part.stop + margin)
    peaks = _sample_peaks(around)
    found = stretch(samples, part.start, part.stop - part.start)
    if peaks.max(initial=0.0) <= limit * amplitude(-_BETWEEN_DB):
        return found
    peaks = _true_peaks(around, peaks, above=limit * amplitude(-_BETWEEN_DB))
    if peaks.max() <= limit:
        return found
    smooth = _smooth(np.minimum(1.0, limit / np.maximum(peaks, limit)))
    centres = (np.arange(len(smooth)) + 0.5) * _BLOCK
    at = np.arange(len(found)) + _REACH * _BLOCK
    return found * np.interp(at, centres, smooth).astype(np.float32)[:, None]


def _smooth(needed: Floats) -> Floats:
    """Return gains no higher than those needed, without steps; ``_REACH`` fewer on each side."""
    # The lowest of all blocks within reach, so that the mean over the reach is never higher.
    half = _REACH // 2
    lowest = np.lib.stride_tricks.sliding_window_view(needed, 2 * half + 1).min(axis=1)
    window = np.hanning(2 * half + 1)
    return np.asarray(np.convolve(lowest, window / window.sum(), mode="valid"), np.float32)


def _with_margins(samples: Floats, start: int, end: int) -> Floats:
    """Return whole blocks, with the samples that stand around the first and the last."""
    length = -(-(end - start) // _BLOCK) * _BLOCK
    return stretch(samples, start - _HALF, length + 2 * _HALF)


def _sample_peaks(around: Floats) -> Floats:
    """Return the highest sample of each block."""
    inner = np.abs(around[_HALF:-_HALF]).reshape(-1, _BLOCK * CHANNELS)
    return np.asarray(inner.max(axis=1), np.float32)


def _true_peaks(around: Floats, peaks: Floats, *, above: float) -> Floats:
    """Return the peaks, those above a value with what lies between samples."""
    blocks = np.flatnonzero(peaks > above)
    if len(blocks) == 0:
        return peaks
    found = peaks.copy()
    windows = np.lib.stride_tricks.sliding_window_view(around, _BLOCK + 2 * _HALF, axis=0)
    close = windows[blocks * _BLOCK]
    between = np.zeros((len(blocks), CHANNELS, _BLOCK, _OVERSAMPLING - 1), np.float32)
    for tap, kernel in enumerate(_KERNELS):
        between += close[:, :, tap : tap + _BLOCK, None] * kernel
    found[blocks] = np.maximum(found[blocks], np.abs(between).max(axis=(1, 2, 3)))
    return found


def _kernels() -> Floats:
    """Return what gives the sound at each quarter of the way from a sample to the next."""
    at = np.arange(-_HALF, _HALF + 1)[:, None]
    shift = np.arange(1, _OVERSAMPLING) / _OVERSAMPLING
    kernel = np.sinc(at - shift) * np.cos(np.pi * (at - shift) / (2 * _HALF + 2))
    return np.asarray(kernel / kernel.sum(axis=0), np.float32)


_KERNELS = _kernels()
