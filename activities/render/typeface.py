"""The fonts of captions and titles: those that ship with the product, and one that is fetched.

Every piece of text is given a font that has its letters: first the one that was asked for,
then the one of its script. libass is never left to choose, so a clip looks the same everywhere.
"""

import hashlib
import shutil
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from activities.render import sfnt
from activities.render.sfnt import Face
from core.errors import InvalidPlanError
from core.models import ModelStore, Report
from core.settings import settings

_FOLDER = Path(__file__).with_name("fonts")

FONTS: Mapping[str, str] = {
    "montserrat": "Montserrat-ExtraBold.ttf",
    "anton": "Anton-Regular.ttf",
    "bebas-neue": "BebasNeue-Regular.ttf",
    "poppins": "Poppins-ExtraBold.ttf",
}
"""Those to choose from. What they lack is drawn in the first one or in that of its script."""

DEFAULT = "montserrat"

EAST_ASIAN = "noto-sans-cjk"
"""The model that has the letters of Chinese, Japanese and Korean."""

_EMOJI = "emoji.otf"


def chosen(name: str | None) -> Face:
    """Return the font of that name, the default one for None.

    Raises:
        InvalidPlanError: there is none.
    """
    wanted = name or DEFAULT
    if wanted not in FONTS:
        raise InvalidPlanError(
            f"brand.font: no font is named {wanted!r}; choose one of: {', '.join(FONTS)}"
        )
    return sfnt.read(_FOLDER / FONTS[wanted])


def fallbacks() -> tuple[Face, ...]:
    """Return the fonts that are asked when the chosen one lacks a letter, in that order."""
    fetched = _store().path(EAST_ASIAN)
    return (*_bundled(), sfnt.read(fetched)) if fetched else _bundled()


def emoji() -> Face:
    """Return the font of the shapes of which emoji are made."""
    return sfnt.read(_FOLDER / _EMOJI)


def fetched() -> bool:
    """Return whether the letters of Chinese, Japanese and Korean are on this machine."""
    return _store().path(EAST_ASIAN) is not None


def fetch(report: Report) -> None:
    """Fetch the letters of Chinese, Japanese and Korean, unless they are here.

    Raises:
        EngineUnavailableError: they cannot be fetched here and now.
    """
    _store().fetch(EAST_ASIAN, report)


def digest(face: Face) -> str:
    """Return the SHA-256 of a font file."""
    return _digest(face.path)


def install(folder: Path, faces: Iterable[Face]) -> None:
    """Put fonts into a folder, as libass wants them."""
    folder.mkdir(parents=True, exist_ok=True)
    for face in faces:
        shutil.copyfile(face.path, folder / face.path.name)


@lru_cache(maxsize=1)
def _bundled() -> tuple[Face, ...]:
    scripts = sorted(_FOLDER.glob("NotoSans*.ttf"))
    return tuple(map(sfnt.read, (_FOLDER / FONTS[DEFAULT], *scripts)))


@lru_cache(maxsize=64)
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _store() -> ModelStore:
    found = settings()
    return _opened(found.cache_dir, found.offline)


@lru_cache(maxsize=4)
def _opened(cache_dir: Path, offline: bool) -> ModelStore:
    """Return the store, whose table takes a while to read."""
    return ModelStore(settings().model_copy(update={"cache_dir": cache_dir, "offline": offline}))
