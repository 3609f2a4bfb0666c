"""Tell which language is spoken when, without following every slip of the ear."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from core.domain.span import Span
from core.domain.transcript import SpokenLanguage, Word

SURE = 0.8
"""A guess at least so likely, 0..1, is believed about a stretch of half a minute as a whole."""

# A single stretch says little: its evidence grows with its length up to this one, in seconds.
_FULL_SECONDS = 8.0
# Nats. Eight seconds that are sure of themselves are believed in the middle of another language,
# about four at an end; a loanword or a quotation never is.
_CHANGE = 2.5
# No guess counts as certain: a model that errs with .999 must not outvote its neighbours.
_LEAST = 0.005


@dataclass(frozen=True)
class Guess:
    """What a stretch of speech sounds like."""

    span: Span
    likely: Mapping[str, float] = field(default_factory=dict)
    """ISO 639-1 to probability, 0..1. Languages that are left out are most unlikely."""

    @property
    def best(self) -> str:
        """Return the likeliest language, empty when there is no guess."""
        return max(self.likely, key=lambda code: self.likely[code], default="")

    @property
    def sure(self) -> bool:
        return self.likely.get(self.best, 0.0) >= SURE


def spoken(
    looks: Sequence[Sequence[Span]],
    guess: Callable[[Sequence[Span]], Sequence[Guess]],
    before: str = "",
) -> list[tuple[Span, str]]:
    """Return stretches of speech in order, each with its language.

    ``looks`` are what is listened to at once, each as the shorter stretches of speech in it.
    ``guess`` is asked about every look as a whole, then about the stretches of those in which
    the language may change. ``before`` is the language that was spoken until then.
    """
    whole = [Span(start=look[0].start, end=look[-1].end) for look in looks]
    guesses = guess(whole)
    doubts = doubtful(guesses, decided(guesses, before))
    apart = [doubt and len(look) > 1 for look, doubt in zip(looks, doubts, strict=True)]
    parts = [part for look, each in zip(looks, apart, strict=True) if each for part in look]
    again = iter(guess(parts) if parts else ())
    finer: list[Guess] = []
    for look, first, each in zip(looks, guesses, apart, strict=True):
        finer += [next(again) for _ in look] if each else [first]
    return [(one.span, code) for one, code in zip(finer, decided(finer, before), strict=True)]


def decided(guesses: Sequence[Guess], before: str = "") -> list[str]:
    """Return the language of every stretch, so that short ones do not flip.

    The likeliest sequence of a chain that seldom changes (Viterbi, IEEE Trans. Inf. Theory 13,
    1967). ``before`` is the language that was spoken until then, empty for the start.
    """
    codes = sorted({guess.best for guess in guesses if guess.best} | ({before} - {""}))
    if not codes:
        return ["" for _ in guesses]
    best = {code: 0.0 if before in {"", code} else -_CHANGE for code in codes}
    came: list[dict[str, str]] = []
    for guess in guesses:
        top = max(codes, key=lambda code: best[code])
        froms = {c: c if best[c] >= best[top] - _CHANGE else top for c in codes}
        best = {
            c: best[froms[c]] - (0.0 if froms[c] == c else _CHANGE) + _evidence(guess, c)
            for c in codes
        }
        came.append(froms)
    code = max(codes, key=lambda code: best[code])
    said = []
    for froms in reversed(came):
        said.append(code)
        code = froms[code]
    return said[::-1]


def doubtful(guesses: Sequence[Guess], said: Sequence[str]) -> list[bool]:
    """Return for every stretch whether a change of language may lie inside it."""
    return [
        not guess.sure
        or guess.best != code
        or any(other != code for other in said[max(0, index - 1) : index + 2])
        for index, (guess, code) in enumerate(zip(guesses, said, strict=True))
    ]


def joined(spans: Sequence[Span], said: Sequence[str]) -> tuple[SpokenLanguage, ...]:
    """Return ordered stretches as few long ones; each lasts until the next one begins."""
    found: list[SpokenLanguage] = []
    for span, code in zip(spans, said, strict=True):
        if not code:
            continue
        if found and found[-1].language == code:
            whole = Span(start=found[-1].span.start, end=max(span.end, found[-1].span.end))
            found[-1] = SpokenLanguage(language=code, span=whole)
            continue
        if found:
            until = Span(start=found[-1].span.start, end=max(span.start, found[-1].span.start))
            found[-1] = SpokenLanguage(language=found[-1].language, span=until)
        found.append(SpokenLanguage(language=code, span=span))
    return tuple(found)


def mostly(words: Sequence[Word], languages: Sequence[SpokenLanguage], otherwise: str = "") -> str:
    """Return the language in which the longest time is spoken."""
    seconds: dict[str, float] = {}
    for spoken in languages:
        inside = (w.end - w.start for w in words if spoken.span.contains((w.start + w.end) / 2))
        seconds[spoken.language] = seconds.get(spoken.language, 0.0) + sum(inside)
    return max(seconds, key=lambda code: seconds[code], default=otherwise)


def _evidence(guess: Guess, code: str) -> float:
    weight = min(1.0, guess.span.duration / _FULL_SECONDS)
    if not guess.likely:
        return 0.0
    return weight * math.log(max(_LEAST, guess.likely.get(code, 0.0)))
