import re

from activities import catalog
from tests.activities.render.captions.ink import ACCENT_TAG, CARD, bare, ink

STYLE = catalog.CAPTION_STYLES.load("highlight_word")()


def test_each_word_is_bright_from_its_start_to_the_next() -> None:
    events = STYLE.events(CARD, ink(STYLE))

    assert [(e.start, e.end) for e in events] == [(1.0, 1.5), (1.5, 1.8), (1.8, 2.5)]
    bright = [re.findall(rf"\{{\\1c{ACCENT_TAG}\}}(\w+)\{{\\1c\}}", e.text) for e in events]
    assert bright == [["Ask", "what"], ["not", "what"], ["what"]], "emphasis stays bright"


def test_every_event_shows_the_whole_card() -> None:
    shown = {bare(event.text) for event in STYLE.events(CARD, ink(STYLE))}

    assert shown == {"Ask not\\Nwhat"}
