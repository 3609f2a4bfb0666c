"""Pictures of captions in many scripts, beside those that people looked at.

To make them anew after a change that is meant, run the tests with ``GOLDEN=new`` and look at
the files in ``golden``.
"""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from activities import catalog
from activities.render import typeface
from core.errors import EngineUnavailableError
from tests.activities.render.pictures import Picture, captioned, drawn, said

FOLDER = Path(__file__).with_name("golden")

TEXTS = {
    "ar": "قال OpenAI: مرحبا بكم، 25% 🔥",
    "he": "שלום עולם, זה OpenAI (2025).",
    "fa": "سلام دنیا، می‌خواهم کتاب بخوانم.",
    "ur": "آج موسم بہت اچھا ہے۔",  # noqa: RUF001
    "hi": "नमस्ते दुनिया, क्षत्रिय विद्यार्थी।",
    "bn": "আমার সোনার বাংলা।",
    "ta": "வணக்கம் உலகம்",
    "th": "สวัสดีครับ น้ำผึ้ง ปู่ย่า",
    "el": "Καλημέρα κόσμε",
    "ru": "Привет, мир!",
    "en": "Émoji: 👋🏽 👩🏽‍🚀 👨‍👩‍👧 1️⃣ 🇧🇷 ❤️",
    "zh": "今天我们来学习，世界！",  # noqa: RUF001
    "ja": "今日は「人工知能」について。",
    "ko": "오늘은 인공지능을.",
}
EAST_ASIAN = ("zh", "ja", "ko")


@pytest.mark.media
@pytest.mark.parametrize("language", TEXTS)
def test_a_script_is_drawn_as_it_was_when_it_was_looked_at(tmp_path: Path, language: str) -> None:
    if language in EAST_ASIAN:
        fetch_letters()
    words = said(TEXTS[language], step=0.1)

    picture = drawn(tmp_path, captioned(words, size=(360, 640), language=language), rate=4)[1]

    assert_as_looked_at(picture[80:420], f"script-{language}")


@pytest.mark.media
@pytest.mark.parametrize("style", catalog.CAPTION_STYLES.names())
def test_a_style_is_drawn_as_it_was_when_it_was_looked_at(tmp_path: Path, style: str) -> None:
    words = said("Money is not everything שלום", step=0.25, speaker="S1")
    words[2] = words[2].model_copy(update={"emphasis": True})
    made = captioned(words, size=(360, 640), style=style, language="en", emoji=True)

    picture = drawn(tmp_path, made, rate=10)[6]

    assert_as_looked_at(picture[80:420], f"style-{style}")


def fetch_letters() -> None:
    try:
        typeface.fetch(lambda _: None)
    except EngineUnavailableError as error:
        pytest.skip(str(error))


def assert_as_looked_at(picture: Picture, name: str) -> None:
    """Compare the inked part. Rasterizers differ at edges; a wrong letter is far above that."""
    inked = np.argwhere((picture != picture[0, 0]).any(axis=2))
    (top, left), (bottom, right) = inked.min(axis=0), inked.max(axis=0)
    cut = picture[top : bottom + 1, left : right + 1]
    file = FOLDER / f"{name}.png"
    if os.environ.get("GOLDEN") == "new":
        FOLDER.mkdir(exist_ok=True)
        Image.fromarray(cut).quantize(48).save(file, optimize=True)
    with Image.open(file) as opened:
        wanted = np.asarray(opened.convert("RGB")).astype(int)
    assert np.abs(np.subtract(cut.shape, wanted.shape)).max() <= 2, "its size"
    height, width = np.minimum(cut.shape, wanted.shape)[:2]
    difference = np.abs(cut[:height, :width].astype(int) - wanted[:height, :width])
    assert (difference.max(axis=2) > 90).mean() < 0.02, "its letters"
