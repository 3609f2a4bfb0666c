"""Sound that is not speech: applause, laughter, and what is much louder than the rest.

The rules look at measured properties of the sound alone. They would rather
miss an event than invent one, because a clip is chosen for its events.
"""

from collections.abc import Iterable
from typing import Literal, Protocol

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from activities.listen.levels import STEP, Floats, around, background, speech
from activities.listen.silences import runs, threshold
from core.domain.sound import SoundEvent
from core.domain.span import Span

Mask = NDArray[np.bool_]
Kind = Literal["laughter", "applause", "peak"]

# Applause is noise: a crowd clapping has a flatness of 0.3 to 0.5, speech averages 0.1.
_NOISY = 0.25
# The level of applause hardly moves from tenth to tenth (standard deviation), dB; speech moves 6.
_STEADY = 3.0
_APPLAUSE_SECONDS = (1.5, 90.0)
# A reaction is not much quieter than the speech that it answers, dB …
_BELOW_SPEECH = 15.0
# … and stands out of the noise that is always there, dB.
_ABOVE_ROOM = 10.0
_LAUGHTER_SECONDS = (0.8, 15.0)
# Laughter comes in moments; where more than this share of a minute laughs, it is music.
_MUSIC = 0.4
# How far above its own usual level a peak is, in robust standard deviations and in dB.
_PEAK_SIGMAS = 3.0
_PEAK_RISE = 6.0
# Speech that is very even must not make every stressed word a peak, dB.
_LEAST_SIGMA = 2.0
_MAD_TO_SIGMA = 1.4826
_LOUDER_HALF = 50


class _Measure(Protocol):
    def __call__(self, values: Floats, /, *, axis: int) -> Floats: ...


def events(levels: Floats, flatness: Floats, laughing: Floats) -> tuple[SoundEvent, ...]:
    """Return all events in order of time. Every array has one value a step of 0.1 s.

    ``flatness`` and ``laughing`` are those of ``spectrum`` and ``rhythm``, 0..1.
    """
    found = [*applause(levels, flatness), *laughter(levels, laughing), *peaks(levels)]
    return tuple(sorted(found, key=lambda event: (event.span.start, event.kind)))


def applause(levels: Floats, flatness: Floats) -> list[SoundEvent]:
    """Return where a crowd claps: steady, noise-like, and not always there."""
    noise = _rolling(flatness, 11, np.median)
    steady = _rolling(levels, 11, np.std) <= _STEADY
    likely = (noise >= _NOISY) & steady & _standing_out(levels, levels)
    return _spans("applause", likely, (noise - _NOISY) * 2 + 0.5, limits=_APPLAUSE_SECONDS)


def laughter(levels: Floats, laughing: Floats) -> list[SoundEvent]:
    """Return where somebody laughs, unless that goes on and on like a beat."""
    likely = (laughing > 0) & _standing_out(_rolling(levels, 5, np.max), levels)
    busy = _rolling(likely.astype(np.float32), 601, np.mean) > _MUSIC
    return _spans("laughter", likely & ~busy, laughing, limits=_LAUGHTER_SECONDS)


def peaks(levels: Floats) -> list[SoundEvent]:
    """Return what is far above the usual level of the sound around it.

    The usual level counts no silence, so speech after a pause is no peak.
    """
    smooth = _rolling(levels, 5, np.mean)
    sounding = levels >= threshold(levels)
    usual = around(smooth, sounding, _LOUDER_HALF)
    spread = around(np.abs(smooth - usual), sounding, _LOUDER_HALF) * _MAD_TO_SIGMA
    sigmas = (smooth - usual) / np.maximum(spread, _LEAST_SIGMA)
    likely = (sigmas >= _PEAK_SIGMAS) & (smooth - usual >= _PEAK_RISE)
    return _spans("peak", likely, sigmas / (3 * _PEAK_SIGMAS), limits=(0.2, 30.0))


def _standing_out(heard: Floats, levels: Floats) -> Mask:
    """Is what is heard as loud as a reaction, given the levels of the recording?"""
    loud: Mask = heard >= speech(levels) - _BELOW_SPEECH
    return loud & (heard >= background(levels) + _ABOVE_ROOM)


def _spans(
    kind: Kind, likely: Mask, scores: Floats, *, limits: tuple[float, float]
) -> list[SoundEvent]:
    """Return an event for each run of likely steps whose length is within the limits."""
    least, most = limits
    return [
        SoundEvent(
            kind=kind,
            span=Span(start=round(first * STEP, 3), end=round(last * STEP, 3)),
            score=round(float(np.clip(scores[first:last].max(), 0, 1)), 3),
        )
        for first, last in _joined(runs(likely), gap=round(0.5 / STEP))
        if least <= round((last - first) * STEP, 3) <= most
    ]


def _joined(found: Iterable[tuple[int, int]], *, gap: int) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, last in found:
        if joined and first - joined[-1][1] <= gap:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _rolling(values: Floats, size: int, measure: _Measure) -> Floats:
    """Return what numpy's ``measure`` says of the ``size`` values around each value."""
    if len(values) == 0:
        return values
    views = sliding_window_view(np.pad(values, size // 2, mode="edge"), size)
    return np.asarray(measure(views, axis=-1), np.float32)
