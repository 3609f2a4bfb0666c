"""Go through a recording a chunk at a time, so that any length fits into memory."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from activities.diarize.base import Report, Told
from activities.diarize.telling import Ear, Steps, told
from activities.diarize.windows import Windows
from core.domain.sound import RATE
from core.sound_file import Samples, blocks

Array = NDArray[np.float32]
Hear = Callable[[Samples], tuple[Windows, Array]]
"""What an engine makes of a chunk: its steps, and a print of length 1 for each."""

_CHUNK = 60 * RATE


def told_of(
    audio: Path, duration: float, *, hear: Hear, ear: Ear, speakers: int | None, report: Report
) -> Told:
    """Tell who speaks when in a sound file of ``duration`` seconds, one voice at a time.

    Raises:
        UnreadableMediaError: the sound cannot be decoded.
    """
    found: list[Steps] = []
    for number, samples in enumerate(blocks(audio, _CHUNK)):
        start = number * _CHUNK / RATE
        at, prints = hear(samples)
        found.append(Steps(start + at.starts, start + at.ends, prints, at.clear))
        report(min(1.0, (start + len(samples) / RATE) / max(duration, 1e-9)))
    if not found:
        return Told([], {})
    return told(Steps(*(np.concatenate(rows) for rows in zip(*found, strict=True))), ear, speakers)
