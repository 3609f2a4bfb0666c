from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from activities.render import lettering, poster, safe_area, scripts
from core.domain.box import Box
from core.domain.plan import BrandPlan

pytestmark = pytest.mark.media

SIZE = (540, 960)
PAGE = safe_area.page(*SIZE)
GROUND = (90, 120, 150)
OWN = lettering.of()
EVERY_SCRIPT = {
    "latin": "The day everything changed for good",
    "arabic": "اليوم الذي تغيّر فيه كل شيء (2024) إلى الأبد",
    "hebrew": "היום שבו הכול השתנה, iPhone 15 לתמיד!",
    "devanagari": "वह दिन जब सब कुछ हमेशा के लिए बदल गया",
    "thai": "วันที่ทุกสิ่งเปลี่ยนไปตลอดกาล",
    "tamil": "எல்லாம் மாறிய நாள்",
    "cyrillic": "День, когда всё изменилось",
    "emoji": "Big win 🎉 for the crew",
}


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def drawn(title: str, face: Box | None = None, brand: BrandPlan | None = None) -> NDArray[np.int16]:
    Image.new("RGB", SIZE, GROUND).save("frame.png")
    poster.draw(
        Path("frame.png"), Path("thumbnail.jpg"), title=title, page=PAGE, face=face, brand=brand
    )
    with Image.open("thumbnail.jpg") as image:
        assert image.format == "JPEG"
        return np.asarray(image, dtype=np.int16)


def changed(image: NDArray[np.int16]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    inked = np.abs(image - np.array(GROUND)).max(axis=2) > 12
    return np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))


@pytest.mark.parametrize(
    "title",
    [*EVERY_SCRIPT.values(), "Why", "W" * 60, "Ångström jumps " * 20, "y\u0327\u0323" * 9],
    ids=[*EVERY_SCRIPT, "short", "one long word", "endless", "deep"],
)
def test_a_title_of_any_script_stands_inside_the_safe_box(title: str) -> None:
    image = drawn(title)
    rows, columns = changed(image)

    assert len(rows) > PAGE.size
    assert (image.min(axis=2) > 200).sum() > 50
    assert PAGE.top <= rows[0] <= rows[-1] <= PAGE.bottom
    assert PAGE.left - 1 <= columns[0] <= columns[-1] <= PAGE.right


def test_letters_that_the_first_font_lacks_are_not_left_out() -> None:
    bare = {name: poster.shortened(title, PAGE, OWN) for name, title in EVERY_SCRIPT.items()}

    assert bare == EVERY_SCRIPT
    assert not any(OWN.lacking(title) for title in EVERY_SCRIPT.values())
    assert not np.array_equal(drawn("שלום"), drawn("สวัสดี"))


def test_the_letters_are_light_on_dark() -> None:
    image = drawn("Readable on anything")

    assert (image.min(axis=2) > 240).sum() > 150
    assert (image.max(axis=2) < 70).sum() > 1000


def test_a_brand_gives_the_panel_its_colour_and_the_letters_their_font() -> None:
    plain, branded = drawn("Wide title"), drawn("Wide title", brand=BrandPlan(colour="#ffdd33"))
    narrow = drawn("Wide title", brand=BrandPlan(colour="#ffdd33", font="bebas-neue"))

    def yellow(image: NDArray[np.int16]) -> NDArray[np.bool_]:
        return np.asarray((image[..., 0] > 190) & (image[..., 2] < 110))

    assert not yellow(plain).any()
    assert yellow(branded).sum() > 500
    assert np.ptp(changed(narrow)[1]) < np.ptp(changed(branded)[1])


def test_the_title_leaves_a_face_free() -> None:
    low = Box(x=0.3, y=0.5, width=0.3, height=0.2)
    high = Box(x=0.3, y=0.15, width=0.3, height=0.2)

    above, _ = changed(drawn("A title of two or three lines", low))
    below, _ = changed(drawn("A title of two or three lines", high))

    assert above[-1] < low.y * SIZE[1]
    assert below[0] > (high.y + high.height) * SIZE[1]


def test_without_a_title_the_picture_stays_as_it_is() -> None:
    for title in ("", " ", "\u2060"):
        rows, _ = changed(drawn(title))

        assert len(rows) == 0


def test_no_part_of_a_title_becomes_a_command() -> None:
    hostile = r"{\p1}m 0 0 l 900 0 900 900{\an8\fs400} \N'[x];ass=/etc/passwd:%{eif}"

    rows, columns = changed(drawn(hostile))

    assert PAGE.top <= rows[0] <= rows[-1] <= PAGE.bottom
    assert PAGE.left - 1 <= columns[0] <= columns[-1] <= PAGE.right


@settings(max_examples=60)
@given(st.text("ab WMgש世ท🎉\u0301", max_size=80))
def test_what_does_not_fit_is_left_out_from_the_end(text: str) -> None:
    title = " ".join(text.split())

    kept = poster.shortened(text, PAGE, OWN)

    if kept != title:
        assert kept.endswith("…")
        assert title.startswith(kept[:-1])
        assert scripts.clusters(title)[: len(scripts.clusters(kept[:-1]))] == scripts.clusters(
            kept[:-1]
        )
