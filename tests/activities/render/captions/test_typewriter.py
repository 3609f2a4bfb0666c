import re

from activities import catalog
from tests.activities.render.captions.ink import CARD, bare, ink

STYLE = catalog.CAPTION_STYLES.load("typewriter")()


def test_letters_appear_in_order_while_their_word_is_said() -> None:
    (event,) = STYLE.events(CARD, ink(STYLE))

    times = [int(at) for at in re.findall(r"\\t\((\d+),", event.text)]
    assert times == [100, 200, 500, 600, 700, 800, 900, 1000, 1100]
    assert bare(event.text) == "Ask not\\Nwhat"


def test_the_first_letter_is_there_at_once() -> None:
    (event,) = STYLE.events(CARD, ink(STYLE))

    assert event.text.startswith("{\\alpha&H00&}A")
