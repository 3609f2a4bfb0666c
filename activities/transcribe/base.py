"""What turns speech into words, and what finds the time of words that are known."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.domain.base import Value
from core.domain.span import Span
from core.domain.transcript import SpokenLanguage, Word
from core.settings import Settings

Report = Callable[[float], None]


class Heard(Value):
    """What an engine made of a recording."""

    language: str
    """ISO 639-1 of most of what is said; empty when nothing was said."""
    words: tuple[Word, ...]
    """In the order in which they were said."""
    punctuated: bool
    """Whether the engine writes sentences, with capitals and full stops."""
    languages: tuple[SpokenLanguage, ...] = ()
    """In order of time, where the engine can tell; empty means ``language`` all along."""
    note: str = ""
    """What the person should know, for example that a smaller model was used."""


class Transcriber(Protocol):
    """A speech engine with its model. Made once for each recording."""

    def __init__(self, settings: Settings) -> None:
        """Take the settings, in which ``transcribe.whisper_model`` and ``transcribe.beam_size``
        are already those of the tier that was asked for."""
        ...

    @property
    def name(self) -> str:
        """The engine and its model, as ``prepare`` found it: ``faster-whisper small``."""
        ...

    def prepare(self, report: Report) -> None:
        """Load the model, fetching it first when it is not here.

        Raises:
            EngineUnavailableError: the engine cannot run here and now.
        """
        ...

    def transcribe(
        self,
        audio: Path,
        duration: float,
        *,
        language: str | None,
        vocabulary: Sequence[str],
        report: Report,
    ) -> Heard:
        """Return what is said in a recording of ``duration`` seconds.

        ``language`` is ISO 639-1; None lets the engine decide. ``vocabulary`` holds names as
        they are to be written: an engine that can be biased listens for them, any other may
        ignore them, because words are corrected afterwards. ``report`` takes how much is
        done, 0..1. Memory does not grow with the duration, but for the words themselves.

        Raises:
            EngineUnavailableError: the engine does not know that language, or gave up.
            UnreadableMediaError: the sound cannot be decoded.
        """
        ...


class Placed(Value):
    """When a known word was said."""

    span: Span
    """Seconds of the samples that were given."""
    confidence: float = 1.0
    """0..1, as the engine believes."""


class Aligner(Protocol):
    """An engine that finds when the words of a known text were said."""

    def __init__(self, settings: Settings) -> None: ...

    @property
    def name(self) -> str:
        """The engine and its model, for example ``pocketsphinx en-us``."""
        ...

    def prepare(self, language: str, report: Report) -> None:
        """Load the model for a language, ISO 639-1.

        Raises:
            EngineUnavailableError: the engine cannot run here, or does not know the language.
        """
        ...

    def align(self, samples: NDArray[np.float32], words: Sequence[str]) -> list[Placed] | None:
        """Return when each word is said in up to a minute of sound, 16 kHz mono, -1..1.

        One for each word, in order and without overlap, inside the samples. None when the
        engine cannot place them.
        """
        ...
