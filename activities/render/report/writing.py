"""Text of any language on a page.

Latin text is text, which can be searched and copied. Other scripts are shaped by HarfBuzz and
drawn with the fonts of captions. Letters of Chinese, Japanese and Korean that are not on this
machine are left to the fonts of whoever opens the file. An emoji is told by its name.
"""

import unicodedata
from collections.abc import Sequence
from itertools import groupby
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont, features
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Paragraph

from activities.render import emoji, lettering, scripts
from activities.render.fallback import Run
from activities.render.lettering import Lettering

_LEADING = 1.3
# Where letters stand in the height of their line.
_BASELINE = 0.78

# Pixels of a drawn line for each point: 288 to the inch.
_FINE = 4

_LAYOUT = ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC

# Of Adobe's collections: every reader of PDF has fonts for them, none is in the file.
_KOREAN, _JAPANESE, _CHINESE = "HYSMyeongJo-Medium", "HeiseiMin-W3", "STSong-Light"


def written(text: str, size: float) -> Flowable:
    """Return a text as lines of that size, in points."""
    plain = spelled(text)
    if _latin(plain):
        return _paragraph(plain, size, "Helvetica")
    letters = lettering.of()
    lost = letters.lacking(plain)
    if lost and all(map(scripts.east_asian, lost)):
        return _paragraph(plain, size, _asian(plain), wordWrap="CJK")
    for character in lost:
        plain = plain.replace(character, f"[U+{ord(character):04X}]")
    return Drawn(plain, size, letters)


def spelled(text: str) -> str:
    """Return a text with every emoji told by its name, and without what cannot be written."""
    return "".join(map(_spelled, scripts.clusters(" ".join(text.split()))))


def _spelled(cluster: str) -> str:
    if emoji.shapes(cluster) and not cluster.isascii():
        names = (unicodedata.name(c, "") for c in scripts.without_tone(cluster))
        return f"({' '.join(name for name in names if name).lower()})"
    return "".join(c for c in cluster if unicodedata.category(c) not in {"Cc", "Cs", "Cn"})


def _latin(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _asian(text: str) -> str:
    """Return the font of the language that a text with East Asian letters is in."""
    names = [unicodedata.name(c, "") for c in text]
    if any(name.startswith("HANGUL") for name in names):
        return _KOREAN
    kana = any(name.startswith(("HIRAGANA", "KATAKANA")) for name in names)
    return _JAPANESE if kana else _CHINESE


def _paragraph(text: str, size: float, font: str, **options: str) -> Paragraph:
    if font != "Helvetica":
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    style = ParagraphStyle(
        "line",
        fontName=font,
        fontSize=size,
        leading=size * _LEADING,
        splitLongWords=1,
        **options,
    )
    return Paragraph(escape(text), style)


class Drawn(Flowable):  # type: ignore[misc]  # it ships no types
    """Lines that are drawn, in whatever script, each from the side from which it is read."""

    def __init__(self, text: str, size: float, letters: Lettering) -> None:
        super().__init__()
        self._text = text
        self._size = size
        self._letters = letters
        self._backwards = scripts.right_to_left("", text)
        self._lines: list[list[str]] = []

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Return the room that is needed, of what there is, in points."""
        self._width = width
        self._lines = self._broken(width)
        return width, len(self._lines) * self._size * _LEADING

    def draw(self) -> None:
        """Draw on the canvas that the page gives."""
        for number, words in enumerate(reversed(self._lines)):
            picture = self._picture(in_sight(words, backwards=self._backwards))
            wide, high = picture.width / _FINE, picture.height / _FINE
            left = self._width - wide if self._backwards else 0.0
            below = number * self._size * _LEADING
            self.canv.drawImage(ImageReader(picture), left, below, wide, high)

    def _broken(self, width: float) -> list[list[str]]:
        found: list[list[str]] = [[]]
        for word in _words(self._text):
            line = "".join([*found[-1], word]).rstrip()
            if found[-1] and self._letters.width(line, 1000) / 1000 * self._size > width:
                found.append([])
            found[-1].append(word)
        return found

    def _picture(self, words: Sequence[str]) -> Image.Image:
        em = round(self._size * _FINE)
        high = round(self._size * _LEADING * _FINE)
        wide = sum(self._letters.width(word, em) for word in words)
        image = Image.new("L", (max(1, round(wide) + 2), high), 255)
        draw, at = ImageDraw.Draw(image), 0.0
        for word in words:
            for run in _in_order(self._letters.runs(word.rstrip())):
                font = ImageFont.truetype(str(run.face.path), em, layout_engine=_LAYOUT)
                draw.text((at, high * _BASELINE), run.text, 0, font, anchor="ls")
                at += float(font.getlength(run.text))
            at += self._letters.width(" ", em) if word.endswith(" ") else 0.0
        return image


def in_sight(words: Sequence[str], *, backwards: bool) -> list[str]:
    """Return the words of a line from left to right, as Unicode's annex 9 orders whole words.

    A space at the end of one stands between it and the next.
    """
    if not any(_turned(word, backwards) for word in words):
        return list(words)
    groups = [
        (turned, list(group)) for turned, group in groupby(words, lambda w: _turned(w, backwards))
    ]
    shown = [group[::-1] if turned else group for turned, group in groups]
    ordered = [word.strip() for group in (shown[::-1] if backwards else shown) for word in group]
    return [f"{word} " for word in ordered[:-1]] + ordered[-1:]


def _turned(word: str, backwards: bool) -> bool:
    """Return whether a word is read from right to left; one without letters goes with its line."""
    kinds = {unicodedata.bidirectional(c) for c in word}
    if kinds & {"R", "AL"}:
        return True
    return backwards and not kinds & {"L", "EN", "AN"}


def _in_order(runs: Sequence[Run]) -> Sequence[Run]:
    turned = any(any(map(scripts.is_right_to_left, run.text)) for run in runs)
    return runs[::-1] if turned else runs


def _words(text: str) -> list[str]:
    """Return the pieces between which a line may end, each with the space after it."""
    words = text.split(" ")
    spaced = [f"{word} " for word in words[:-1]] + words[-1:]
    return [part for word in spaced for part in scripts.parts(word)]
