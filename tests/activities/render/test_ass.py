from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from activities import catalog
from activities.render import ass, lettering, safe_area, typeface
from activities.render.cards import cards
from core import ffmpeg
from core.domain.transcript import Word
from tests.activities.render.footage import media, plan

# Wide letters, deep ones, high ones, and words that are too long for a line.
HARD = (
    "WWWW MMMM WWWW MMMM Ågjpqy ÄÖÜjgqÅ gypsy jumping {braces} back\\Nslash "
    "Donaudampfschifffahrtsgesellschaftskapitänsmütze Unübersichtlichkeiten. "
    "honorificabilitudinitatibus WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW Yes. No!"
)


def drawn(folder: Path, style: str, size: tuple[int, int]) -> list[NDArray[np.uint8]]:
    """Return every picture of the hard words on a flat ground, two a second."""
    words = tuple(
        Word(text=text, start=n * 0.5, end=n * 0.5 + 0.5) for n, text in enumerate(HARD.split())
    )
    seconds = len(words) / 2
    page = safe_area.page(*size)
    found = cards(plan((0, seconds), media=media(60), words=words), page, lettering.width)
    ass.write(folder / "captions.ass", found, catalog.CAPTION_STYLES.load(style)(), page)
    typeface.install(folder / "fonts")
    ground = f"color=0x606060:size={size[0]}x{size[1]}:rate=2:duration={seconds},format=gray"
    burned = f"ass={folder}/captions.ass:fontsdir={folder}/fonts"
    ffmpeg.run(["-f", "lavfi", "-i", ground, "-vf", burned, "-c:v", "ffv1", str(folder / "o.mkv")])
    with av.open(str(folder / "o.mkv")) as container:
        pictures = (f.reformat(format="gray").to_ndarray() for f in container.decode(video=0))
        return [picture.astype(np.uint8) for picture in pictures]


@pytest.mark.media
@pytest.mark.parametrize("style", catalog.CAPTION_STYLES.names())
@pytest.mark.parametrize("size", [(1080, 1920), (640, 360)], ids=["vertical", "wide"])
def test_no_pixel_of_a_caption_leaves_the_safe_box(
    tmp_path: Path, style: str, size: tuple[int, int]
) -> None:
    page = safe_area.page(*size)

    for picture in drawn(tmp_path, style, size):
        inked = np.abs(picture.astype(int) - int(picture[0, 0])) > 6
        rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
        assert len(rows) > page.size / 2, "no caption is shown"
        assert page.top <= rows[0] <= rows[-1] < page.bottom
        assert page.left <= columns[0] <= columns[-1] < page.right
