import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.render import boxes


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def large(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4sQ", 1, kind, 16 + len(content)) + content


LISTED = box(
    b"moov", box(b"mvhd", b"\0" * 20) + box(b"trak", box(b"edts", box(b"elst", b"\0" * 8)))
)
BARE = box(b"moov", box(b"trak", box(b"mdia", box(b"elst"))))
HEAD = box(b"ftyp", b"isom\0\0\0\0")
OPEN_END = struct.pack(">I4s", 0, b"mdat") + b"whatever follows"
MEDIA = box(b"mdat", b"moov of no meaning")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (HEAD + BARE + MEDIA, boxes.Boxes("isom", True, 0)),
        (HEAD + MEDIA + BARE, boxes.Boxes("isom", False, 0)),
        (HEAD + LISTED + MEDIA, boxes.Boxes("isom", True, 1)),
        (HEAD + large(b"mdat", b"\0" * 40) + LISTED, boxes.Boxes("isom", False, 1)),
        (
            HEAD + BARE + struct.pack(">I4s", 0, b"mdat") + b"to the end",
            boxes.Boxes("isom", True, 0),
        ),
        (box(b"ftyp", b"qt  \0\0\0\0") + BARE + MEDIA, boxes.Boxes("qt", True, 0)),
        (BARE + MEDIA, boxes.Boxes("qt", True, 0)),
        (HEAD + BARE + box(b"moof") + MEDIA, boxes.Boxes("isom", True, 0)),
    ],
)
def test_the_order_and_the_edit_lists_are_read(
    content: bytes, expected: boxes.Boxes, tmp_path: Path
) -> None:
    (tmp_path / "a.mp4").write_bytes(content)

    assert boxes.read(tmp_path / "a.mp4") == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"short",
        HEAD + MEDIA,
        HEAD + BARE[:-3],
        b"\x1aE\xdf\xa3 matroska",
        HEAD + b"\0\0\0\1mdat",
    ],
)
def test_what_is_not_made_of_boxes_or_cut_short_is_told_apart(
    content: bytes, tmp_path: Path
) -> None:
    (tmp_path / "a.mp4").write_bytes(content)

    assert boxes.read(tmp_path / "a.mp4") is None


@given(st.binary(max_size=200))
def test_no_content_makes_it_fail(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("boxes") / "a.mp4"
    path.write_bytes(HEAD + content)

    boxes.read(path)
