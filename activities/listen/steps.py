"""What is kept of the spectrum: a few numbers for each step of 0.1 s."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from activities.listen.levels import STEP, Floats
from activities.listen.spectrum import SECONDS, Frames

PER_STEP = round(STEP / SECONDS)
"""Frames of a step."""


@dataclass(frozen=True)
class Steps:
    """One value for each step, of the frames inside it."""

    flatness: Floats
    voicing: Floats
    bright: Floats
    pitch: Floats
    """Of the frame with the most voice, Hz."""
    swell: Floats
    """How much louder it is from 500 to 1800 Hz, where crowds have their voices and hands
    their claps, than at the ends of the band, dB."""

    def __len__(self) -> int:
        return len(self.flatness)

    def lasting(self, count: int) -> "Steps":
        """Return the same cut to so many steps, or gone on in silence until then."""
        missing = max(0, count - len(self))
        return Steps(*(np.pad(column[:count], (0, missing)) for column in _columns(self)))


def reduced(frames: Frames) -> Steps:
    """Return the steps of the frames; an incomplete last one counts what is there."""
    pitch, voicing = _grouped(frames.pitch), _grouped(frames.voicing)
    best = np.arange(len(pitch)), voicing.argmax(axis=1)
    return Steps(
        flatness=_grouped(frames.flatness).mean(axis=1),
        voicing=voicing.mean(axis=1),
        bright=_grouped(frames.bright).mean(axis=1),
        pitch=pitch[best],
        swell=_grouped(_swell(frames.bands)).mean(axis=1),
    )


def joined(parts: Sequence[Steps]) -> Steps:
    """Return the steps one after the other."""
    empty = Steps(*[np.empty(0, np.float32)] * len(Steps.__dataclass_fields__))
    columns = zip(*(_columns(part) for part in (empty, *parts)), strict=True)
    return Steps(*map(np.concatenate, columns))


def _columns(of: Steps) -> tuple[Floats, ...]:
    return tuple(getattr(of, name) for name in Steps.__dataclass_fields__)


def _grouped(values: Floats) -> Floats:
    return np.pad(values, (0, -len(values) % PER_STEP), mode="edge").reshape(-1, PER_STEP)


def _swell(bands: Floats) -> Floats:
    ends = np.maximum(bands[:, :2].mean(axis=1), bands[:, -3:].mean(axis=1))
    swell: Floats = bands[:, 3:9].mean(axis=1) - ends
    return swell
