"""Captions of whole plans: the rules, the pictures, and what is made safe."""

from dataclasses import replace
from pathlib import Path

import pytest

from activities import catalog
from activities.render import captioning, typeface
from activities.render.base import EDGE
from core.domain.plan import BrandPlan, CaptionWord
from core.errors import InvalidPlanError
from tests.activities.render.caption_rules import LANGUAGES, outside, speech, violations
from tests.activities.render.pictures import captioned, drawn, said

# Wide letters, deep ones, high ones, and words that are too long for a line.
HARD = (
    "WWWW MMMM WWWW MMMM Ågjpqy ÄÖÜjgqÅ gypsy jumping {braces} back\\Nslash 🔥🔥🔥 "
    "Donaudampfschifffahrtsgesellschaftskapitänsmütze Unübersichtlichkeiten. "
    "honorificabilitudinitatibus WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW ẤỖgj कर्त्ता्र्य क्षत्रिय الْعَرَبِيَّةُ น้ำปู่"
)


@pytest.mark.parametrize("seed", range(60))
def test_captions_keep_every_rule_in_every_language(seed: int) -> None:
    assert violations(speech(seed)) == []


def test_the_random_speech_is_in_twelve_languages() -> None:
    languages = {plan.captions.language for plan in map(speech, range(12)) if plan.captions}

    assert languages == set(LANGUAGES)


@pytest.mark.media
@pytest.mark.parametrize("style", catalog.CAPTION_STYLES.names())
def test_no_pixel_of_a_style_leaves_the_safe_box(tmp_path: Path, style: str) -> None:
    words = said(HARD, step=0.3, speaker="S1")
    place = ("bottom", "top", "middle")[len(style) % 3]

    made = captioned(words, size=(270, 480), style=style, place=place, emoji=True, language="en")

    assert outside(made, tmp_path) == 0
    assert any((picture != picture[0, 0]).any() for picture in drawn(tmp_path, made))


@pytest.mark.media
@pytest.mark.parametrize("platform", ["tiktok", "shorts", "reels", "x", "linkedin"])
def test_no_pixel_leaves_the_safe_box_of_a_platform(tmp_path: Path, platform: str) -> None:
    made = captioned(said(HARD, step=0.3), size=(180, 320), platform=platform, style="pop_in")

    assert outside(made, tmp_path) == 0


def test_a_style_draws_no_further_out_than_its_page_allows() -> None:
    for name in catalog.CAPTION_STYLES.names():
        look = catalog.CAPTION_STYLES.load(name)().look()
        assert look.outline_share + look.shadow_share <= EDGE
        assert look.swell >= 1


def test_the_colour_of_the_brand_takes_the_place_of_the_styles_own() -> None:
    made = captioned(said("one two"), brand=BrandPlan(colour="#102030"))

    shown = captioning.of(made)

    assert shown is not None
    assert shown.ink.accent == (0x10, 0x20, 0x30)
    assert "&H302010&" in shown.sheet()


def test_the_font_of_the_brand_is_used_and_only_fonts_that_are_needed(tmp_path: Path) -> None:
    shown = captioning.of(captioned(said("one שלום"), brand=BrandPlan(font="anton")))

    assert shown is not None
    shown.write(tmp_path / "c.ass", tmp_path / "fonts")
    assert sorted(path.name for path in (tmp_path / "fonts").iterdir()) == [
        "Anton-Regular.ttf",
        "NotoSansHebrew-ExtraBold.ttf",
    ]


def test_a_font_that_is_not_there_is_refused_with_its_field() -> None:
    with pytest.raises(InvalidPlanError, match=r"brand\.font: no font is named 'comic'"):
        captioning.of(captioned(said("one"), brand=BrandPlan(font="comic")))


def test_every_voice_has_a_colour_where_that_is_wanted() -> None:
    words = [
        word.model_copy(update={"speaker": f"S{n % 3}"}) for n, word in enumerate(said("a b c"))
    ]

    coloured = captioning.of(captioned(words, speaker_colours=True))
    plain = captioning.of(captioned(words))

    assert coloured is not None
    assert plain is not None
    assert len(set(coloured.ink.voices.values())) == 3
    assert plain.ink.voices == {}


def test_ten_thousand_words_a_minute_are_shown_without_harm() -> None:
    words = [
        CaptionWord(text=f"word{n}", start=n * 0.006, end=n * 0.006 + 0.006) for n in range(1000)
    ]

    made = captioned(words)

    assert violations(made) == []
    shown = captioning.of(made)
    assert shown is not None
    late = [
        word.start - int(word.text.removeprefix("word")) * 0.006
        for card in shown.cards
        for word in card.words
    ]
    assert max(late) < 0.6, "captions keep up with the sound"


@pytest.mark.parametrize("name", typeface.FONTS)
def test_every_font_of_the_catalogue_can_be_drawn_with(name: str) -> None:
    shown = captioning.of(captioned(said("Any words 12"), brand=BrandPlan(font=name)))

    assert shown is not None
    assert replace(shown, cards=()).letters.faces[0] == typeface.chosen(name)
