from dataclasses import replace

from activities import catalog
from tests.activities.render.captions.ink import CARD, bare, ink

STYLE = catalog.CAPTION_STYLES.load("two_speakers")()
OTHER = replace(
    CARD, lines=tuple(tuple(replace(w, speaker="S2") for w in line) for line in CARD.lines)
)


def test_every_voice_has_its_side_and_its_colour() -> None:
    first, other = (STYLE.events(card, ink(STYLE))[0].text for card in (CARD, OTHER))

    assert first.startswith("{\\an1}")
    assert other.startswith("{\\an3}")
    assert first.partition("}{\\1c")[2][:9] == other.partition("}{\\1c")[2][:9], "said now"
    assert first.split("{\\1c")[2][:9] != other.split("{\\1c")[2][:9], "not being said"


def test_who_is_not_known_stands_in_the_middle() -> None:
    nobody = replace(
        CARD, lines=tuple(tuple(replace(w, speaker=None) for w in line) for line in CARD.lines)
    )

    (event, *_) = STYLE.events(nobody, ink(STYLE))

    assert "\\an" not in event.text
    assert bare(event.text) == "Ask not\\Nwhat"
