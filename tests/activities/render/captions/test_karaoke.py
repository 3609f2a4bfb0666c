import re

from activities import catalog
from activities.render.base import Card, CardWord
from tests.activities.render.captions.ink import CARD, bare, ink

STYLE = catalog.CAPTION_STYLES.load("karaoke")()


def test_a_word_fills_while_it_is_said() -> None:
    (event,) = STYLE.events(CARD, ink(STYLE))

    assert (event.start, event.end) == (1.0, 2.5)
    assert re.findall(r"\\(kf?\d+)", event.text) == ["kf30", "k20", "kf30", "kf40"]
    assert bare(event.text) == "Ask not\\Nwhat"


def test_the_tags_add_up_to_the_end_of_the_last_word() -> None:
    (event,) = STYLE.events(CARD, ink(STYLE))

    hundredths = sum(int(n) for n in re.findall(r"\\kf?(\d+)", event.text))
    assert hundredths == round((CARD.words[-1].end - CARD.start) * 100)


def test_a_word_that_runs_to_the_left_changes_at_once() -> None:
    words = (CardWord("שלום", 1.0, 1.3), CardWord("Ask", 1.3, 1.6))

    (event,) = STYLE.events(Card(1.0, 1.6, (words,), 64), ink(STYLE))

    assert re.findall(r"\\(kf?)\d+", event.text) == ["k", "kf"]
