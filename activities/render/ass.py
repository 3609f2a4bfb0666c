"""Write captions as an ASS file (Advanced SubStation Alpha 4.00+)."""

import math
from collections.abc import Sequence
from pathlib import Path

import pysubs2

from activities.render.base import EDGE, CaptionStyle, Card, Look, Page
from activities.render.typeface import FAMILY, LINE


def write(path: Path, found: Sequence[Card], style: CaptionStyle, page: Page) -> None:
    """Write the cards in that style. Text stands at the bottom of the page's safe box."""
    sheet = pysubs2.SSAFile()
    sheet.info.update(
        {
            "PlayResX": str(page.width),
            "PlayResY": str(page.height),
            "WrapStyle": "2",
            "ScaledBorderAndShadow": "yes",
            "Kerning": "yes",
            "YCbCr Matrix": "TV.709",
        }
    )
    sheet.styles = {"Default": _style(style.look(), page)}
    for card in found:
        smaller = f"{{\\fs{card.size * LINE:.2f}}}" if card.size != page.size else ""
        for event in style.events(card):
            sheet.append(
                pysubs2.SSAEvent(
                    start=round(event.start * 100) * 10,
                    end=round(event.end * 100) * 10,
                    text=smaller + event.text,
                )
            )
    path.write_text(sheet.to_string("ass", header_notice=""), encoding="utf-8")


def _style(look: Look, page: Page) -> pysubs2.SSAStyle:
    edge = math.ceil(EDGE * page.size)
    return pysubs2.SSAStyle(
        fontname=FAMILY,
        fontsize=round(page.size * LINE, 2),
        primarycolor=pysubs2.Color(*look.fill),
        secondarycolor=pysubs2.Color(*look.waiting),
        outlinecolor=pysubs2.Color(*look.outline),
        backcolor=pysubs2.Color(*look.outline, 128),
        outline=round(page.size * look.outline_share, 2),
        shadow=round(page.size * look.shadow_share, 2),
        alignment=pysubs2.Alignment.BOTTOM_CENTER,
        marginl=page.left + edge,
        marginr=page.width - page.right + edge,
        marginv=page.height - page.bottom + edge,
    )
