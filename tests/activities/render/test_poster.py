from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from activities.render import lettering, poster, safe_area
from core.domain.box import Box

PAGE = safe_area.page(1080, 1920)
GROUND = (90, 120, 150)


def drawn(folder: Path, title: str, face: Box | None = None) -> NDArray[np.int16]:
    Image.new("RGB", (1080, 1920), GROUND).save(folder / "frame.png")
    poster.draw(folder / "frame.png", folder / "thumbnail.jpg", title=title, page=PAGE, face=face)
    with Image.open(folder / "thumbnail.jpg") as image:
        assert image.format == "JPEG"
        return np.asarray(image, dtype=np.int16)


def changed(image: NDArray[np.int16]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    inked = np.abs(image - np.array(GROUND)).max(axis=2) > 12
    return np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))


@pytest.mark.parametrize(
    "title",
    ["Why", "The day everything changed for good", "W" * 60, "Ångström jumps " * 20],
    ids=["short", "usual", "one long word", "endless"],
)
def test_the_title_stands_inside_the_safe_box(tmp_path: Path, title: str) -> None:
    rows, columns = changed(drawn(tmp_path, title))

    assert len(rows) > PAGE.size
    assert PAGE.top <= rows[0] <= rows[-1] <= PAGE.bottom
    assert PAGE.left - 1 <= columns[0] <= columns[-1] <= PAGE.right


def test_the_letters_are_light_on_dark(tmp_path: Path) -> None:
    image = drawn(tmp_path, "Readable on anything")

    assert (image.min(axis=2) > 240).sum() > 2000
    assert (image.max(axis=2) < 70).sum() > 10_000


def test_the_title_leaves_a_face_free(tmp_path: Path) -> None:
    low = Box(x=0.3, y=0.5, width=0.3, height=0.2)
    high = Box(x=0.3, y=0.15, width=0.3, height=0.2)

    above, _ = changed(drawn(tmp_path, "A title of two or three lines", low))
    below, _ = changed(drawn(tmp_path, "A title of two or three lines", high))

    assert above[-1] < low.y * 1920
    assert below[0] > (high.y + high.height) * 1920


def test_without_a_title_the_picture_stays_as_it_is(tmp_path: Path) -> None:
    rows, _ = changed(drawn(tmp_path, "🎉"))

    assert len(rows) == 0


@given(st.lists(st.text("abcdefgWM", min_size=1, max_size=14), min_size=1, max_size=14))
def test_no_more_than_three_lines_and_none_too_wide(words: list[str]) -> None:
    em, lines = poster.wrapped(" ".join(words), PAGE)

    assert 1 <= len(lines) <= 3
    room = PAGE.right - PAGE.left
    assert all(lettering.width(line, em) <= room for line in lines)
    if "…" not in "".join(lines):
        assert " ".join(lines) == " ".join(words)
