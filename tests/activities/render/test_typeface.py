import struct
from pathlib import Path

from activities.render import typeface


def table(name: bytes) -> bytes:
    font = typeface.FONT.read_bytes()
    for n in range(struct.unpack(">H", font[4:6])[0]):
        tag, _, offset, length = struct.unpack(">4sIII", font[12 + 16 * n : 28 + 16 * n])
        if tag == name:
            return font[offset : offset + length]
    raise KeyError(name)


def test_the_height_of_a_line_is_the_fonts_own() -> None:
    ascent, descent = struct.unpack(">HH", table(b"OS/2")[74:78])
    (units,) = struct.unpack(">H", table(b"head")[18:20])

    assert (ascent + descent) / units == typeface.LINE


def test_the_family_is_the_name_in_the_font() -> None:
    assert typeface.FAMILY.encode("utf-16-be") in table(b"name")


def test_the_font_comes_with_its_licence() -> None:
    licence = typeface.FONT.with_name("OFL.txt").read_text()

    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_libass_gets_the_font_and_nothing_else(tmp_path: Path) -> None:
    typeface.install(tmp_path / "fonts")

    assert [path.name for path in (tmp_path / "fonts").iterdir()] == [typeface.FONT.name]
