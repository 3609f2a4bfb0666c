"""Draw the title of a clip on a picture."""

from dataclasses import replace
from pathlib import Path

import ffmpeg as library
from PIL import Image

from activities.render import lettering, scripts
from activities.render.base import RGB, Look, Page
from activities.render.branding.hook import readable
from activities.render.branding.titles import Title
from activities.render.emoji import rgb
from activities.render.lettering import Lettering
from core import ffmpeg
from core.domain.box import Box
from core.domain.plan import BrandPlan

_LINES = 3
# Of the title, as a share of the captions' em; it becomes smaller until it fits.
_SIZE = 1.6
# No title that fits has more letters.
_MOST_LETTERS = 300
_PANEL: RGB = (12, 12, 16)
_MARGIN = 0.3
_QUALITY = 90
# JPEG spreads an edge over its block of 8 pixels.
_BORDER = 8
_TITLED = "titled.png"


def draw(
    picture: Path,
    target: Path,
    *,
    title: str,
    page: Page,
    face: Box | None,
    brand: BrandPlan | None = None,
) -> None:
    """Write the picture as JPEG, with the title in the safe box and away from the face.

    Files that it needs are left in the working directory.

    Raises:
        InvalidPlanError: the brand's font is not there.
        ProcessFailedError: ffmpeg failed.
    """
    font = brand.font if brand else None
    letters = lettering.of(font)
    inner = replace(
        page,
        left=page.left + _BORDER,
        top=page.top + _BORDER,
        right=page.right - _BORDER,
        bottom=page.bottom - _BORDER,
    )
    text = shortened(title, inner, letters)
    if letters.width(text, page.size) > 0:
        placed = _placed(text, inner, letters, face=face, brand=brand)
        drawn = placed.drawn(library.input(str(picture)).video, inner, font)
        ffmpeg.run(library.get_args(library.output(drawn, _TITLED, **{"frames:v": "1"})))
        picture = Path(_TITLED)
    with Image.open(picture) as opened:
        opened.convert("RGB").save(target, "JPEG", quality=_QUALITY, subsampling=0, optimize=True)


def shortened(title: str, page: Page, letters: Lettering) -> str:
    """Return as much of a title as fits on three lines of a page, with an ellipsis for the rest."""
    pieces = scripts.clusters(" ".join(title.split()))
    whole = "".join(pieces)
    if not whole:
        return ""
    if len(pieces) <= _MOST_LETTERS and _title(whole).fits(page, letters):
        return whole
    low, high = 0, min(len(pieces), _MOST_LETTERS)
    while high - low > 1:
        middle = (low + high) // 2
        if _title("".join(pieces[:middle]) + "…").fits(page, letters):
            low = middle
        else:
            high = middle
    kept = "".join(pieces[:low])
    if low < len(pieces) and not pieces[low].isspace():
        kept = kept.rpartition(" ")[0] or kept
    return kept.rstrip() + "…"


def _title(text: str, *, place: str = "bottom", brand: BrandPlan | None = None) -> Title:
    panel = rgb(brand.colour) if brand and brand.colour else _PANEL
    look = Look(
        fill=readable(panel),
        outline=panel,
        outline_share=0.0,
        shadow_share=0.0,
        box=panel,
        box_share=_MARGIN,
        size=_SIZE,
    )
    return Title(text, look, place, start=0.0, end=1.0, lines=_LINES)


def _placed(
    text: str, page: Page, letters: Lettering, *, face: Box | None, brand: BrandPlan | None
) -> Title:
    """Return the title at the bottom of the page, at the top if the face is in the way there."""
    low = _title(text, brand=brand)
    if face is None:
        return low
    sized, lines = low.laid(page, letters)
    height = (len(lines) * letters.faces[0].line + 2 * sized.edge) * sized.size
    above, below = face.y * page.height, (face.y + face.height) * page.height
    covered_low = min(page.bottom, below) - max(page.bottom - height, above)
    covered_high = min(page.top + height, below) - max(page.top, above)
    if covered_low > 0 and covered_high < covered_low:
        return _title(text, place="top", brand=brand)
    return low
