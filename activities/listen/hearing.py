"""One pass over the sound, which keeps a few numbers for each tenth of a second."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from activities.listen import rhythm, steps
from activities.listen.base import Kind, SoundClassifier
from activities.listen.beats import onsets
from activities.listen.levels import FINE, STEP, Floats, fitted, rms
from activities.listen.loudness import Meter
from activities.listen.spectrum import Frames, frames
from activities.listen.steps import PER_STEP, Steps
from core.domain.sound import RATE


@dataclass(frozen=True)
class Heard:
    """What is kept of the sound."""

    levels: Floats
    fine: Floats
    """Levels again, for each ``FINE`` seconds."""
    powers: Floats
    """Weighted as ``loudness`` does."""
    true_peak: float | None
    """dBTP; None for digital silence."""
    steps: Steps
    laughing: Floats
    onsets: Floats
    """One value for each frame."""
    told: Mapping[Kind, Floats]

    def lasting(self, duration: float) -> "Heard":
        """Return the same cut to the duration, or gone on in silence until then."""
        count = math.ceil(duration / STEP - 1e-6)
        return Heard(
            levels=fitted(self.levels, count),
            fine=fitted(self.fine, count * round(STEP / FINE)),
            powers=fitted(self.powers, count, filler=0.0),
            true_peak=self.true_peak,
            steps=self.steps.lasting(count),
            laughing=fitted(self.laughing, count, filler=0.0),
            onsets=fitted(self.onsets, count * PER_STEP, filler=0.0),
            told={kind: fitted(values, count, filler=0.0) for kind, values in self.told.items()},
        )


def hear(sound: Iterable[Floats], classifier: SoundClassifier) -> Heard:
    """Reduce blocks of samples to the little that the rules need."""
    meter, laughter, onset = Meter(), _Laughter(), _Onsets()
    levels, fine, reduced = [], [], []
    for samples in sound:
        seen = frames(samples)
        classifier.hear(samples, seen)
        meter.hear(samples)
        laughter.hear(seen)
        onset.hear(seen)
        levels.append(rms(samples, round(STEP * RATE)))
        fine.append(rms(samples, round(FINE * RATE)))
        reduced.append(steps.reduced(seen))
    return Heard(
        levels=_joined(levels),
        fine=_joined(fine),
        powers=meter.powers(),
        true_peak=meter.true_peak(),
        steps=steps.joined(reduced),
        laughing=laughter.heard(),
        onsets=_joined(onset.strength),
        told=classifier.told(),
    )


def onsets_only(sound: Iterable[Floats]) -> Floats:
    """Return the onsets of every frame of blocks of samples."""
    onset = _Onsets()
    for samples in sound:
        onset.hear(frames(samples))
    return _joined(onset.strength)


class _Onsets:
    """The onsets of every frame, with the last frame of the block before."""

    def __init__(self) -> None:
        self.strength: list[Floats] = []
        self._before = Frames.none()

    def hear(self, seen: Frames) -> None:
        self.strength.append(onsets(seen, self._before))
        self._before = seen.part(len(seen) - 1)


class _Laughter:
    """The windows of every block, with the frames of the block before that they need."""

    def __init__(self) -> None:
        self._waiting = Frames.none()
        self._judged: list[Floats] = []

    def hear(self, seen: Frames) -> None:
        waiting = self._waiting + seen
        judged = rhythm.laughing(waiting)
        self._judged.append(judged)
        self._waiting = waiting.part(len(judged) * rhythm.HOP)

    def heard(self) -> Floats:
        """Return for each step the best of the windows whose middle part holds it."""
        windows = _joined(self._judged)
        hop, size = rhythm.HOP // PER_STEP, rhythm.WINDOW // PER_STEP
        answer = np.zeros(len(windows) * hop + size, np.float32)
        # The edges of a window may already be something else.
        for offset in range(size // 4, size * 3 // 4):
            part = answer[offset : offset + len(windows) * hop : hop]
            np.maximum(part, windows, out=part)
        return answer


def _joined(parts: list[Floats]) -> Floats:
    return np.concatenate([np.empty(0, np.float32), *parts])
