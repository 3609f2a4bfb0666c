"""Which encoder a clip gets on this machine, found out by really encoding with it."""

import subprocess
from functools import lru_cache
from typing import NamedTuple

import ffmpeg as library

from activities import catalog
from core import ffmpeg
from core.domain.plan import OutputPlan

KEY_SECONDS = 2
"""From one key frame to the next, in every file."""

THREADS = 4
"""The number of threads changes what some encoders write: it must not follow the machine."""

# The least that every hardware encoder takes is below this.
_TRIAL = "color=gray:size=256x256:rate=30:duration=0.2"
_TRIAL_OUTPUT = OutputPlan(width=256, height=256)
_TRIAL_SECONDS = 30


class Chosen(NamedTuple):
    """The encoder that a clip gets."""

    name: str
    note: str
    """Why it is not the one that was asked for, and what else there is; empty when it is."""


def chosen(wanted: str) -> Chosen:
    """Return the encoder that was asked for, or where it cannot run, the one that runs anywhere.

    Raises:
        UnknownPluginError: there is no such encoder.
    """
    last = catalog.ENCODERS.every()[-1]
    if catalog.ENCODERS.check(wanted) == last or catalog.ENCODERS.load(wanted)().available():
        return Chosen(wanted, "")
    others = [name for name in usable() if name not in (wanted, last)]
    choice = f"; {' and '.join(others)} could be chosen too" if others else ""
    return Chosen(last, f"{wanted} cannot encode on this machine: {last} was used{choice}")


def usable() -> list[str]:
    """Return the names of the encoders that run on this machine, best first."""
    names = catalog.ENCODERS.names()
    return [name for name in names if catalog.ENCODERS.load(name)().available()]


@lru_cache
def runs(name: str) -> bool:
    """Return whether an encoder really makes a few frames here. Tried once in a process."""
    encoder = catalog.ENCODERS.load(name)()
    picture = encoder.prepare(library.input(_TRIAL, f="lavfi").filter("format", "yuv420p"))
    made = library.output(picture, "-", f="null", **encoder.options(_TRIAL_OUTPUT))
    command = [ffmpeg.executable(), "-v", "error", "-nostdin", *library.get_args(made)]
    try:
        tried = subprocess.run(command, capture_output=True, timeout=_TRIAL_SECONDS, check=False)
    # A driver that hangs is a driver that does not work.
    except subprocess.TimeoutExpired:
        return False
    return tried.returncode == 0
