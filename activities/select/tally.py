"""Points for and against, with the reason that counts most. Pure."""

# Points below which a reason did not move the result.
_TELLING = 4.0


class Tally:
    """A score from 0 to 100 that remembers what moved it most."""

    def __init__(self, base: float) -> None:
        self._points = base
        self._most = 0.0
        self.reason = ""
        """One sentence; empty when nothing moved the score much."""

    def add(self, points: float, why: str = "") -> None:
        """Add points, for or against."""
        self._points += points
        if why and abs(points) >= _TELLING and abs(points) > self._most:
            self._most, self.reason = abs(points), why

    @property
    def score(self) -> float:
        return round(max(0.0, min(100.0, self._points)), 1)
