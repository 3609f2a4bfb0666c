"""Write captions as an ASS file (Advanced SubStation Alpha 4.00+)."""

import math
from collections.abc import Sequence

import pysubs2

from activities.render.base import CaptionStyle, Card, Ink, Look, Page
from activities.render.cards import line_text
from activities.render.lettering import Lettering
from activities.render.markup import EMOJI_SHARE

# libass then lays out a whole line by the Unicode rules of direction, not piece by piece, and
# looks for the direction of each line in its letters and marks.
_BY_LETTERS = -1

# libass's own: one panel behind all lines of an event, as far out as the shadow says.
_ONE_PANEL = 4

_PLACES = {
    "bottom": pysubs2.Alignment.BOTTOM_CENTER,
    "middle": pysubs2.Alignment.BOTTOM_CENTER,
    "top": pysubs2.Alignment.TOP_CENTER,
}


def sheet(
    found: Sequence[Card],
    style: CaptionStyle,
    page: Page,
    *,
    ink: Ink,
    letters: Lettering,
    place: str = "bottom",
    language: str = "",
) -> str:
    """Return the cards in that style as the text of an ASS file.

    They stand at the top, in the middle or at the bottom of the page's safe box.
    """
    made = pysubs2.SSAFile()
    made.info.update(_header(page, language))
    look = style.look()
    made.styles = {"Default": _style(look, page, letters, place)}
    for card in found:
        smaller = f"{{\\fs{card.size * ink.line:.2f}}}" if card.size != page.size else ""
        margin = _margin(card, page, letters, place)
        for event in style.events(card, ink):
            made.append(
                pysubs2.SSAEvent(
                    start=round(event.start * 100) * 10,
                    end=round(event.end * 100) * 10,
                    marginv=margin,
                    text=smaller + event.text,
                )
            )
    return made.to_string("ass", header_notice="")


def _header(page: Page, language: str) -> dict[str, str]:
    return {
        "PlayResX": str(page.width),
        "PlayResY": str(page.height),
        "WrapStyle": "2",
        "ScaledBorderAndShadow": "yes",
        "Kerning": "yes",
        "YCbCr Matrix": "TV.709",
        **({"Language": language[:2].lower()} if language[:2].isalpha() else {}),
    }


def _style(look: Look, page: Page, letters: Lettering, place: str) -> pysubs2.SSAStyle:
    edge = math.ceil(page.edge * page.size)
    face = letters.faces[0]
    shadow = look.box_share if look.box else look.shadow_share
    return pysubs2.SSAStyle(
        fontname=face.name,
        fontsize=round(page.size * face.line, 2),
        primarycolor=pysubs2.Color(*look.fill),
        secondarycolor=pysubs2.Color(*look.fill),
        outlinecolor=pysubs2.Color(*look.outline),
        backcolor=pysubs2.Color(*(look.box or look.outline), 40 if look.box else 0),
        borderstyle=_ONE_PANEL if look.box else 1,
        outline=round(page.size * look.outline_share, 2),
        shadow=round(page.size * shadow, 2),
        alignment=_PLACES[place],
        marginl=page.left + edge,
        marginr=page.width - page.right + edge,
        marginv=page.height - page.bottom + edge,
        encoding=_BY_LETTERS,
    )


def _margin(card: Card, page: Page, letters: Lettering, place: str) -> int:
    """Return how far the lines keep from the edge of the picture, so that all ink is in the box."""
    around = page.edge * page.size
    if place == "top":
        return math.ceil(page.top + around + max(0.0, _over(card, letters, top=True)))
    low = page.height - page.bottom + around + max(0.0, _over(card, letters, top=False))
    if place == "middle":
        height = len(card.lines) * card.size * letters.faces[0].line
        low = max(low, page.height - (page.top + page.bottom) / 2 - height / 2)
    return math.ceil(low)


def _over(card: Card, letters: Lettering, *, top: bool) -> float:
    """Return how far ink goes out of the lines in which libass puts it, in pixels."""
    if top and card.emoji:
        up, _ = letters.reach(card.emoji, card.size)
        return (up - letters.faces[0].ascent * card.size) * EMOJI_SHARE
    up, down = letters.reach(line_text(card.lines[0 if top else -1]), card.size)
    own = letters.faces[0]
    return up - own.ascent * card.size if top else down - own.descent * card.size
