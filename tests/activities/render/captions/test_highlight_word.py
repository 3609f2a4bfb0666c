import itertools
import re

from hypothesis import given, settings

from activities import catalog
from activities.render import lettering, safe_area
from activities.render.base import EDGE, Card, CardWord
from activities.render.cards import cards
from core.domain.plan import ClipPlan
from tests.activities.render.transcripts import speech

STYLE = catalog.CAPTION_STYLES.load("highlight_word")()
CARD = Card(
    start=1.0,
    end=2.5,
    lines=((CardWord("Ask", 1.0, 1.3), CardWord("not", 1.5, 1.8)), (CardWord("what", 1.8, 2.2),)),
    size=64,
)


def test_each_word_is_bright_from_its_start_to_the_next() -> None:
    events = STYLE.events(CARD)

    assert [(e.start, e.end) for e in events] == [(1.0, 1.5), (1.5, 1.8), (1.8, 2.5)]
    bright = [re.findall(r"\{\\1c&H[0-9A-F]{6}&\}(\w+)\{\\1c\}", e.text) for e in events]
    assert bright == [["Ask"], ["not"], ["what"]]


def test_every_event_shows_the_whole_card() -> None:
    shown = {re.sub(r"\{[^}]*\}", "", event.text) for event in STYLE.events(CARD)}

    assert shown == {"Ask not\\Nwhat"}


@settings(max_examples=25, deadline=None)
@given(speech())
def test_events_leave_no_hole_and_never_overlap(spoken: ClipPlan) -> None:
    page = safe_area.page(1080, 1920)

    for card in cards(spoken, page, lettering.width):
        events = STYLE.events(card)
        assert events[0].start == card.start
        assert events[-1].end == card.end
        assert all(a.end == b.start for a, b in itertools.pairwise(events))


def test_outline_and_shadow_stay_near_the_letters() -> None:
    look = STYLE.look()

    assert look.outline_share + look.shadow_share <= EDGE
