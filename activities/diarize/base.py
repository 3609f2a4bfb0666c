"""What tells voices apart."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol

from core.settings import Settings

Report = Callable[[float], None]

SAME_VOICE = 0.6
"""The cosine of two prints from which on they are held to be of one voice, whatever engine
made both. Measured with CAM++: halves of one voice reach .85 and more, two voices .05 to .57."""


class Stretch(NamedTuple):
    """A time during which one voice speaks, in seconds of the recording."""

    start: float
    end: float
    label: str
    """Any name; the same for all that one voice says."""


class Told(NamedTuple):
    """What an engine found in a recording."""

    stretches: list[Stretch]
    """In any order. Those of different labels may overlap; those of one label do not."""
    prints: dict[str, tuple[float, ...]]
    """For each label what the voice sounds like, as a vector that is not 0, of the same number
    of dimensions for all. A label may be missing: then the voice has no print. Prints of two
    parts of a recording are of one voice when their cosine is ``SAME_VOICE`` or more."""


class Diarizer(Protocol):
    """An engine that tells voices apart, with its model. Made once for each recording."""

    def __init__(self, settings: Settings) -> None: ...

    @property
    def name(self) -> str:
        """The engine and its model, for example ``ge2e``."""
        ...

    def prepare(self, report: Report) -> None:
        """Load the model, fetching it first when it is not here.

        Raises:
            EngineUnavailableError: the engine cannot run here and now.
        """
        ...

    def diarize(
        self, audio: Path, duration: float, *, speakers: int | None, report: Report
    ) -> Told:
        """Tell who speaks when in a sound file of ``duration`` seconds.

        ``speakers`` is how many voices there are; None lets the engine decide.
        ``report`` takes how much is done, 0..1. Silence is no stretch, and no error.

        Raises:
            UnreadableMediaError: the sound cannot be decoded.
        """
        ...
