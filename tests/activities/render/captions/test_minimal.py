from activities import catalog
from tests.activities.render.captions.ink import ACCENT_TAG, CARD, bare, ink

STYLE = catalog.CAPTION_STYLES.load("minimal")()


def test_a_card_is_one_event_in_which_nothing_moves() -> None:
    (event,) = STYLE.events(CARD, ink(STYLE))

    assert (event.start, event.end) == (CARD.start, CARD.end)
    assert bare(event.text) == "Ask not\\Nwhat"
    assert "\\t(" not in event.text


def test_only_emphasis_is_coloured() -> None:
    (event,) = STYLE.events(CARD, ink(STYLE))

    assert event.text.count(ACCENT_TAG) == 1
    assert f"{ACCENT_TAG}}}what" in event.text


def test_letters_are_smaller_than_those_of_other_styles() -> None:
    assert STYLE.look().size < 0.9
