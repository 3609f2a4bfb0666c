"""What every scorer does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from activities.select.recording import Recording
from core.domain.clip import Candidate, Scores, TokenUse


@dataclass(frozen=True)
class Asked:
    """What the clips are to be like."""

    prompt: str = ""
    """What they are to be about, in the words of a person; empty when anything will do."""
    language: str = ""
    """ISO 639-1 code that titles and descriptions are in; empty means that of the speech."""
    trends: tuple[str, ...] = ()
    """What people look for now."""


@dataclass(frozen=True)
class Verdict:
    """What a scorer thinks of one candidate."""

    candidate: int
    """Its id."""
    scores: Scores
    title: str = ""
    """Empty when the scorer has no words of its own."""
    description: str = ""
    tags: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    fit: float | None = None
    """0..100, how well it is what the prompt asks for; None when the scorer cannot tell."""


@dataclass(frozen=True)
class Rating:
    """The verdicts of a scorer, in no order, each candidate at most once."""

    engine: str
    """``built-in`` or the name of a language model."""
    verdicts: tuple[Verdict, ...]
    used: tuple[TokenUse, ...] = ()


class Scorer(Protocol):
    """Judges moments. It sees their times and never changes them."""

    def rate(
        self, candidates: Sequence[Candidate], recording: Recording, *, asked: Asked
    ) -> Rating:
        """Judge the candidates.

        A candidate without a verdict stands behind all that have one.

        Raises:
            EngineUnavailableError: it cannot judge here and now.
        """
        ...
