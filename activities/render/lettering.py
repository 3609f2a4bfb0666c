"""How wide and high a text is in its fonts.

Texts are shaped by HarfBuzz, as libass shapes them, where Pillow can load Raqm; without it
letters are measured one by one, which is hardly ever narrower than what is drawn.
"""

import unicodedata
from functools import lru_cache

from PIL import ImageFont, features

from activities.render import fallback, scripts
from activities.render.fallback import Fonts
from activities.render.sfnt import Face

# Widths are measured once at this size: hinting makes small sizes uneven.
_MEASURED_EM = 200

# libass rounds the place of every run of letters to a 64th of a pixel.
_SLACK = 1.004

_LAYOUT = ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC


class Lettering(Fonts):
    """Fonts that are measured. All lengths are pixels."""

    def width(self, text: str, em: int) -> float:
        """Return how wide the text is drawn in letters of that em."""
        return sum(_advance(run.face, run.text) for run in self.runs(text)) * em * _SLACK

    def reach(self, text: str, em: int) -> tuple[float, float]:
        """Return how far ink goes up and down from the baseline."""
        found = [_extent(run.face, run.text) for run in self.runs(text)]
        above = max((up for up, _ in found), default=0.0)
        return above * em, max((down for _, down in found), default=0.0) * em


def of(font: str | None = None) -> Lettering:
    """Return the letters of a font, the default one for None, and of those that step in for it.

    Raises:
        InvalidPlanError: no font has that name.
    """
    return Lettering(fallback.named(font).faces)


@lru_cache(maxsize=16384)
def _advance(face: Face, text: str) -> float:
    """Return the width of a text of one font in ems."""
    measured = _loaded(face, _MEASURED_EM)
    if _LAYOUT is ImageFont.Layout.BASIC:
        return sum(measured.getlength(c) for c in text if not _rides(c)) / _MEASURED_EM
    return float(measured.getlength(text)) / _MEASURED_EM


def _rides(character: str) -> bool:
    """Return whether a character stands on the one before it and takes no room."""
    return bool(unicodedata.combining(character)) or scripts.ignorable(character)


@lru_cache(maxsize=4096)
def _extent(face: Face, text: str) -> tuple[float, float]:
    _, top, _, bottom = _loaded(face, _MEASURED_EM).getbbox(text, anchor="ls")
    return -top / _MEASURED_EM, bottom / _MEASURED_EM


@lru_cache(maxsize=64)
def _loaded(face: Face, em: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face.path), em, layout_engine=_LAYOUT)
