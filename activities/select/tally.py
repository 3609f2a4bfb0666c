"""Points for and against, with the reasons that count most. Pure."""

from collections.abc import Callable

# Points below which a reason did not move the result.
_TELLING = 4.0
_MOST_REASONS = 2


class Tally:
    """A score from 0 to 100 that remembers what moved it."""

    def __init__(self, base: float, otherwise: str) -> None:
        """``otherwise`` is the reason when nothing moved the score much."""
        self._points = base
        self._otherwise = otherwise
        self._why: list[tuple[float, str | Callable[[], str]]] = []

    def add(self, points: float, why: str | Callable[[], str] = "") -> None:
        """Add points, for or against. ``why`` is a clause without a subject, or makes one."""
        self._points += points
        if why and abs(points) >= _TELLING:
            self._why.append((abs(points), why))

    @property
    def score(self) -> float:
        return round(max(0.0, min(100.0, self._points)), 1)

    @property
    def reason(self) -> str:
        """The one or two reasons that counted most, in a sentence."""
        telling = sorted(self._why, key=lambda one: -one[0])[:_MOST_REASONS]
        said = [why if isinstance(why, str) else why() for _, why in telling] or [self._otherwise]
        text = "; ".join(said)
        return f"{text[0].upper()}{text[1:]}."


def quoted(text: str, limit: int = 60) -> str:
    """Return a text in quotation marks, cut where it is longer than ``limit`` characters."""
    shown = text if len(text) <= limit else f"{text[: limit - 1].rstrip()}\u2026"
    return f"\u201c{shown}\u201d"
