from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.select.sentences import sentences
from core.domain.transcript import Transcript, Word
from tests.activities.select.recordings import transcript


@st.composite
def transcripts(draw: st.DrawFn) -> Transcript:
    """Words with gaps of any length, some beyond the end, some without length."""
    gaps = draw(st.lists(st.floats(0, 40), max_size=60))
    words, at = [], 0.0
    for number, gap in enumerate(gaps):
        length = draw(st.sampled_from([0.0, 0.2, 0.4, 3.0]))
        words.append(Word(text=f"w{number}", start=at + gap, end=at + gap + length))
        at += gap + length
    ends = draw(st.sets(st.integers(1, max(1, len(words))), max_size=20)) if words else set()
    return Transcript(
        engine="test", language="en", duration=at, words=tuple(words), sentence_ends=tuple(ends)
    )


cuts = st.lists(st.floats(0, 300), max_size=30).map(sorted)


@given(transcripts(), cuts, st.floats(5, 200))
def test_clips_of_neighbouring_sentences_never_overlap(
    spoken: Transcript, cut: list[float], duration: float
) -> None:
    cut = [at for at in cut if 0 < at < duration]
    found = sentences(spoken, cut, duration=duration, longest=90)

    for sentence in found:
        assert 0 <= sentence.opens <= sentence.start <= sentence.end <= sentence.closes <= duration
    for one, following in pairwise(found):
        assert one.closes <= following.opens


@given(transcripts(), st.floats(4, 60))
def test_no_sentence_is_longer_than_a_clip(spoken: Transcript, longest: float) -> None:
    found = sentences(spoken, [], duration=spoken.duration, longest=longest)

    assert [word.text for one in found for word in one.words] == [
        word.text for word in spoken.words if word.start < spoken.duration
    ]
    for sentence in found:
        assert len(sentence.words) == 1 or sentence.end - sentence.start <= longest


def test_an_endless_sentence_is_divided_at_its_longest_pause() -> None:
    words = [
        Word(text=f"w{n}", start=n + (3 if n >= 21 else 0), end=n + 0.8 + (3 if n >= 21 else 0))
        for n in range(40)
    ]
    spoken = Transcript(
        engine="t", language="", duration=44, words=tuple(words), sentence_ends=(40,)
    )

    found = sentences(spoken, [], duration=44, longest=30)

    assert [len(sentence.words) for sentence in found] == [21, 19]


@pytest.mark.parametrize(
    ("pause", "lead", "tail"), [(5.0, 0.15, 0.2), (0.3, 0.15, 0.15), (0, 0, 0)]
)
def test_there_is_air_around_the_words_where_the_pause_has_room(
    pause: float, lead: float, tail: float
) -> None:
    words = [Word(text="one", start=1, end=2), Word(text="two", start=2 + pause, end=3 + pause)]
    spoken = Transcript(
        engine="t", language="", duration=9, words=tuple(words), sentence_ends=(1, 2)
    )

    one, two = sentences(spoken, [], duration=9, longest=90)

    assert one.closes - one.end == pytest.approx(tail)
    assert two.start - two.opens == pytest.approx(lead)


@pytest.mark.parametrize(
    ("cut", "closes", "opens"),
    [
        (2.5, 2.2, 3.85),
        (2.12, 2.12, 3.85),
        (2.02, 2.09, 3.85),
        (1.95, 2.2, 3.85),
        (3.88, 2.2, 3.88),
        (3.98, 2.2, 3.91),
        (4.05, 2.2, 3.85),
    ],
)
def test_an_edge_moves_to_a_cut_that_leaves_as_much_air(
    cut: float, closes: float, opens: float
) -> None:
    words = [Word(text="one", start=1, end=2), Word(text="two", start=4, end=5)]
    spoken = Transcript(
        engine="t", language="", duration=9, words=tuple(words), sentence_ends=(1, 2)
    )

    one, two = sentences(spoken, [cut], duration=9, longest=90)

    assert one.closes == pytest.approx(closes)
    assert two.opens == pytest.approx(opens)


def test_noise_that_is_written_as_a_word_is_left_out() -> None:
    found = sentences(transcript(["♪ hello ... there", "- -"]), [], duration=9, longest=90)

    assert [sentence.text for sentence in found] == ["hello there"]
    assert found[0].tokens == ("hello", "there")


def test_languages_without_spaces_are_written_without_them() -> None:
    (found,) = sentences(transcript(["你好 世界"], language="zh"), [], duration=9, longest=90)

    assert found.text == "你好世界"
