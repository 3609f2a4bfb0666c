"""What an effect lets a plan choose, and what a plan chose."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.domain.plan.effects import Option
from core.errors import InvalidPlanError


@dataclass(frozen=True)
class Number:
    """A number between two others."""

    usual: float
    lowest: float
    highest: float

    def taken(self, value: Option) -> float:
        """Return the value.

        Raises:
            ValueError: it is none of these.
        """
        fits = not isinstance(value, bool | str) and self.lowest <= value <= self.highest
        if not fits:
            raise ValueError(f"a number from {self.lowest:g} to {self.highest:g}")
        return float(value)


@dataclass(frozen=True)
class Word:
    """One of some words."""

    words: tuple[str, ...]

    @property
    def usual(self) -> str:
        """Return the first word."""
        return self.words[0]

    def taken(self, value: Option) -> str:
        """Return the value.

        Raises:
            ValueError: it is none of these.
        """
        if not isinstance(value, str) or value not in self.words:
            raise ValueError(f"one of: {', '.join(self.words)}")
        return value


Choice = Number | Word


@dataclass(frozen=True)
class Chosen:
    """The options of an effect, all of them."""

    values: Mapping[str, float | str]

    def number(self, name: str) -> float:
        """Return the value of a ``Number``."""
        return float(self.values[name])

    def word(self, name: str) -> str:
        """Return the value of a ``Word``."""
        return str(self.values[name])


def chosen(choices: Mapping[str, Choice], given: Mapping[str, Option]) -> Chosen:
    """Return what a plan chose; what it leaves out is as usual.

    Raises:
        InvalidPlanError: an option is not known, or is not what it may be; the message names it
            and what there is.
    """
    for name in given:
        if name not in choices:
            known = ", ".join(choices) or "none"
            raise InvalidPlanError(f"options: there is no option {name!r}; there are: {known}")
    values: dict[str, float | str] = {name: choice.usual for name, choice in choices.items()}
    for name, value in given.items():
        try:
            values[name] = choices[name].taken(value)
        except ValueError as wanted:
            raise InvalidPlanError(f"options.{name}: {value!r} must be {wanted}") from wanted
    return Chosen(values)
