"""Draw the title of a clip on a picture."""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from PIL import Image, ImageDraw

from activities.render import lettering
from activities.render.base import Page
from core.domain.box import Box

MAX_LINES = 3

# Ems of the title, as shares of the captions' em: the largest that fits is taken.
_SIZES = (1.6, 1.45, 1.3, 1.15, 1.0, 0.85, 0.7)
_QUALITY = 90
# The dark panel behind the letters, and its margin around them in ems.
_PANEL = (12, 12, 16, 168)
_MARGIN_EMS = 0.45
_LINE_EMS = 1.22
# JPEG spreads an edge over its block of 8 pixels.
_BORDER = 8.0


def draw(picture: Path, target: Path, *, title: str, page: Page, face: Box | None) -> None:
    """Write the picture as JPEG, with the title in the safe box and away from the face."""
    with Image.open(picture) as opened:
        image = opened.convert("RGB")
    text = lettering.drawable(title)
    if text:
        _write(image, text, page, face)
    image.save(target, "JPEG", quality=_QUALITY, subsampling=0, optimize=True)


def wrapped(text: str, page: Page) -> tuple[int, list[str]]:
    """Return an em in pixels and up to three lines that fit the page's safe box with it.

    A text that does not fit in the smallest letters ends in an ellipsis.
    """
    words = text.split()
    for share in _SIZES:
        em = max(1, round(page.size * share))
        lines = _lines(words, em, _room(page, em))
        if lines:
            return em, lines
    while len(words) > 1:
        words.pop()
        lines = _lines([*words[:-1], words[-1] + "…"], em, _room(page, em))
        if lines:
            return em, lines
    return em, [_shortened(words[0], em, _room(page, em))]


def _write(image: Image.Image, text: str, page: Page, face: Box | None) -> None:
    em, lines = wrapped(text, page)
    margin, step = _MARGIN_EMS * em, _LINE_EMS * em
    width = max(lettering.width(line, em) for line in lines)
    height = step * len(lines) + 2 * margin
    middle = (page.left + page.right) / 2
    top = _top(page, height, face)
    box = (middle - width / 2 - margin, top, middle + width / 2 + margin, top + height)
    layer = Image.new("RGBA", image.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    pen.rounded_rectangle(box, radius=em * 0.35, fill=_PANEL)
    letters = lettering.font(em)
    for number, line in enumerate(lines):
        at = (middle, top + margin + step * (number + 0.5))
        edge = max(1, round(em * 0.05))
        pen.text(at, line, font=letters, anchor="mm", stroke_width=edge, stroke_fill="black")
    image.paste(layer, mask=layer.getchannel("A"))


def _top(page: Page, height: float, face: Box | None) -> float:
    """Return where the panel starts: at the bottom of the safe box, unless the face is there."""
    low, high = page.bottom - height - _BORDER, page.top + _BORDER
    if face is None:
        return low
    upper, lower = face.y * page.height, (face.y + face.height) * page.height
    covered_low = min(low + height, lower) - max(low, upper)
    covered_high = min(high + height, lower) - max(high, upper)
    return high if covered_low > 0 and covered_high < covered_low else low


def _lines(words: Sequence[str], em: int, room: float) -> list[str]:
    """Return the words on as few lines as fit, of like width; none when three do not do."""
    for count in range(1, min(MAX_LINES, len(words)) + 1):
        ways = (
            [" ".join(words[a:b]) for a, b in zip((0, *cuts), (*cuts, len(words)), strict=True)]
            for cuts in combinations(range(1, len(words)), count - 1)
        )
        best = min(ways, key=lambda lines: _widest(lines, em))
        if _widest(best, em) <= room:
            return best
    return []


def _widest(lines: Sequence[str], em: int) -> float:
    return max(lettering.width(line, em) for line in lines)


def _room(page: Page, em: int) -> float:
    return page.right - page.left - 2 * (_MARGIN_EMS * em + _BORDER)


def _shortened(word: str, em: int, room: float) -> str:
    while len(word) > 1 and lettering.width(word + "…", em) > room:
        word = word[:-1]
    return word + "…"
