import pytest

from activities.plan.fillers import filler_runs, languages


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Ummm,"),
        ("en", "uh…"),
        ("de", "Ähm"),
        ("fr", "Euh,"),
        ("es", "ehhh"),
        ("it", "cioè"),
        ("pt", "Hum"),
        ("ja", "えーと"),
        ("ru", "эээ"),
        ("zh", "嗯。"),
        ("ko", "음"),
        ("hi", "हम्म"),
    ],
)
def test_a_filler_is_known_however_it_is_written(language: str, text: str) -> None:
    assert filler_runs([text], language) == [(0, 1)]


@pytest.mark.parametrize("text", ["umbrella", "her", "human", "like", "so", "know", "well", ""])
def test_a_word_is_no_filler(text: str) -> None:
    assert filler_runs([text], "en") == []


def test_fillers_in_a_row_are_one_run() -> None:
    texts = ["I", "um,", "you", "know", "went", "uh", "you", "home"]

    assert filler_runs(texts, "en") == [(1, 4), (5, 6)]


def test_a_language_that_is_not_known_has_none() -> None:
    assert filler_runs(["um"], "") == []
    assert filler_runs(["um"], "tlh") == []


def test_every_language_has_fillers_and_none_is_empty() -> None:
    assert {"en", "es", "pt", "fr", "de", "it", "ja"} <= set(languages())
    for language, fillers in languages().items():
        assert fillers, language
        assert all(filler and all(filler) for filler in fillers), language
