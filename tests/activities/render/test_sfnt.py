import struct
from pathlib import Path

import pytest

from activities.render import sfnt, typeface
from core.errors import ConfigurationError

FOLDER = Path(typeface.__file__).with_name("fonts")


def table(path: Path, name: bytes) -> bytes:
    font = path.read_bytes()
    for n in range(struct.unpack(">H", font[4:6])[0]):
        tag, _, offset, length = struct.unpack(">4sIII", font[12 + 16 * n : 28 + 16 * n])
        if tag == name:
            return font[offset : offset + length]
    raise KeyError(name)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.?tf")), ids=lambda path: path.stem)
def test_a_font_tells_its_name_and_the_height_of_its_lines(path: Path) -> None:
    ascent, descent = struct.unpack(">HH", table(path, b"OS/2")[74:78])
    (units,) = struct.unpack(">H", table(path, b"head")[18:20])

    face = sfnt.read(path)

    assert face.line == pytest.approx((ascent + descent) / units)
    assert face.name.encode("utf-16-be") in table(path, b"name")


def test_a_font_tells_which_letters_it_has() -> None:
    hebrew = sfnt.read(FOLDER / "NotoSansHebrew-ExtraBold.ttf")

    assert all(map(hebrew.has, "שלום "))
    assert not any(map(hebrew.has, "aя你\U0010ffff"))


def test_glyphs_beyond_the_basic_plane_are_found() -> None:
    assert typeface.emoji().has("\U000f0000")
    assert not typeface.emoji().has("\U0010fffd")


@pytest.mark.parametrize("content", [b"", b"no font at all, but long enough" * 4, b"\0" * 600])
def test_what_is_no_font_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.ttf").write_bytes(content)

    with pytest.raises(ConfigurationError, match=r"x\.ttf is not a font"):
        sfnt.read(tmp_path / "x.ttf")
