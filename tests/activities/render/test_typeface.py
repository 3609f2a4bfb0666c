from pathlib import Path

import pytest

from activities.render import typeface
from activities.render.fallback import named
from core.errors import InvalidPlanError

FOLDER = Path(typeface.__file__).with_name("fonts")


def test_every_bundled_font_comes_with_its_licence() -> None:
    told = (FOLDER / "README.md").read_text()

    for licence in FOLDER.glob("OFL*.txt"):
        assert "SIL OPEN FONT LICENSE Version 1.1" in licence.read_text()
    assert "MIT License" in (FOLDER / "MIT-FluentEmoji.txt").read_text()
    for font in FOLDER.glob("*.?tf"):
        assert font.name in told or font.name.startswith("NotoSans")


def test_an_unknown_font_is_refused_and_the_others_are_named() -> None:
    with pytest.raises(InvalidPlanError, match="choose one of: montserrat, anton"):
        typeface.chosen("comic-sans")


def test_libass_gets_the_fonts_that_are_used_and_nothing_else(tmp_path: Path) -> None:
    typeface.install(tmp_path / "fonts", named().of("hello שלום"))

    assert sorted(path.name for path in (tmp_path / "fonts").iterdir()) == [
        "Montserrat-ExtraBold.ttf",
        "NotoSansHebrew-ExtraBold.ttf",
    ]


def test_another_font_has_another_digest() -> None:
    digests = {typeface.digest(face) for face in typeface.fallbacks()}

    assert len(digests) == len(typeface.fallbacks()) > 15
