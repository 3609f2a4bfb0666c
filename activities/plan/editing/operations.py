"""What can be done to a plan: one typed list, which a person's command or a program sends."""

import math
from typing import Annotated, Literal, Self, TypeVar

from pydantic import Field, JsonValue, TypeAdapter, ValidationError, model_validator

from activities.plan.tightening import Speed
from core.domain.base import StrictValue
from core.domain.plan import EffectPlan
from core.errors import InvalidPlanError

MOST = 500
"""Operations that are done at once, at most."""

_LONGEST = 2000
_BREAKS = frozenset("\t\n\r")


class _Operation(StrictValue):
    """Something that can be done to a plan."""

    @model_validator(mode="after")
    def _written(self) -> Self:
        waiting: list[object] = [self.model_dump()]
        while waiting:
            match waiting.pop():
                case str() as text:
                    _check_text(text)
                case float() as number if not math.isfinite(number):
                    raise ValueError(f"{number} is no number that can be written down")
                case dict() as fields:
                    waiting += [*fields, *fields.values()]
                case list() | tuple() as several:
                    waiting += several
        return self


def _check_text(text: str) -> None:
    """Raise ValueError for what no title, caption or file can hold."""
    if len(text) > _LONGEST:
        raise ValueError(f"a text has {_LONGEST} characters at most; this one has {len(text)}")
    for character in text:
        if (ord(character) < 0x20 and character not in _BREAKS) or 0x7F <= ord(character) < 0xA0:
            raise ValueError(f"the control character U+{ord(character):04X} cannot be written")
        if 0xD800 <= ord(character) < 0xE000:
            raise ValueError(f"U+{ord(character):04X} is half a character; send it whole")


class SetField(_Operation):
    """Give a field of the plan another value."""

    op: Literal["set"] = "set"
    path: str = Field(min_length=1, max_length=200)
    """The field, its parts joined by dots: ``captions.style``, ``spans.0.end``. A number one
    past the end of a list adds to it."""
    value: JsonValue
    """The whole new value."""


class DeleteWords(_Operation):
    """Take words out of the clip: they are not heard, seen or written any more."""

    op: Literal["delete_words"] = "delete_words"
    first: int = Field(ge=0)
    """Index in ``captions.words``."""
    last: int = Field(ge=0)
    """Index of the last of them."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"words {self.first} to {self.last} are none; say the first one first")
        return self


class ReplaceWords(_Operation):
    """Write words differently from how they were heard. What is said stays."""

    op: Literal["replace_words"] = "replace_words"
    first: int = Field(ge=0)
    """Index in ``captions.words``."""
    last: int | None = Field(default=None, ge=0)
    """Index of the last of them; None for one word. Several become one."""
    text: str = Field(min_length=1, max_length=80)


class AddEffect(_Operation):
    """Add an effect after those that are there."""

    op: Literal["add_effect"] = "add_effect"
    effect: EffectPlan


class RemoveEffect(_Operation):
    """Take away every effect of a name."""

    op: Literal["remove_effect"] = "remove_effect"
    name: str


class ColdOpen(_Operation):
    """Open with a moment that comes later: it is shown first, and again in its place."""

    op: Literal["cold_open"] = "cold_open"
    start: float = Field(ge=0, allow_inf_nan=False)
    end: float = Field(ge=0, allow_inf_nan=False)
    """Seconds of the source."""


class Tighten(_Operation):
    """Take filler words and long pauses out. A small zoom hides where the picture jumps."""

    op: Literal["tighten"] = "tighten"
    speed: Speed = "natural"
    """Which pauses are too long: relaxed, those over 1 s; natural, 0.5 s; fast, 0.28 s."""


class AddSounds(_Operation):
    """Add a sound effect to every word that has one in the table of the captions' language."""

    op: Literal["add_sounds"] = "add_sounds"
    level: float = Field(default=-12.0, ge=-60, le=0)
    """dB of their full level."""


class Censor(_Operation):
    """Make profane words neither heard nor read."""

    op: Literal["censor"] = "censor"
    way: Literal["bleep", "silence"] = "bleep"
    """What is heard instead, there and in what was censored before."""


class CutOnBeat(_Operation):
    """Move every cut to a beat that is near: of the music laid under the clip where there is
    some, else of the music in the recording. No word is cut.
    """

    op: Literal["cut_on_beat"] = "cut_on_beat"


Operation = Annotated[
    SetField
    | DeleteWords
    | ReplaceWords
    | AddEffect
    | RemoveEffect
    | ColdOpen
    | Tighten
    | AddSounds
    | Censor
    | CutOnBeat,
    Field(discriminator="op"),
]

OPERATIONS: TypeAdapter[tuple[Operation, ...]] = TypeAdapter(
    Annotated[tuple[Operation, ...], Field(max_length=MOST)]
)


S = TypeVar("S", bound=StrictValue)


def read_operations(data: bytes | str) -> tuple[Operation, ...]:
    """Return operations from their JSON, a list.

    Raises:
        InvalidPlanError: one is not valid; the message names its number and its field.
    """
    try:
        return OPERATIONS.validate_json(data)
    except ValidationError as error:
        raise InvalidPlanError(f"the operations are not valid: {_first(error)}") from error


def operation(kind: type[S], **fields: object) -> S:
    """Return one operation of a kind.

    Raises:
        InvalidPlanError: a field is not valid; the message names it.
    """
    try:
        return kind.model_validate(fields)
    except ValidationError as error:
        raise InvalidPlanError(f"the operation is not valid: {_first(error)}") from error


def _first(error: ValidationError) -> str:
    """Return where the first thing is that is wrong, and what."""
    wrong = error.errors()[0]
    where = ".".join(map(str, wrong["loc"]))
    said = wrong["msg"].removeprefix("Value error, ")
    return f"{where}: {said}" if where else said
