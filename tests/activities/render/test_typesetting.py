from pathlib import Path

import pytest

from activities.render import typeface, typesetting
from activities.render.spec import render_spec
from core.domain.plan import BrandPlan, HookPlan, Watermark
from core.models import ModelStore
from core.settings import Settings
from tests.activities.render.pictures import captioned, said


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine on which nothing was fetched yet."""
    store = ModelStore(Settings(cache_dir=tmp_path, offline=True))
    monkeypatch.setattr(typeface, "_store", lambda: store)


def test_the_spec_names_the_fonts_that_are_used_and_only_those() -> None:
    hebrew, plain = (render_spec(captioned(said(text))) for text in ("שלום", "hello"))

    assert set(plain.fonts) == {"Montserrat ExtraBold"}
    assert set(hebrew.fonts) == {"Montserrat ExtraBold", "Noto Sans Hebrew ExtraBold"}
    assert all(len(digest) == 64 for digest in hebrew.fonts.values())


def test_hook_and_watermark_are_written_too() -> None:
    made = captioned(said("hello"), brand=BrandPlan(watermark=Watermark(text="ת")))
    made = made.model_copy(update={"hook": HookPlan(text="สวัสดี")})

    names = {face.name for face in typesetting.faces(made, typesetting.text(made))}

    assert {"Noto Sans Hebrew ExtraBold", "Noto Sans Thai ExtraBold"} <= names


@pytest.mark.usefixtures("bare")
def test_letters_that_do_not_ship_with_the_product_are_fetched() -> None:
    assert typesetting.wants_fetching("你好 hello")
    assert typesetting.wants_fetching("안녕")
    assert not typesetting.wants_fetching("hello \U00012000")


@pytest.mark.usefixtures("bare")
def test_people_are_told_which_letters_are_left_out_and_why() -> None:
    assert typesetting.note("你好 hello", "OFFLINE=1") == (
        "no font here has 你好, left out of the picture: OFFLINE=1"
    )
    assert typesetting.note("hello") == ""
