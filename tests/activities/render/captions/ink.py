"""A card and the ink to write it with, for tests of caption styles."""

import re

from activities.render import lettering, markup
from activities.render.base import CaptionStyle, Card, CardWord, Ink

CARD = Card(
    start=1.0,
    end=2.5,
    lines=(
        (CardWord("Ask", 1.0, 1.3, speaker="S1"), CardWord("not", 1.5, 1.8, speaker="S1")),
        (CardWord("what", 1.8, 2.2, speaker="S1", emphasis=True),),
    ),
    size=64,
)
ACCENT = (1, 2, 3)
ACCENT_TAG = "&H030201&"


def ink(style: CaptionStyle) -> Ink:
    """Return ink with a colour of a brand."""
    letters = lettering.of()
    return Ink(
        fill=style.look().fill,
        accent=ACCENT,
        written=markup.writer(letters),
        line=letters.faces[0].line,
        sides={"S1": "left", "S2": "right"},
    )


def bare(text: str) -> str:
    """Return what is read of an event."""
    return re.sub(r"\{[^}]*\}", "", text)
