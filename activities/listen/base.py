"""What tells the kinds of sound apart."""

from collections.abc import Callable, Mapping
from typing import Literal, Protocol

from activities.listen.levels import Floats
from activities.listen.spectrum import Frames

Kind = Literal["speech", "music", "laughter", "applause", "cheer", "shout"]


class SoundClassifier(Protocol):
    """Tells what is heard. Made without arguments, and used for one recording."""

    @property
    def engine(self) -> str:
        """What it is, with its version or model, for the record of the step."""
        ...

    def prepare(self, report: Callable[[float], None]) -> None:
        """Fetch and load what it needs; ``report`` takes how much is done, 0..1.

        Raises:
            EngineUnavailableError: it cannot run here and now; another classifier may.
        """
        ...

    def hear(self, samples: Floats, frames: Frames) -> None:
        """Take the next block of the recording, -1..1 at 16 kHz, and its spectrum."""
        ...

    def told(self) -> Mapping[Kind, Floats]:
        """Return how likely each kind is in each step of 0.1 s of all that was heard, 0..1.

        Speech and music are always told. Of any other kind that is missing, the rules of
        the room decide. 0.5 is where a kind is as likely as not.
        """
        ...
