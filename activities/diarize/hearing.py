"""Go through a recording a chunk at a time, so that any length fits into memory."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from activities.diarize.base import Report, Told
from activities.diarize.reading import Samples, chunks
from activities.diarize.spectrum import RATE
from activities.diarize.telling import Ear, Steps, told
from activities.diarize.windows import Windows

Array = NDArray[np.float32]
Hear = Callable[[Samples], tuple[Windows, Array]]
"""What an engine makes of a chunk: its steps, and a print of length 1 for each."""

_CHUNK_SECONDS = 60.0


def told_of(
    audio: Path, duration: float, *, hear: Hear, ear: Ear, speakers: int | None, report: Report
) -> Told:
    """Tell who speaks when in a sound file of ``duration`` seconds, one voice at a time.

    Raises:
        UnreadableMediaError: the sound cannot be decoded.
    """
    found: list[Steps] = []
    for start, samples in chunks(audio, _CHUNK_SECONDS):
        at, prints = hear(samples)
        found.append(Steps(start + at.starts, start + at.ends, prints, at.clear))
        report(min(1.0, (start + len(samples) / RATE) / max(duration, 1e-9)))
    if not found:
        return Told([], {})
    return told(Steps(*(np.concatenate(rows) for rows in zip(*found, strict=True))), ear, speakers)
