"""What every scorer does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from activities.select.recording import Recording
from core.domain.clip import Candidate, Scores


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


@dataclass(frozen=True)
class Rating:
    """The verdicts of a scorer, in no order, each candidate at most once."""

    engine: str
    """``built-in`` or the name of a language model."""
    verdicts: tuple[Verdict, ...]


class Scorer(Protocol):
    """Judges moments. It sees their times and never changes them."""

    def rate(self, candidates: Sequence[Candidate], recording: Recording) -> Rating:
        """Judge the candidates.

        A candidate without a verdict stands behind all that have one.

        Raises:
            EngineUnavailableError: it cannot judge here and now.
        """
        ...
