"""Emoji in colour, put together from flat shapes.

libass draws outlines in one colour. The font of the emoji therefore holds every shape of every
emoji as a glyph of its own, and a table tells which of them lie on one another in which colour.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from activities.render import scripts

if TYPE_CHECKING:
    from activities.render.base import RGB

_TABLE = Path(__file__).with_name("fonts") / "emoji.txt"

_FIRST_SHAPE = 0xF0000
_SELECTOR, _JOINER = "\ufe0f", "\u200d"
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
# From here on, symbols are pictures by themselves; before, only where a selector asks for it.
_FIRST_PICTURE = 0x2300


@dataclass(frozen=True)
class Shape:
    """One flat shape of an emoji: a character of the emoji font, and its colour."""

    glyph: str
    colour: "RGB"


def shapes(cluster: str) -> tuple[Shape, ...]:
    """Return what an emoji is drawn of, from the back to the front; nothing if it is none.

    One with a skin tone that the set lacks is drawn without; one that is joined of several,
    as these.
    """
    if not _is_picture(cluster):
        return ()
    table = _table()
    for text in (cluster.replace(_SELECTOR, ""), scripts.without_tone(cluster)):
        if found := table.get(text):
            return found
    joined = scripts.without_tone(cluster).split(_JOINER)
    return tuple(shape for part in joined for shape in table.get(part, ()))


def lettered(cluster: str) -> str:
    """Return the letters of a country's flag, any other text as it is."""
    return "".join(
        chr(ord(c) - _FLAG_LETTERS.start + ord("A")) if ord(c) in _FLAG_LETTERS else c
        for c in cluster
    )


def _is_picture(cluster: str) -> bool:
    return ord(cluster[0]) >= _FIRST_PICTURE or _SELECTOR in cluster or "\u20e3" in cluster


@lru_cache(maxsize=1)
def _table() -> Mapping[str, tuple[Shape, ...]]:
    found: dict[str, tuple[Shape, ...]] = {}
    toned: list[tuple[str, str, list[str]]] = []
    for line in _TABLE.read_text().splitlines():
        name, *parts = line.split(" ")
        if ":" in parts[0]:
            found[_text(name)] = tuple(map(_shape, parts))
        else:
            toned.append((_text(name), _text(parts[0]), parts[1:]))
    for text, plain, changes in toned:
        colours = dict(map(_change, changes))
        found[text] = tuple(
            Shape(shape.glyph, colours.get(shape.colour, shape.colour)) for shape in found[plain]
        )
    return found


def _text(name: str) -> str:
    return "".join(chr(int(code, 16)) for code in name.split("-"))


def _shape(part: str) -> Shape:
    number, _, colour = part.partition(":")
    return Shape(chr(_FIRST_SHAPE + int(number, 16)), rgb(colour))


def _change(part: str) -> "tuple[RGB, RGB]":
    old, _, new = part.partition(":")
    return rgb(old), rgb(new)


def rgb(colour: str) -> "RGB":
    """Return a colour that is written as in CSS, with or without its number sign."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
