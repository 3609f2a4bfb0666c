from itertools import pairwise

from hypothesis import given, settings

from activities.render import lettering, safe_area
from activities.render.base import Card, CardWord
from activities.render.cards import (
    HOLD_SECONDS,
    MAX_WORDS,
    MIN_SECONDS,
    cards,
    line_text,
    line_width,
)
from activities.render.words import Phrase, phrases
from core.domain.plan import CaptionPlan, ClipPlan
from core.domain.transcript import Word
from tests.activities.render.footage import media, plan
from tests.activities.render.transcripts import speech

PAGE = safe_area.page(1080, 1920)
WIDTH = lettering.of().width


def said(text: str, step: float = 0.3) -> tuple[Word, ...]:
    return tuple(
        Word(text=word, start=n * step, end=n * step + step * 0.9)
        for n, word in enumerate(text.split())
    )


def made(words: tuple[Word, ...], *spans: tuple[float, float]) -> list[Card]:
    return cards(plan(*(spans or [(0, 60)]), media=media(90), words=words), PAGE, WIDTH)


@settings(max_examples=200)
@given(speech())
def test_cards_keep_every_rule(spoken: ClipPlan) -> None:
    found = cards(spoken, PAGE, WIDTH)

    for card in found:
        assert_set(card)
    for card, following in pairwise(found):
        assert card.end <= following.start
    assert_every_word_once(spoken, found)
    for phrase in phrases(spoken):
        assert_none_needlessly_short(phrase, found)


def assert_set(card: Card) -> None:
    assert 1 <= sum(word.spaced or n == 0 for n, word in enumerate(card.words)) <= MAX_WORDS
    assert 1 <= len(card.lines) <= 2
    assert card.end > card.start
    for line in card.lines:
        width = line_width(line, WIDTH, card.size) + 2 * 0.12 * card.size
        assert width <= PAGE.right - PAGE.left
    assert 2 * card.size * 1.562 <= PAGE.bottom - PAGE.top


def assert_every_word_once(spoken: ClipPlan, found: list[Card]) -> None:
    heard = [word for phrase in phrases(spoken) for word in phrase.words]
    shown = [word for card in found for word in card.words]
    # Words that a transcriber piles up on the last instant have no time left.
    timely = [word for word in heard if word.start < spoken.duration - 0.04]
    assert "".join(w.text for w in shown).startswith("".join(w.text for w in timely))
    assert {word.start for word in shown} >= {word.start for word in timely}
    assert [word.start for word in shown] == sorted(word.start for word in shown)


def assert_none_needlessly_short(phrase: Phrase, found: list[Card]) -> None:
    """A card is short only where no neighbour of its phrase has room for its words."""
    own = [card for card in found if phrase.words[0].start <= card.start <= phrase.words[-1].start]
    if len(own) == 1 and phrase.until - own[0].start >= MIN_SECONDS:
        assert own[0].end - own[0].start >= MIN_SECONDS - 1e-9
    for card, following in pairwise(own):
        if min(c.end - c.start for c in (card, following)) < MIN_SECONDS - 1e-9:
            assert not fits((*card.words, *following.words))


def fits(words: tuple[CardWord, ...]) -> bool:
    def narrow(line: tuple[CardWord, ...]) -> bool:
        return line_width(line, WIDTH, PAGE.size) <= PAGE.room

    splits = ((words[:n], words[n:]) for n in range(1, len(words)))
    return len(words) <= MAX_WORDS and (
        narrow(words) or any(narrow(a) and narrow(b) for a, b in splits)
    )


def test_a_card_holds_until_the_next_one_when_the_gap_is_short() -> None:
    words = said("one two three four five six seven eight")

    found = made(words)

    assert len(found) > 1
    assert all(a.end == b.start for a, b in pairwise(found))


def test_a_card_goes_when_the_gap_is_long() -> None:
    early, late = Word(text="early", start=1, end=1.4), Word(text="late", start=3, end=3.4)

    first, second = made((early, late))

    assert (first.end, second.start) == (1.4, 3.0)
    assert second.start - first.end >= HOLD_SECONDS


def test_no_card_joins_two_sentences() -> None:
    found = made(said("It works. Does it? Yes."))

    assert [line_text(card.words) for card in found] == ["It works.", "Does it?", "Yes."]


def test_no_card_joins_two_speakers() -> None:
    one, two = said("hello there")

    found = made((one.model_copy(update={"speaker": "A"}), two.model_copy(update={"speaker": "B"})))

    assert len(found) == 2


def test_words_whose_middle_is_cut_away_vanish_and_the_rest_moves() -> None:
    words = said("zero one two three four five", step=1.0)

    found = made(words, (0.0, 2.4), (4.0, 6.0))

    shown = [(word.text, word.start) for card in found for word in card.words]
    assert shown == [("zero", 0.0), ("one", 1.0), ("four", 2.4), ("five", 3.4)]
    assert all(card.end <= 2.4 for card in found if card.start < 2.4)


def test_a_long_word_shrinks_and_a_longer_one_is_broken() -> None:
    shrunk, broken = made(
        (
            Word(text="Donaudampfschifffahrt.", start=0, end=1),
            Word(text="Donaudampfschifffahrtsgesellschaftskapitän", start=1, end=2),
        )
    )

    assert len(shrunk.lines) == 1
    assert shrunk.size < PAGE.size
    assert len(broken.lines) == 2
    assert "".join(map(line_text, broken.lines)) == "Donaudampfschifffahrtsgesellschaftskapitän"


def test_a_short_word_stands_with_the_word_after_it_that_shrinks() -> None:
    said = (
        Word(text="die", start=0, end=0.1),
        Word(text="Geschwindigkeitsbegrenzung", start=0.1, end=1),
        Word(text="gilt.", start=1, end=1.4),
    )

    alone, (first, *_) = made(said[1:2]), made(said)

    assert [line_text(line) for line in first.lines] == ["die", "Geschwindigkeitsbegrenzung"]
    assert first.size == alone[0].size < PAGE.size


def test_a_short_word_stands_with_the_word_after_it_that_is_broken() -> None:
    (card,) = made(
        (
            Word(text="In", start=0, end=0.1),
            Word(text="Kraftfahrzeughaftpflichtversicherung", start=0.1, end=1),
        )
    )

    assert [line_text(line) for line in card.lines] == [
        "In Kraftfahrzeughaftp",
        "flichtversicherung",
    ]
    assert card.size == PAGE.size


def test_chinese_words_stand_without_spaces() -> None:
    words = tuple(Word(text=c, start=n * 0.3, end=n * 0.3 + 0.3) for n, c in enumerate("你好世界"))

    assert [line_text(card.words) for card in made(words)] == ["你好世界"]


def test_a_passage_shown_twice_is_captioned_twice() -> None:
    found = made(said("again"), (0, 1), (0, 1))

    assert [card.start for card in found] == [0.0, 1.0]


def test_a_plan_without_captions_has_no_cards() -> None:
    spoken = plan((0, 5), media=media(90), captions=None)

    assert cards(spoken, PAGE, WIDTH) == []
    assert made(()) == []
    assert CaptionPlan().words == ()
