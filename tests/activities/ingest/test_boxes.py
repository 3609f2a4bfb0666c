import io
import struct

from hypothesis import given
from hypothesis import strategies as st

from activities.ingest.boxes import Boxes, top_boxes


def box(name: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def read(content: bytes) -> Boxes | None:
    return top_boxes(io.BytesIO(content))


def test_boxes_are_named_in_order() -> None:
    content = box(b"ftyp", b"isom") + box(b"mdat", b"x" * 100) + box(b"moov")

    assert read(content) == Boxes(("ftyp", "mdat", "moov"), complete=True)


def test_a_box_longer_than_the_file_is_incomplete() -> None:
    content = box(b"ftyp", b"isom") + box(b"mdat", b"x" * 100)

    assert read(content[:-1]) == Boxes(("ftyp", "mdat"), complete=False)


def test_a_box_without_a_length_reaches_to_the_end() -> None:
    content = box(b"ftyp") + struct.pack(">I4s", 0, b"mdat") + b"x" * 100

    assert read(content) == Boxes(("ftyp", "mdat"), complete=True)


def test_a_box_may_be_longer_than_four_gigabytes() -> None:
    content = box(b"ftyp") + struct.pack(">I4sQ", 1, b"mdat", 5 << 30)

    assert read(content) == Boxes(("ftyp", "mdat"), complete=False)


def test_another_format_has_no_boxes() -> None:
    assert read(b"\x1aE\xdf\xa3 matroska") is None
    assert read(b"") is None


@given(st.binary(max_size=200))
def test_any_content_comes_to_an_end(content: bytes) -> None:
    found = read(b"\0\0\0\x08ftyp" + content)

    assert found is not None
    assert found.names[0] == "ftyp"
