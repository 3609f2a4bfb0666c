"""The beats of music: where its onsets agree with one steady tempo.

Onset strength, its autocorrelation and dynamic programming as in Ellis, "Beat tracking by
dynamic programming" (2007).
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from activities.listen.levels import Floats
from activities.listen.segments import smoothed
from activities.listen.spectrum import SECONDS, Frames
from core.domain.span import Span

# Seconds of music that are needed to hear its tempo, and that are judged together: a tempo
# may change from song to song.
_LEAST, _TOGETHER = 6.0, 60.0
# Beats a minute: what people tap to, most gladly 120, within an octave (Ellis 2007).
_SLOWEST, _FASTEST, _USUAL, _OCTAVES = 50.0, 200.0, 120.0, 0.9
# How well onsets repeat after one beat where a beat can be heard: measured 0.3 to 0.8 for
# drums and strummed chords, 0.05 to 0.15 for speech, applause and held chords.
_STEADY = 0.2
# How much a beat that comes too early or too late costs, against the strength of its onset.
_TIGHT = 100.0
# The share of the bass in an onset.
_BASS = 0.3
# What is softer in a band has no onset, dB.
_INAUDIBLE = -80.0
_SPREAD = (0.25, 0.5, 0.25)
# Frames of half a second, by which onsets are compared with their surroundings.
_AROUND = round(0.5 / SECONDS)


def onsets(frames: Frames, before: Frames) -> Floats:
    """Return how much louder each frame is than the one before, dB: the mean of its bands, and
    a part for the bass, where the drum is.

    ``before`` is the frame before the first, or none.
    """
    whole = before + frames
    loud = np.maximum(np.column_stack((whole.bass, whole.bands)), _INAUDIBLE)
    rise = np.maximum(np.diff(loud, axis=0), 0)
    rise = np.pad(rise, ((len(frames) - len(rise), 0), (0, 0)))
    return np.asarray(_BASS * rise[:, 0] + (1 - _BASS) * rise[:, 1:].mean(axis=1), np.float32)


def beats(strength: Floats, music: Iterable[Span]) -> tuple[float, ...]:
    """Return the times of the beats inside the music, in seconds.

    ``strength`` has one value for each frame, as ``onsets`` gives it.
    """
    found: list[float] = []
    for span in music:
        first, last = round(span.start / SECONDS), round(span.end / SECONDS)
        pieces = max(1, round((last - first) * SECONDS / _TOGETHER))
        edges = np.linspace(first, min(last, len(strength)), pieces + 1).round().astype(int)
        for a, b in pairwise(edges.tolist()):
            found += [round(float(a + beat + 0.5) * SECONDS, 3) for beat in _track(strength[a:b])]
    return tuple(found)


def _track(strength: Floats) -> list[int]:
    """Return the frames of the beats; none where no tempo is steady."""
    if len(strength) * SECONDS < _LEAST:
        return []
    # A beat between two frames is heard in both.
    spread = np.convolve(strength, _SPREAD, mode="same").astype(np.float32)
    clear = spread - smoothed(spread, 2 * _AROUND + 1)
    deviation = float(clear.std())
    if deviation < 1e-6:
        return []
    clear = np.maximum(clear / np.float32(deviation), 0)
    period, steadiness = _tempo(clear)
    return _follow(clear, period) if steadiness >= _STEADY else []


def _tempo(clear: Floats) -> tuple[float, float]:
    """Return the frames from beat to beat, and how well the onsets repeat then, -1..1."""
    level = clear - clear.mean()
    size = 2 * len(level)
    echo = np.fft.irfft(np.square(np.abs(np.fft.rfft(level, size))), size)[: len(level)]
    echo = echo / np.maximum(np.arange(len(level), 0, -1), 1)
    lags = np.arange(round(60 / _FASTEST / SECONDS), round(60 / _SLOWEST / SECONDS) + 1)
    distance = np.log2(60 / (lags * SECONDS) / _USUAL) / _OCTAVES
    # Every second beat is often the stronger one: what repeats after two speaks for one.
    twice = np.max([echo[2 * lags + shift] for shift in (-1, 0, 1)], axis=0)
    best = int(np.argmax((echo[lags] + twice / 2) * np.exp(-0.5 * distance**2)))
    lag = int(lags[best])
    before, at, after = (float(echo[lag + shift]) for shift in (-1, 0, 1))
    bend = before - 2 * at + after
    shift = 0.5 * (before - after) / bend if bend < 0 else 0.0
    return lag + float(np.clip(shift, -0.5, 0.5)), at / max(float(echo[0]), 1e-9)


def _follow(clear: Floats, period: float) -> list[int]:
    """Return the frames that have onsets and follow each other at the period, best in sum."""
    reach = np.arange(round(period / 2), round(period * 2) + 1)
    cost = -_TIGHT * np.square(np.log(reach / period))
    most = int(reach[-1])
    # Nothing comes before the first frame, so a beat there stands for itself.
    score = np.concatenate((np.zeros(most), clear.astype(np.float64)))
    before = np.full(len(score), -1)
    for frame in range(most, len(score)):
        candidates = score[frame - reach] + cost
        best = int(np.argmax(candidates))
        if candidates[best] > 0:
            score[frame] += candidates[best]
            before[frame] = frame - reach[best]
    frame = len(score) - round(period) + int(np.argmax(score[-round(period) :]))
    found = []
    while frame >= most:
        found.append(frame - most)
        frame = int(before[frame])
    return found[::-1]
