from activities import catalog
from tests.activities.render.captions.ink import ACCENT_TAG, CARD, bare, ink

STYLE = catalog.CAPTION_STYLES.load("bounce")()


def test_only_the_word_that_is_said_moves_and_keeps_its_width() -> None:
    events = STYLE.events(CARD, ink(STYLE))

    assert len(events) == 3
    for event, word in zip(events, ("Ask", "not", "what"), strict=True):
        moved = event.text.partition("\\t(")[2].partition("{\\fscy100}")[0]
        assert bare("{" + moved) == word
        assert ACCENT_TAG in moved
        assert "\\fscx" not in event.text


def test_every_event_shows_the_whole_card() -> None:
    assert {bare(e.text) for e in STYLE.events(CARD, ink(STYLE))} == {"Ask not\\Nwhat"}
