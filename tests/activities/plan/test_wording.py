from hypothesis import given
from hypothesis import strategies as st

from activities.plan.wording import edges, spoken
from core.domain.span import Span
from core.domain.transcript import Transcript, Word


def said(*words: tuple[float, float]) -> Transcript:
    return Transcript(
        engine="test",
        language="en",
        duration=100,
        words=tuple(Word(text=f"w{n}", start=a, end=b) for n, (a, b) in enumerate(words)),
    )


ALONE = said((20.0, 20.5), (29.5, 30.0))
CHOSEN = Span(start=20, end=30)


def test_a_clip_gets_air_where_there_is_room() -> None:
    shown = edges(CHOSEN, ALONE, cuts=(), duration=100)

    assert (shown.start, shown.end) == (19.85, 30.35)


def test_air_ends_at_the_neighbouring_words() -> None:
    crowded = said((19.0, 19.95), (20.0, 20.5), (29.5, 30.0), (30.1, 30.4))

    shown = edges(CHOSEN, crowded, cuts=(), duration=100)

    assert (shown.start, shown.end) == (19.95, 30.1)


def test_air_never_crosses_a_cut_of_the_picture() -> None:
    shown = edges(CHOSEN, ALONE, cuts=(19.9, 25.0, 30.2), duration=100)

    assert (shown.start, shown.end) == (19.9, 30.2)


def test_a_clip_that_starts_at_a_cut_shows_nothing_of_the_scene_before() -> None:
    assert edges(CHOSEN, ALONE, cuts=(20.0, 30.0), duration=100) == CHOSEN


def test_a_clip_stays_inside_its_source() -> None:
    whole = Span(start=0, end=30)

    assert edges(whole, ALONE, cuts=(), duration=30.1) == Span(start=0, end=30.1)
    assert edges(whole, ALONE, cuts=(), duration=29.9).end == 29.9


def test_the_words_are_those_of_the_chosen_moment() -> None:
    around = said((18, 19), (20, 20.5), (29.5, 30), (30.1, 31))

    words = spoken(CHOSEN, around, shown=edges(CHOSEN, around, cuts=(), duration=100))

    assert [word.text for word in words] == ["w1", "w2"]


def test_a_word_that_reaches_out_of_the_clip_is_shown_inside_it() -> None:
    reaching = said((19.5, 21.0), (29.0, 30.9))
    shown = edges(CHOSEN, reaching, cuts=(19.9, 30.1), duration=100)

    first, last = spoken(CHOSEN, reaching, shown=shown)

    assert (first.start, first.end) == (19.9, 21.0)
    assert (last.start, last.end) == (29.0, 30.1)


@st.composite
def talks(draw: st.DrawFn) -> Transcript:
    at, words = 0.0, []
    for _ in range(draw(st.integers(0, 40))):
        start = at + draw(st.floats(0, 2))
        at = start + draw(st.floats(0.01, 1))
        words.append((start, at))
    return said(*words)


@given(talks(), st.floats(0, 60), st.floats(0.1, 40), st.lists(st.floats(0, 100), max_size=8))
def test_air_is_bounded_and_takes_no_foreign_word(
    talk: Transcript, start: float, long: float, cuts: list[float]
) -> None:
    chosen = Span(start=start, end=start + long)

    shown = edges(chosen, talk, cuts=cuts, duration=100)

    assert chosen.start - 0.15 <= shown.start <= chosen.start
    assert chosen.end <= shown.end <= chosen.end + 0.35
    inside = {word.text for word in talk.within(chosen)}
    for word in talk.words:
        if word.text not in inside and not Span(start=word.start, end=word.end).common(chosen):
            assert Span(start=word.start, end=word.end).common(shown) < 1e-9
    assert not any(shown.start < cut < chosen.start for cut in cuts)
    assert not any(chosen.end < cut < shown.end for cut in cuts)
