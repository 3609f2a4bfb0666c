import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.topics.titles import MAX_TITLE, titles
from activities.topics.words import words
from core.stop_words import STOP_WORDS
from tests.activities.topics.talks import THINGS, talk


def test_a_title_names_what_only_this_topic_is_about() -> None:
    texts = [
        "The meeting starts.", "Our solar panel is cheap.", "A solar panel lasts in this meeting.",
        "The meeting goes on.", "Tim flew to Oslo.", "In Oslo Tim met us in a meeting.",
    ]  # fmt: skip

    solar, oslo = titles(texts, [0, 3])

    assert solar.startswith("Solar panel")
    assert "Oslo" in oslo
    assert "meeting" not in (solar + oslo).lower()


def test_the_words_of_a_title_are_those_of_its_topic() -> None:
    texts = talk(list(THINGS), 10)

    made = titles(texts, [0, 10, 20, 30])

    for title, about in zip(made, THINGS.values(), strict=True):
        assert set(words(title)) <= set(about.split())


def test_topics_with_the_same_title_are_told_apart() -> None:
    assert titles(["Engine.", "Engine."], [0, 1]) == ["Engine", "Engine (2)"]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", "Topic"),
        ("...", "Topic"),
        ("so there it is.", "So there it is"),
        (
            "อาหารไทย",
            "อาหารไทย",
        ),
    ],
)
def test_without_a_phrase_the_first_sentence_is_the_title(text: str, title: str) -> None:
    assert titles([text], [0]) == [title]


@given(st.lists(st.text(max_size=80) | st.sampled_from(sorted(STOP_WORDS)), min_size=2))
def test_every_topic_has_a_short_title_that_is_its_own(texts: list[str]) -> None:
    made = titles(texts, [0, 1])

    assert len(set(made)) == 2
    assert all(0 < len(title) <= MAX_TITLE + len(" (2)") for title in made)
