"""What every place that footage comes from must be able to do, and the values that it gives."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core.domain.base import Value
from core.domain.plan import Credit
from core.settings import Settings


@dataclass(frozen=True)
class Wanted:
    """What footage is looked for."""

    words: str
    """What it should show, for example ``mountain lake``."""
    width: int
    height: int
    """Of the picture that it must fill, in pixels."""
    seconds: float
    """It must last that long."""
    most: int = 10
    """How many are enough."""


class Found(Value):
    """Footage that was found."""

    name: str
    """Tells it from everything else in the same place."""
    title: str
    seconds: float
    width: int
    height: int
    credit: Credit
    file: str
    """Where the place has it: a path, or a link."""

    @property
    def shape(self) -> float:
        """Return its width by its height."""
        return self.width / self.height


class FootageSource(Protocol):
    """A place that footage comes from."""

    def __init__(self, settings: Settings) -> None: ...

    def find(self, wanted: Wanted) -> tuple[Found, ...]:
        """Return what fits, best first; nothing when there is none.

        Raises:
            EngineUnavailableError: it cannot be asked here and now.
            UpstreamBusyError: it wants to be asked later, or does not answer.
        """
        ...

    def fetch(self, found: Found, target: Path) -> None:
        """Leave the video of what was found at ``target``.

        Raises:
            SourceNotFoundError: it is not there any more.
            EngineUnavailableError: it cannot be asked here and now.
            UpstreamBusyError: it wants to be asked later, or does not answer.
        """
        ...
