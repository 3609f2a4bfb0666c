"""A text on the picture that is no caption."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from activities.render import ass, lettering, markup, scripts, typeface
from activities.render.base import CaptionEvent, Card, CardWord, Ink, Look, Page, Stream
from activities.render.cards import line_width
from activities.render.delivery import FONTS
from activities.render.lettering import Lettering

_SHRINK = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
# Lines are made narrower by such steps, as long as they stay as many.
_STEPS = 12

Line = tuple[CardWord, ...]


@dataclass(frozen=True)
class Title:
    """Words that stand at the top or at the bottom of a page, from its start to its end."""

    text: str
    look: Look
    place: str
    start: float
    end: float
    """Seconds of the clip."""
    tags: str = ""
    """What opens the ASS event: how the words come and go."""
    lines: int = 3

    def drawn(self, picture: Stream, page: Page, font: str | None) -> Stream:
        """Return the picture with the words; files are left in the working directory."""
        letters = lettering.of(font)
        sheet = self.sheet(page, letters)
        file = f"title-{hashlib.sha256(sheet.encode()).hexdigest()[:16]}.ass"
        Path(file).write_text(sheet, encoding="utf-8")
        typeface.install(Path(FONTS), letters.of(self.text))
        return picture.filter("ass", file, fontsdir=FONTS)

    def sheet(self, page: Page, letters: Lettering) -> str:
        """Return the text of an ASS file."""
        page, lines = self.laid(page, letters)
        backwards = scripts.right_to_left("", self.text)
        ink = Ink(
            fill=self.look.fill,
            accent=self.look.fill,
            written=markup.writer(letters),
            line=letters.faces[0].line,
            mark=markup.RIGHT_TO_LEFT if backwards else markup.LEFT_TO_RIGHT,
        )
        card = Card(self.start, self.end, lines, page.size)
        style = _Style(self.look, self.tags)
        return ass.sheet([card], style, page, ink=ink, letters=letters, place=self.place)

    def fits(self, page: Page, letters: Lettering) -> bool:
        """Return whether the words go on their lines without one of them being broken."""
        return self._sized(page, letters) is not None

    def laid(self, page: Page, letters: Lettering) -> tuple[Page, tuple[Line, ...]]:
        """Return the page with the em of the words, and their lines, which fit into it."""
        if (found := self._sized(page, letters)) is not None:
            return found
        # A word as long as this is broken anywhere.
        sized = self._page(page, _SHRINK[-1])
        pieces = [CardWord(piece, 0, 0, spaced=False) for piece in scripts.clusters(self.text)]
        return sized, _lines(pieces, sized, letters) or (tuple(pieces),)

    def _sized(self, page: Page, letters: Lettering) -> tuple[Page, tuple[Line, ...]] | None:
        for share in _SHRINK:
            sized = self._page(page, share)
            found = _lines(_words(self.text), sized, letters)
            if found and len(found) <= self.lines:
                return sized, found
        return None

    def _page(self, page: Page, share: float) -> Page:
        edge = self.look.box_share + 0.02 if self.look.box else page.edge
        return replace(page, size=max(1, round(page.size * self.look.size * share)), edge=edge)


@dataclass(frozen=True)
class _Style:
    """The words as they are, all the time."""

    looks: Look
    tags: str

    def look(self) -> Look:
        return self.looks

    def events(self, card: Card, ink: Ink) -> list[CaptionEvent]:
        text = markup.text(card, ink, lambda _, word: ink.written(word.text, card.size))
        return [CaptionEvent(card.start, card.end, self.tags + text)]


def _words(text: str) -> list[CardWord]:
    return [
        CardWord(part, 0, 0, spaced=place == 0)
        for word in text.split()
        for place, part in enumerate(scripts.parts(word))
    ]


def _lines(words: Sequence[CardWord], page: Page, letters: Lettering) -> tuple[Line, ...] | None:
    """Return the words on as few lines as fit, of like width; None when a word is too wide."""
    found = _filled(words, page.room, page.size, letters)
    if found is None:
        return None
    for step in range(1, _STEPS):
        narrower = _filled(words, page.room * step / _STEPS, page.size, letters)
        if narrower and len(narrower) == len(found):
            return narrower
    return found


def _filled(
    words: Sequence[CardWord], room: float, em: int, letters: Lettering
) -> tuple[Line, ...] | None:
    lines: list[list[CardWord]] = []
    for word in words:
        if letters.width(word.text, em) > room:
            return None
        if lines and line_width([*lines[-1], word], letters.width, em) <= room:
            lines[-1].append(word)
        else:
            lines.append([word])
    return tuple(map(tuple, lines))
