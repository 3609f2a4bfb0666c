"""The captions of a plan, ready to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path

from activities import catalog
from activities.render import ass, cards, lettering, markup, safe_area, scripts, typeface
from activities.render.base import EDGE, RGB, CaptionStyle, Card, Ink, Page
from activities.render.emoji import rgb
from activities.render.lettering import Lettering
from core.domain.plan import CaptionPlan, ClipPlan

# Light colours that can be told apart, also by people who see red and green alike
# (after Okabe and Ito's palette).
_VOICES: tuple[RGB, ...] = (
    (255, 255, 255),
    (120, 205, 255),
    (255, 214, 110),
    (150, 235, 190),
    (255, 170, 130),
    (235, 175, 220),
)


@dataclass(frozen=True)
class Captioning:
    """Captions with all that decides how they look."""

    cards: Sequence[Card]
    style: CaptionStyle
    page: Page
    ink: Ink
    letters: Lettering
    captions: CaptionPlan

    def sheet(self) -> str:
        """Return the text of an ASS file."""
        return ass.sheet(
            self.cards,
            self.style,
            self.page,
            ink=self.ink,
            letters=self.letters,
            place=self.captions.place,
            language=self.captions.language,
        )

    def write(self, file: Path, fonts: Path) -> None:
        """Write the ASS file, and its fonts into a folder."""
        file.write_text(self.sheet(), encoding="utf-8")
        typeface.install(fonts, self.letters.of(self._text()))

    def _text(self) -> str:
        return " ".join(f"{card.emoji} {cards.line_text(card.words)}" for card in self.cards)


def of(plan: ClipPlan) -> Captioning | None:
    """Return the captions of a plan; None when it wants none, or nothing is said.

    Raises:
        InvalidPlanError: the plan names a font that is not there.
        UnknownPluginError: it names a style that is not there.
    """
    if plan.captions is None:
        return None
    style = catalog.CAPTION_STYLES.load(plan.captions.style)()
    letters = lettering.of(plan.brand.font if plan.brand else None)
    page = laid(plan, style)
    found = cards.cards(plan, page, letters.width)
    if not found:
        return None
    return Captioning(found, style, page, _ink(plan, style, letters), letters, plan.captions)


def laid(plan: ClipPlan, style: CaptionStyle) -> Page:
    """Return the page of a plan in the size in which a style writes."""
    look, output = style.look(), plan.output
    page = safe_area.page(output.width, output.height, output.platform)
    size = max(1, int(page.size * look.size))
    edge = look.box_share + 0.02 if look.box else EDGE
    return replace(page, size=size, swell=look.swell, edge=edge)


def _ink(plan: ClipPlan, style: CaptionStyle, letters: Lettering) -> Ink:
    look, captions = style.look(), plan.captions or CaptionPlan()
    text = " ".join(word.text for word in captions.words)
    backwards = scripts.right_to_left(captions.language, text)
    speakers = list(dict.fromkeys(w.speaker for w in captions.words if w.speaker))
    branded = plan.brand.colour if plan.brand else None
    return Ink(
        fill=look.fill,
        accent=rgb(branded) if branded else look.accent,
        written=markup.writer(letters),
        line=letters.faces[0].line,
        mark=markup.RIGHT_TO_LEFT if backwards else markup.LEFT_TO_RIGHT,
        voices=dict(zip(speakers, cycle(_VOICES), strict=False))
        if captions.speaker_colours
        else {},
        sides=dict(zip(speakers, cycle(("left", "right")), strict=False)),
    )
