import re

from hypothesis import given, settings

from activities import catalog
from activities.render import lettering, safe_area
from activities.render.base import EDGE, Card, CardWord
from activities.render.cards import cards
from core.domain.plan import ClipPlan
from tests.activities.render.transcripts import speech

STYLE = catalog.CAPTION_STYLES.load("karaoke")()


def test_a_word_fills_while_it_is_said() -> None:
    words = (CardWord("Ask", 1.0, 1.3), CardWord("not", 1.5, 1.8))

    (event,) = STYLE.events(Card(start=1.0, end=2.0, lines=(words,), size=64))

    assert (event.start, event.end) == (1.0, 2.0)
    assert event.text == "{\\kf30}Ask {\\k20}{\\kf30}not"


@settings(max_examples=25, deadline=None)
@given(speech())
def test_the_tags_add_up_to_the_end_of_the_last_word(spoken: ClipPlan) -> None:
    for card in cards(spoken, safe_area.page(1080, 1920), lettering.width):
        (event,) = STYLE.events(card)
        hundredths = sum(int(n) for n in re.findall(r"\\kf?(\d+)\}", event.text))
        assert hundredths == round((card.words[-1].end - card.start) * 100)


def test_outline_and_shadow_stay_near_the_letters() -> None:
    look = STYLE.look()

    assert look.outline_share + look.shadow_share <= EDGE
    assert look.fill != look.waiting
