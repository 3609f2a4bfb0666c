"""The words that are drawn on the picture."""

from typing import Literal

from pydantic import ConfigDict

from core.domain.base import StrictValue
from core.domain.transcript import Word


class CaptionWord(Word):
    """A word as it is shown: people may write it differently from how it was heard."""

    model_config = ConfigDict(frozen=True, extra="ignore", from_attributes=True)

    emphasis: bool = False
    """Drawn so that it catches the eye, where the style knows how."""


class CaptionPlan(StrictValue):
    """What is drawn of what is said, and how."""

    style: str = "highlight_word"
    """A name in the catalogue of caption styles."""
    words: tuple[CaptionWord, ...] = ()
    language: str = ""
    """ISO 639-1 of the words; empty when unknown. Decides line breaks, emoji and masking."""
    place: Literal["top", "middle", "bottom"] = "bottom"
    """Where in the safe area the lines stand."""
    emoji: bool = False
    """An emoji from the dictionary of the language above the words that have one."""
    masked: bool = False
    """Profanity is written with asterisks."""
    speaker_colours: bool = False
    """Every voice has a colour of its own."""
