"""What a room does besides talking: laughter, applause, cheers, shouts, music, and peaks.

Where a classifier told a kind, it is taken at its word; the other kinds are found by
measured properties of the sound alone. These rules would rather miss an event than invent
one, because a clip is chosen for its events.
"""

from collections.abc import Mapping
from typing import Literal, Protocol

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from activities.listen.base import Kind
from activities.listen.levels import Floats, around, background, speech
from activities.listen.segments import Mask, closed, likely, runs, smoothed, span
from activities.listen.silences import threshold
from activities.listen.steps import Steps
from core.domain.sound import SoundEvent

# From and to how many seconds an event lasts; what is always there is none.
_SECONDS: Mapping[str, tuple[float, float]] = {
    "applause": (1.2, 90.0),
    "cheer": (1.0, 60.0),
    "laughter": (0.8, 15.0),
    "shout": (0.3, 6.0),
    "peak": (0.2, 30.0),
    "music": (3.0, float("inf")),
}
# Pauses of an event that do not end it, seconds.
_GAP, _MUSIC_GAP = 0.5, 2.0

# A crowd has no single voice: its sound does not repeat. Median voicing of recordings of
# applause .32 to .45, of cheers .38 to .65, of speech .6 to .97.
_NO_VOICE, _MANY_VOICES = 0.48, 0.6
# The level of a crowd hardly moves from tenth to tenth (standard deviation, dB): .7 to 3,
# that of speech 5 to 13.
_STEADY = 3.2
# Median flatness of applause .09 to .24, of cheers .02 to .15, of white noise .56.
_CLAPPING, _CHEERING, _HISSING = 0.07, 0.02, 0.4
# Share of the power above 1500 Hz: applause .3 to .9, cheers .09 to .35.
_BRIGHT = 0.38
# Hands and voices are loudest in the middle of the band: recordings of crowds 2.6 to 22 dB,
# hiss -6, wind -10, sea and traffic -2 to -4.
_SWELL = 3.0
# A reaction is not much quieter than the speech that it answers, dB …
_BELOW_SPEECH = 15.0
# … and stands out of the noise that is always there, dB.
_ABOVE_ROOM = 10.0
# Laughter comes in moments; where more than this share of a minute laughs, it is music.
_BEAT = 0.4
# A shout is one voice, louder than what is said around it (dB), higher (a factor on its
# pitch) and brighter (a share of the power): Raitio et al., "Analysis and synthesis of
# shouted speech" (2013) measured 16 to 24 dB, a factor of 1.6 to 2.0, and a flatter tilt.
_SHOUTED_DB, _SHOUTED_PITCH, _SHOUTED_BRIGHT = 5.0, 1.3, 0.05
_ONE_VOICE = 0.68
# How far above its own usual level a peak is, in robust standard deviations and in dB.
_PEAK_SIGMAS = 3.0
_PEAK_RISE = 6.0
# Speech that is very even must not make every stressed word a peak, dB.
_LEAST_SIGMA = 2.0
_MAD_TO_SIGMA = 1.4826
_QUARTILES_TO_SIGMA = 1.349
_LOUDER_HALF = 50

_Reaction = Literal["laughter", "applause", "cheer", "shout"]


class _Measure(Protocol):
    def __call__(self, values: Floats, /, *, axis: int) -> Floats: ...


def events(
    levels: Floats, steps: Steps, laughing: Floats, *, told: Mapping[Kind, Floats]
) -> tuple[SoundEvent, ...]:
    """Return all events in order of time. Every array has one value a step of 0.1 s.

    ``laughing`` is that of ``rhythm``, ``told`` what a classifier is sure of, both 0..1.
    """
    quiet_of_music = told["music"] < 0.5
    found = music(told["music"])
    rules: Mapping[_Reaction, tuple[Mask, Floats]] = {
        "applause": _applause(levels, steps),
        "cheer": _cheer(levels, steps),
        "laughter": _laughter(levels, laughing),
        "shout": _shout(levels, steps),
    }
    for kind, (mask, scores) in rules.items():
        if kind in told:
            found += _told(kind, told[kind])
        else:
            found += _events(kind, mask & quiet_of_music, scores)
    found += [peak for peak in peaks(levels) if not _explained(peak, found)]
    return tuple(sorted(found, key=lambda event: (event.span.start, event.kind)))


def music(values: Floats) -> list[SoundEvent]:
    """Return where music plays, given how likely it is at each step."""
    even = smoothed(values, 15)
    least = _SECONDS["music"][0]
    ranges = likely(even, enter=0.6, leave=0.4, gap=_MUSIC_GAP, least=least)
    return [
        SoundEvent(kind="music", span=span((a, b)), score=round(float(even[a:b].mean()), 3))
        for a, b in ranges
    ]


def peaks(levels: Floats) -> list[SoundEvent]:
    """Return what is far above the usual level of the sound around it.

    The usual level counts no silence, so speech after a pause is no peak.
    """
    smooth = _rolling(levels, 5, np.mean)
    sounding = levels >= threshold(levels)
    usual = around(smooth, sounding, _LOUDER_HALF)
    spread = around(np.abs(smooth - usual), sounding, _LOUDER_HALF) * _MAD_TO_SIGMA
    sigmas = (smooth - usual) / np.maximum(spread, _LEAST_SIGMA)
    high = (sigmas >= _PEAK_SIGMAS) & (smooth - usual >= _PEAK_RISE)
    return _events("peak", high, sigmas / (3 * _PEAK_SIGMAS))


