"""The font that ships with the product."""

import hashlib
import shutil
from functools import lru_cache
from pathlib import Path

FONT = Path(__file__).parent / "fonts" / "Montserrat-ExtraBold.ttf"
FAMILY = "Montserrat ExtraBold"

LINE = 1.562
"""Height of a line in ems: usWinAscent + usWinDescent of the font, by which libass sizes it."""


@lru_cache(maxsize=1)
def digest() -> str:
    """Return the SHA-256 of the font file."""
    return hashlib.sha256(FONT.read_bytes()).hexdigest()


def install(folder: Path) -> None:
    """Put the font into a folder, as libass wants it."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(FONT, folder / FONT.name)
