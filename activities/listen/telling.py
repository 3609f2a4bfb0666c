"""From what was heard to what is told of it."""

import math

import numpy as np

from activities.listen.beats import beats
from activities.listen.events import events
from activities.listen.hearing import Heard
from activities.listen.levels import STEP, Floats
from activities.listen.loudness import loudness
from activities.listen.segments import likely, smoothed, span
from activities.listen.silences import silences, threshold
from core.domain.sound import Sound
from core.domain.span import Span

# A breath does not end what somebody says, seconds.
_BREATH = 0.5
_LEAST_SPEECH = 0.3


def sound(heard: Heard, *, duration: float, engine: str) -> Sound:
    """Return what is told of a recording that lasts so many seconds."""
    heard = heard.lasting(duration)
    quiet = threshold(heard.levels)
    found = events(heard.levels, heard.steps, heard.laughing, told=heard.told)
    meter = loudness(heard.powers)
    music = (event.span for event in found if event.kind == "music")
    return Sound(
        engine=engine,
        duration=duration,
        step=STEP,
        level=_rounded(heard.levels),
        loudness=None if meter.integrated is None else round(meter.integrated, 1),
        momentary=_rounded(meter.momentary),
        short_term=_rounded(meter.short_term),
        true_peak=None if heard.true_peak is None else round(heard.true_peak, 1),
        silences=silences(heard.fine, quiet),
        events=found,
        speech=_speech(heard.told["speech"], heard.levels, quiet),
        beats=beats(heard.onsets, music),
    )


def _speech(values: Floats, levels: Floats, quiet: Floats) -> tuple[Span, ...]:
    """Return where somebody speaks: where it is likely, and not silent."""
    # A classifier may be late to see a pause, the level is not.
    heard = np.where(levels >= quiet, smoothed(values, 3), 0)
    ranges = likely(heard, enter=0.5, leave=0.35, gap=_BREATH, least=_LEAST_SPEECH)
    return tuple(span(each) for each in ranges)


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(math.floor(value * 10 + 0.5) / 10 for value in values.tolist())
