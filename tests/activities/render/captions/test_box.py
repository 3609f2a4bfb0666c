from activities import catalog
from tests.activities.render.captions.ink import ACCENT_TAG, CARD, bare, ink

STYLE = catalog.CAPTION_STYLES.load("box")()


def test_there_is_a_panel_and_no_outline() -> None:
    look = STYLE.look()

    assert look.box is not None
    assert look.box_share > look.outline_share == 0


def test_the_word_that_is_said_is_coloured() -> None:
    first, second, _ = STYLE.events(CARD, ink(STYLE))

    assert f"{ACCENT_TAG}}}Ask" in first.text
    assert f"{ACCENT_TAG}}}Ask" not in second.text
    assert bare(first.text) == bare(second.text) == "Ask not\\Nwhat"
