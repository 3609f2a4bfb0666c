"""Bring samples to the loudness of a plan."""

from dataclasses import dataclass
from pathlib import Path

import ffmpeg as library

from activities.render.audio import limiter, loudness, pcm
from activities.render.audio.loudness import Loudness, Mastering
from core import ffmpeg
from core.domain.plan import AudioPlan

_TRIES = 5


@dataclass(frozen=True)
class Levelled:
    """What was done to a sound, and what it was like before."""

    mastering: Mastering
    measured: Loudness


def levelled(mixed: Path, made: Path, audio: AudioPlan) -> Levelled:
    """Write the samples of a file into another, as loud as planned.

    What a limiter takes away is found here, before anything is encoded, where another try
    costs little.

    Raises:
        ProcessFailedError: ffmpeg failed.
    """
    measured = Loudness(integrated(mixed), limiter.true_peak(pcm.opened(mixed)))
    wanted = loudness.first_mastering(measured, audio)
    for _ in range(_TRIES):
        mastered(mixed, made, wanted, measured=measured)
        if wanted.ceiling is None:
            break
        heard = Loudness(integrated(made), wanted.ceiling)
        better = loudness.corrected(wanted, heard, measured, audio)
        if better is None:
            break
        wanted = better
    return Levelled(wanted, measured)


def mastered(mixed: Path, made: Path, wanted: Mastering, *, measured: Loudness) -> Levelled:
    """Write the samples of a file into another, with this gain and this limiter."""
    samples = pcm.opened(mixed)
    limiter.mastered(samples, wanted, pcm.created(made, len(samples)))
    return Levelled(wanted, measured)


def integrated(samples: Path) -> float:
    """Return how loud a file of samples is, LUFS.

    Raises:
        ProcessFailedError: ffmpeg failed.
    """
    heard = library.input(str(samples), **pcm.FORMAT).audio
    return loudness.read_meter(ffmpeg.run(loudness.metered(heard, peaks=False))).integrated
