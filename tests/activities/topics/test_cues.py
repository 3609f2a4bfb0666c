import pytest

from activities.topics.cues import opening


@pytest.mark.parametrize(
    "text",
    ["Another neat thing was added.", "So let's look at the code.", "Alright.", "The next piece."],
)
def test_an_opening_is_heard(text: str) -> None:
    assert opening(text) == 1


def test_more_signs_count_more_up_to_two() -> None:
    assert opening("Okay, so next I want to show the editor.") == 2
    assert opening("Next, next, the next one is what I want to show.") <= 2


@pytest.mark.parametrize("text", ["", "It cuts it off here.", "Und jetzt etwas anderes", "次は"])
def test_other_sentences_are_none(text: str) -> None:
    assert opening(text) == 0
