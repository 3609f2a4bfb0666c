from activities import catalog
from tests.activities.render.captions.ink import CARD, bare, ink

STYLE = catalog.CAPTION_STYLES.load("pop_in")()


def test_words_to_come_keep_their_room_and_are_not_seen() -> None:
    first, second, third = STYLE.events(CARD, ink(STYLE))

    assert {bare(event.text) for event in (first, second, third)} == {"Ask not\\Nwhat"}
    assert [e.text.count("\\alpha&HFF&") for e in (first, second, third)] == [2, 1, 0]


def test_the_newest_word_jumps_and_no_larger_than_the_look_says() -> None:
    for event in STYLE.events(CARD, ink(STYLE)):
        assert event.text.count("\\fscx60") == 1
        assert f"\\fscx{round(STYLE.look().swell * 100)}" in event.text
