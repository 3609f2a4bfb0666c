"""What stretches of two seconds are like: how the sound moves, holds and repeats.

Speech comes in syllables, about four a second (Houtgast and Steeneken, 1985), with pauses
between phrases and a pitch that glides; music holds its notes and fills the pauses
(Scheirer and Slaney, "Construction and evaluation of a robust multifeature
speech/music discriminator", 1997).
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from activities.listen.levels import Floats
from activities.listen.spectrum import SECONDS, Frames

WINDOW = 80
"""Frames that are described together: 2 s."""
HOP = 20
"""Frames from one window to the next: 0.5 s."""
FEATURES = (
    "deviation of the level",
    "share of that at the rate of syllables",
    "share of quiet frames",
    "change of the spectrum from frame to frame",
    "deviation of that change",
    "likeness of the spectrum after a tenth of a second",
    "voicing",
    "deviation of the voicing",
    "share of held pitches",
    "share of gliding pitches",
    "flatness",
    "brightness",
    "lines",
)

# Quieter parts of a window than this below its loudest do not shape it, dB.
_DEPTH = 40.0
_QUIET = 12.0
_SYLLABLES = slice(*np.searchsorted(np.fft.rfftfreq(WINDOW, SECONDS), (2.5, 7.6)))
_LATER = 4
# Lines further out of the spectrum than this say no more about held notes, dB.
_DISTINCT = 2.5
_VOICED = 0.7
# Two pitches are the same within a third of a half-tone, and one glides within three.
_HELD, _GLIDING = 1.02, 1.19


def describe(frames: Frames) -> Floats:
    """Return one row of ``FEATURES`` for each whole window of the frames."""
    count = (len(frames) - WINDOW) // HOP + 1
    if count <= 0:
        return np.empty((0, len(FEATURES)), np.float32)
    level = _windows(frames.level)
    level = np.maximum(level, level.max(axis=1, keepdims=True) - _DEPTH)
    change, alike = (_windows(each) for each in _movement(frames.bands))
    # What came before the first window of a block is not there.
    change, alike = change[:, 1:], alike[:, _LATER:]
    voicing = _windows(frames.voicing)
    held, gliding = _pitches(voicing, _windows(frames.pitch))
    columns = [
        level.std(axis=1),
        _syllables(level),
        (level < np.percentile(level, 90, axis=1, keepdims=True) - _QUIET).mean(axis=1),
        change.mean(axis=1),
        change.std(axis=1),
        alike.mean(axis=1),
        voicing.mean(axis=1),
        voicing.std(axis=1),
        held,
        gliding,
        _windows(frames.flatness).mean(axis=1),
        _windows(frames.bright).mean(axis=1),
        np.minimum(_windows(frames.lines).mean(axis=1), _DISTINCT),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _windows(values: Floats) -> Floats:
    return sliding_window_view(values, WINDOW)[::HOP]


def _movement(bands: Floats) -> tuple[Floats, Floats]:
    """Return how far each spectrum is from the one before, dB, and how alike the one is that
    came a tenth of a second earlier, -1..1."""
    loud = np.maximum(bands, bands.max(axis=1, keepdims=True) - _DEPTH)
    change = np.abs(np.diff(loud, axis=0, prepend=loud[:1])).mean(axis=1)
    shape = loud - loud.mean(axis=1, keepdims=True)
    shape /= np.maximum(np.sqrt(np.square(shape).sum(axis=1, keepdims=True)), 1e-3)
    earlier = np.concatenate((shape[:_LATER], shape[:-_LATER]))
    return change, (shape * earlier).sum(axis=1)


def _syllables(level: Floats) -> Floats:
    power = np.square(np.abs(np.fft.rfft(level - level.mean(axis=1, keepdims=True))))
    share: Floats = power[:, _SYLLABLES].sum(axis=1) / np.maximum(power.sum(axis=1), 1e-6)
    return share


def _pitches(voicing: Floats, pitch: Floats) -> tuple[Floats, Floats]:
    """Return how often the next frame has the same pitch, and how often one close to it."""
    voiced = (voicing[:, 1:] > _VOICED) & (voicing[:, :-1] > _VOICED)
    step = np.exp(np.abs(np.log(pitch[:, 1:] / pitch[:, :-1])))
    held, close = voiced & (step < _HELD), voiced & (step < _GLIDING)
    return held.mean(axis=1), (close & ~held).mean(axis=1)
