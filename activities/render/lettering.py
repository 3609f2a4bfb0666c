"""How wide the letters of the product's font are, and whether it has them."""

import unicodedata
from functools import lru_cache

from PIL import ImageFont

from activities.render.typeface import FONT

# Widths are measured once at this size: hinting makes small sizes uneven.
_MEASURED_EM = 200

_LACKING = "\uffff"


def width(text: str, em: int) -> float:
    """Return how wide the text is drawn, or a little more: kerning is left out.

    A character that the font lacks is drawn from another font and counts as a full em.
    """
    return sum(map(_advance, text)) * em


def font(em: int) -> ImageFont.FreeTypeFont:
    """Return the font for drawing."""
    return ImageFont.truetype(str(FONT), em, layout_engine=ImageFont.Layout.BASIC)


def drawable(text: str) -> str:
    """Return the text without what the font lacks, in single spaces."""
    return " ".join("".join(c if _drawn(c) else " " for c in text).split())


@lru_cache(maxsize=4096)
def _advance(character: str) -> float:
    """Return the width of one character in ems."""
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0.0
    if not _drawn(character):
        return 1.0
    return float(_measuring_font().getlength(character)) / _MEASURED_EM


def _drawn(character: str) -> bool:
    return character.isspace() or _shape(character) != _shape(_LACKING)


@lru_cache(maxsize=4096)
def _shape(character: str) -> bytes:
    return bytes(_measuring_font().getmask(character))


@lru_cache(maxsize=1)
def _measuring_font() -> ImageFont.FreeTypeFont:
    return font(_MEASURED_EM)
