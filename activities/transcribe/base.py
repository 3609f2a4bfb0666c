"""What turns speech into words."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from core.domain.base import Value
from core.domain.transcript import Word
from core.settings import Settings

Report = Callable[[float], None]


class Heard(Value):
    """What an engine made of a recording."""

    language: str
    """ISO 639-1; empty when nothing was said."""
    words: tuple[Word, ...]
    """In the order in which they were said."""
    punctuated: bool
    """Whether the engine writes sentences, with capitals and full stops."""


class Transcriber(Protocol):
    """A speech engine with its model. Made once for each recording."""

    def __init__(self, settings: Settings) -> None: ...

    @property
    def name(self) -> str:
        """The engine and its model, for example ``faster-whisper small``."""
        ...

    def prepare(self, report: Report) -> None:
        """Load the model, fetching it first when it is not here.

        Raises:
            EngineUnavailableError: the engine cannot run here and now.
        """
        ...

    def transcribe(
        self, audio: Path, duration: float, *, language: str | None, report: Report
    ) -> Heard:
        """Return what is said in a recording of ``duration`` seconds.

        ``language`` is ISO 639-1; None lets the engine decide. ``report`` takes how much is
        done, 0..1. Memory does not grow with the duration, but for the words themselves.

        Raises:
            EngineUnavailableError: the engine does not know that language.
            UnreadableMediaError: the sound cannot be decoded.
        """
        ...
