"""Listening, in a process of its own."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from activities.listen import rhythm, spectrum
from activities.listen.contract import ListenTask
from activities.listen.events import events
from activities.listen.levels import FINE, STEP, Floats, fitted, rms
from activities.listen.loudness import measure
from activities.listen.reading import blocks
from activities.listen.silences import silences, threshold
from activities.listen.spectrum import RATE, Frames, frames
from core.domain.sound import Sound

Report = Callable[[float], None]

_PER_STEP = round(STEP / spectrum.SECONDS)
# How the time is shared between the two passes over the sound.
_METER_SHARE = 0.4


@dataclass(frozen=True)
class Heard:
    """What is kept of the sound: a few numbers for each step of 0.1 s."""

    levels: Floats
    flatness: Floats
    laughing: Floats
    fine: Floats
    """Levels again, for each ``FINE`` seconds."""

    def lasting(self, duration: float) -> "Heard":
        """Return the same cut to the duration, or gone on in silence until then."""
        steps = math.ceil(duration / STEP - 1e-6)
        return Heard(
            levels=fitted(self.levels, steps),
            flatness=fitted(self.flatness, steps, filler=0.0),
            laughing=fitted(self.laughing, steps, filler=0.0),
            fine=fitted(self.fine, steps * round(STEP / FINE)),
        )


def listen(task: ListenTask, report: Report) -> Sound:
    """Measure a recording.

    Raises:
        UnreadableMediaError: the sound cannot be decoded.
    """
    nothing = Sound(engine="none", duration=task.duration, step=STEP)
    if task.audio is None:
        return nothing
    path = Path(task.audio)
    heard = hear(_reported(blocks(path), task.duration, report))
    if len(heard.levels) == 0:
        return nothing
    heard = heard.lasting(task.duration)
    quiet = threshold(heard.levels)
    share = 1 - _METER_SHARE
    meter = measure(path, task.duration, report=lambda done: report(share + done * _METER_SHARE))
    return Sound(
        engine="built-in",
        duration=task.duration,
        step=STEP,
        level=tuple(round(float(level), 1) for level in heard.levels),
        loudness=meter.integrated,
        true_peak=meter.true_peak,
        silences=silences(heard.fine, quiet),
        events=events(heard.levels, heard.flatness, heard.laughing),
    )


def hear(sound: Iterable[Floats]) -> Heard:
    """Reduce blocks of samples to the little that the rules need."""
    levels, fine, flatness, laughing = [], [], [], []
    waiting = frames(np.empty(0, np.float32))
    for samples in sound:
        seen = frames(samples)
        levels.append(rms(samples, round(STEP * RATE)))
        fine.append(rms(samples, round(FINE * RATE)))
        flatness.append(_per_step(seen.flatness))
        waiting, judged = _judged(waiting + seen)
        laughing.append(judged)
    return Heard(_joined(levels), _joined(flatness), _spread(_joined(laughing)), _joined(fine))


def _judged(seen: Frames) -> tuple[Frames, Floats]:
    """Judge every whole window, and return the frames with which the next one begins."""
    judged = rhythm.laughing(seen)
    return seen.part(len(judged) * rhythm.HOP), judged


def _spread(windows: Floats) -> Floats:
    """Return for each step the best of the windows whose middle part holds it."""
    hop = rhythm.HOP // _PER_STEP
    steps = np.zeros(len(windows) * hop + rhythm.WINDOW // _PER_STEP, np.float32)
    # The edges of a window may already be something else.
    first, last = (rhythm.WINDOW // _PER_STEP // 4, rhythm.WINDOW // _PER_STEP * 3 // 4)
    for offset in range(first, last):
        part = steps[offset : offset + len(windows) * hop : hop]
        np.maximum(part, windows, out=part)
    return steps


def _per_step(values: Floats) -> Floats:
    padded = np.pad(values, (0, -len(values) % _PER_STEP), mode="edge")
    return np.asarray(padded.reshape(-1, _PER_STEP).mean(axis=1), np.float32)


def _joined(parts: list[Floats]) -> Floats:
    return np.concatenate([np.empty(0, np.float32), *parts])


def _reported(sound: Iterable[Floats], duration: float, report: Report) -> Iterable[Floats]:
    seconds = 0.0
    for samples in sound:
        yield samples
        seconds += len(samples) / RATE
        report(min(1.0, seconds / max(duration, 1e-3)) * (1 - _METER_SHARE))
