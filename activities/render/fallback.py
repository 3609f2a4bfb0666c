"""In which fonts a text is written.

libass is never left to choose: every piece of a text is given a font that has its letters, first
the one that was asked for, then the one of its script.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from activities.render import emoji, scripts, typeface
from activities.render.emoji import Shape
from activities.render.sfnt import Face


@dataclass(frozen=True)
class Run:
    """A piece of text in one font."""

    text: str
    face: Face
    shapes: tuple[Shape, ...] = ()
    """What it is drawn of when it is an emoji."""


@dataclass(frozen=True)
class Fonts:
    """A row of fonts: each is asked for the letters that those before it lack."""

    faces: tuple[Face, ...]

    def runs(self, text: str) -> tuple[Run, ...]:
        """Return the text in pieces of one font each, without what no font has."""
        return _runs(self.faces, text)

    def of(self, text: str) -> tuple[Face, ...]:
        """Return the fonts that are used for a text, each once; the first is always among them."""
        return tuple(dict.fromkeys((self.faces[0], *(run.face for run in self.runs(text)))))

    def lacking(self, text: str) -> str:
        """Return the characters that no font has, each once."""
        lost = [
            cluster
            for cluster in scripts.clusters(text)
            if not emoji.shapes(cluster) and not _covering(self.faces, _drawn(cluster), None)
        ]
        return "".join(dict.fromkeys("".join(map(_drawn, lost))))


def named(font: str | None = None) -> Fonts:
    """Return the font of that name, the default one for None, and those that step in for it.

    Raises:
        InvalidPlanError: no font has that name.
    """
    first = typeface.chosen(font)
    return Fonts((first, *(face for face in typeface.fallbacks() if face != first)))


@lru_cache(maxsize=8192)
def _runs(faces: tuple[Face, ...], text: str) -> tuple[Run, ...]:
    found: list[Run] = []
    for cluster in scripts.clusters(text):
        if drawn_of := emoji.shapes(cluster):
            glyphs = "".join(shape.glyph for shape in drawn_of)
            found.append(Run(glyphs, typeface.emoji(), drawn_of))
            continue
        written = emoji.lettered(cluster)
        before = found[-1] if found and not found[-1].shapes else None
        face = _covering(faces, _drawn(written), before.face if before else None)
        if face is None:
            continue
        if before and before.face == face:
            found[-1] = Run(before.text + written, face)
        else:
            found.append(Run(written, face))
    return tuple(found)


def _covering(faces: tuple[Face, ...], text: str, before: Face | None) -> Face | None:
    """Return the font for a cluster; what is no letter stays in the font before it."""
    if before and not any(map(_is_letter, text)) and all(map(before.has, text)):
        return before
    return next((face for face in faces if all(map(face.has, text))), None)


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN"


def _drawn(cluster: str) -> str:
    """Return what of a cluster needs a glyph. One of nothing else is asked for as it is."""
    return "".join(c for c in emoji.lettered(cluster) if not scripts.ignorable(c))
