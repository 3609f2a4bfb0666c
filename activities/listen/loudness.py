"""Loudness by EBU R128, as ffmpeg measures it."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core import ffmpeg

# What the filter says when every block was below the absolute gate of -70 LUFS (EBU Tech 3341).
_GATED = -70.0
_SUMMARY = re.compile(r"I:\s+(?P<integrated>\S+) LUFS.*Peak:\s+(?P<peak>\S+) dBFS", re.DOTALL)


@dataclass(frozen=True)
class Loudness:
    """What a meter shows for a whole recording."""

    integrated: float | None
    """LUFS; None when there is nothing to hear."""
    true_peak: float | None
    """dBTP; None for digital silence."""


def measure(path: Path, duration: float, *, report: Callable[[float], None]) -> Loudness:
    """Measure the first sound of a file. One channel counts once, so the same sound on
    two channels shows 3 LU more.

    Raises:
        ProcessFailedError: ffmpeg could not read it.
    """
    # Any log level but the default keeps ten lines a second out of the log.
    meter = "ebur128=peak=true:framelog=verbose"
    arguments = ["-i", str(path), "-map", "0:a:0", "-af", meter, "-f", "null", "-"]
    return parse(ffmpeg.run(arguments, duration=duration, report=report))


def parse(said: str) -> Loudness:
    """Return what the summary at the end of ffmpeg's log says; nothing when there is none."""
    found = _SUMMARY.search(said[said.rfind("Summary:") :])
    if found is None:
        return Loudness(None, None)
    integrated, peak = float(found["integrated"]), float(found["peak"])
    return Loudness(
        integrated=integrated if integrated > _GATED else None,
        true_peak=peak if math.isfinite(peak) else None,
    )
