import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from activities.render.branding import pictures
from core.errors import InvalidPlanError
from tests.activities.render.branded_clips import FILE

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
PLAYLIST = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, data: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data))


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", SVG, PLAYLIST, b"%PDF-1.7", b"GIF89a" + bytes(20), png(9, 9)[:40]],
    ids=["empty", "text", "svg", "playlist", "pdf", "gif", "cut short"],
)
def test_what_is_no_picture_is_refused_by_name(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)

    with pytest.raises(InvalidPlanError, match=rf"^brand.outro: {FILE.key} is no whole PNG"):
        pictures.read(FILE, {FILE.key: str(path)}, "brand.outro")


@pytest.mark.parametrize("size", [(8001, 8000), (12_000, 9_000), (60_000, 60_000)])
def test_a_picture_that_would_fill_the_memory_is_refused(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(png(*size))

    with pytest.raises(InvalidPlanError, match=r"brand.logo.file: .* more than 64 million pixels"):
        pictures.read(FILE, {FILE.key: str(path)}, "brand.logo.file")


def test_a_file_that_is_not_stored_is_refused() -> None:
    with pytest.raises(InvalidPlanError, match=r"brand.outro: .* is not there"):
        pictures.read(FILE, {}, "brand.outro")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_read_upright(tmp_path: Path, form: str) -> None:
    path = tmp_path / "file"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 20), "red").save(path, form, exif=exif)

    image = pictures.read(FILE, {FILE.key: str(path)}, "brand.outro")

    assert (image.size, image.mode) == ((20, 40), "RGBA")


def test_only_pixels_are_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "file"
    Image.new("RGB", (4, 4), "red").save(path, "PNG", icc_profile=b"hostile", dpi=(9, 9))

    image = pictures.read(FILE, {FILE.key: str(path)}, "brand.outro")

    with Image.open(pictures.saved(image, "outro")) as written:
        assert written.info == {}


@pytest.mark.parametrize(
    ("size", "wanted"), [((400, 200), (50, 25)), ((10, 10), (50, 50)), ((9000, 1), (50, 1))]
)
def test_a_picture_is_fitted_in_its_shape(size: tuple[int, int], wanted: tuple[int, int]) -> None:
    assert pictures.fitted(Image.new("RGBA", size), 50, 50).size == wanted


def test_other_content_gets_another_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    red, blue, again = (
        pictures.saved(Image.new("RGB", (4, 4), colour), "logo")
        for colour in ("red", "blue", "red")
    )

    assert red == again != blue
    assert {path.name for path in tmp_path.iterdir()} == {red, blue}