def _applause(levels: Floats, steps: Steps) -> tuple[Mask, Floats]:
    """Where a crowd claps: steady, without voices, bright."""
    noise, voicing, bright, swell = _middles(steps)
    clapping = (voicing <= _NO_VOICE) & (noise >= _CLAPPING) & (noise < _HISSING)
    clapping &= (bright >= _BRIGHT) & (swell >= _SWELL)
    return clapping & _crowd(levels), 0.5 + (_NO_VOICE - voicing) + noise


def _cheer(levels: Floats, steps: Steps) -> tuple[Mask, Floats]:
    """Where a crowd calls out: steady, many voices at once, loudest where voices are."""
    noise, voicing, bright, swell = _middles(steps)
    calling = (voicing <= _MANY_VOICES) & (noise >= _CHEERING) & (noise < _HISSING)
    calling &= (bright < _BRIGHT) & (swell >= _SWELL)
    return calling & _crowd(levels), np.asarray(0.5 + (swell - _SWELL) / 30, np.float32)


def _laughter(levels: Floats, laughing: Floats) -> tuple[Mask, Floats]:
    """Where somebody laughs, unless it is a crowd, or goes on and on like a beat."""
    mask = (laughing > 0) & _standing_out(_rolling(levels, 5, np.max), levels)
    mask &= _unrest(levels) > _STEADY
    busy = smoothed(mask.astype(np.float32), 601) > _BEAT
    return mask & ~busy, laughing


def _shout(levels: Floats, steps: Steps) -> tuple[Mask, Floats]:
    """Where one voice is louder, higher and brighter than what is said around it."""
    voiced = (steps.voicing >= _ONE_VOICE) & (levels >= threshold(levels))
    usual = around(steps.pitch, voiced, _LOUDER_HALF)
    bright = around(steps.bright, voiced, _LOUDER_HALF)
    above = _rolling(levels, 3, np.max) - speech(levels)
    factor = _rolling(steps.pitch, 3, np.median) / np.maximum(usual, 1)
    strained = _rolling(steps.bright, 3, np.max) - bright >= _SHOUTED_BRIGHT
    loud = (above >= _SHOUTED_DB) & (factor >= _SHOUTED_PITCH) & strained & voiced
    return loud, above / (3 * _SHOUTED_DB)


def _middles(steps: Steps) -> tuple[Floats, Floats, Floats, Floats]:
    columns = (steps.flatness, steps.voicing, steps.bright, steps.swell)
    noise, voicing, bright, swell = (_rolling(column, 11, np.median) for column in columns)
    return noise, voicing, bright, swell


def _crowd(levels: Floats) -> Mask:
    steady: Mask = _unrest(levels) <= _STEADY
    return steady & _standing_out(levels, levels)


def _unrest(levels: Floats) -> Floats:
    """Return how much the level moves within a second, as a standard deviation, dB.

    Quartiles, because a single step where something begins is no unrest.
    """
    views = sliding_window_view(np.pad(levels, 5, mode="edge"), 11) if len(levels) else levels
    low, high = np.percentile(views, (25, 75), axis=-1) if len(levels) else (levels, levels)
    return np.asarray((high - low) / _QUARTILES_TO_SIGMA, np.float32)


def _standing_out(heard: Floats, levels: Floats) -> Mask:
    """Is what is heard as loud as a reaction, given the levels of the recording?"""
    loud: Mask = heard >= speech(levels) - _BELOW_SPEECH
    return loud & (heard >= background(levels) + _ABOVE_ROOM)


def _told(kind: _Reaction | Literal["peak"], values: Floats) -> list[SoundEvent]:
    mask = np.zeros(len(values), np.bool_)
    for first, last in likely(values, enter=0.5, leave=0.25, gap=_GAP, least=0):
        mask[first:last] = True
    return _events(kind, mask, values)


def _events(kind: _Reaction | Literal["peak"], mask: Mask, scores: Floats) -> list[SoundEvent]:
    """Return an event for each run of steps whose length is within the limits of the kind."""
    least, most = _SECONDS[kind]
    found = [(span(steps), scores[slice(*steps)]) for steps in closed(runs(mask), gap=_GAP)]
    return [
        SoundEvent(kind=kind, span=where, score=round(float(np.clip(values.max(), 0, 1)), 3))
        for where, values in found
        if least <= round(where.duration, 3) <= most
    ]


def _explained(peak: SoundEvent, found: list[SoundEvent]) -> bool:
    """Is the peak one of the events that were found? Music does not explain what is louder."""
    reactions = (event.span for event in found if event.kind != "music")
    return any(event.common(peak.span) > 0.5 * peak.span.duration for event in reactions)


def _rolling(values: Floats, size: int, measure: _Measure) -> Floats:
    """Return what numpy's ``measure`` says of the ``size`` values around each value."""
    if len(values) == 0:
        return values
    views = sliding_window_view(np.pad(values, size // 2, mode="edge"), size)
    return np.asarray(measure(views, axis=-1), np.float32)
