"""Where nobody says or plays anything."""

import numpy as np

from activities.listen.levels import FINE, STEP, Floats, background, speech
from activities.listen.segments import runs
from core.domain.span import Span

MIN_SILENCE = 0.35
"""Seconds. Shorter holes are part of fluent speech: stops and breaths."""

# A pause is at least this far below the speech around it, dB.
_BELOW_SPEECH = 15.0
# Of the way from the room up to the speech, a pause stays in this lowest part.
_SHARE = 0.3
# Speech further than this above the room leaves no doubt, dB; without this bound a
# recording with stretches of digital silence would have no other pauses.
_MAX_RANGE = 40.0
# Always silent, dBFS: about the last bit of 16.
_SILENT = -90.0


def silences(fine: Floats, quiet: Floats) -> tuple[Span, ...]:
    """Return the silences of at least ``MIN_SILENCE``, in seconds.

    ``fine`` has one level each ``FINE`` seconds, ``quiet`` the threshold of each ``STEP``.
    """
    below = fine < np.repeat(quiet, round(STEP / FINE))[: len(fine)]
    return tuple(
        Span(start=round(first * FINE, 3), end=round(last * FINE, 3))
        for first, last in runs(below)
        if (last - first) * FINE >= MIN_SILENCE - 1e-9
    )


def threshold(levels: Floats) -> Floats:
    """Return the level below which each step is silent, dBFS."""
    said = speech(levels)
    room = np.maximum(background(levels), said - _MAX_RANGE)
    below = np.minimum(room + _SHARE * (said - room), said - _BELOW_SPEECH)
    return np.asarray(np.maximum(below, _SILENT), np.float32)
