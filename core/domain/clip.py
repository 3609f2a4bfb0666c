"""Moments of a recording, from proposal to choice."""

from core.domain.base import Value
from core.domain.span import Span


class Reasons(Value):
    """For each score, what was seen or heard that made it, in words; empty when nobody said."""

    hook: str = ""
    flow: str = ""
    value: str = ""
    trend: str = ""
    coherence: str = ""


class Scores(Value):
    """Why a moment is worth showing, each 0..100."""

    hook: float = 0.0
    """Do the first three seconds make one want to stay?"""
    flow: float = 0.0
    """Does it move, without holes and without losing the thread?"""
    value: float = 0.0
    """Does one leave with something: a fact, a number, a laugh?"""
    trend: float = 0.0
    """Is it about what people look for now?"""
    virality: float = 0.0
    """The four above in one number, which needs no reason of its own."""
    coherence: float = 0.0
    """Does it make sense to somebody who saw nothing else?"""
    reasons: Reasons = Reasons()


class Candidate(Value):
    """A moment that could become a clip. Its times are fixed from here on."""

    id: int
    span: Span
    text: str
    scores: Scores = Scores()


class Choice(Value):
    """A candidate that was chosen, with the words that go with it."""

    candidate: int
    span: Span
    scores: Scores
    title: str
    description: str = ""
    tags: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    """One sentence for each thing that a person should look at before posting it."""


class TokenUse(Value):
    """What asking a language model took."""

    model: str
    tokens_in: int
    tokens_out: int
    cost: float | None = None
    """US dollars; None when the price of the model is not known."""


class Selection(Value):
    """The chosen moments, best first."""

    engine: str
    """What decided: ``built-in`` or the name of a language model."""
    choices: tuple[Choice, ...] = ()
    note: str = ""
    """What the person should know: which engine could not be used, what was not found."""
    used: tuple[TokenUse, ...] = ()
    """One for each language model that was asked, also when its answer was refused."""
