import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.select.candidates import propose
from activities.select.recording import Recording
from core.domain.clip import Candidate
from core.domain.sound import SoundEvent
from core.domain.span import Span
from core.errors import ConfigurationError
from tests.activities.select.recordings import chatter, recording, scenes, sound

SENTENCE = "these are some words about a thing"
_CLOSE = 1e-6


def _on_edges(found: Candidate, of: Recording) -> bool:
    """Does a moment start and stop outside of every word?"""
    return not any(
        word.start + _CLOSE < edge < word.end - _CLOSE
        for edge in (found.span.start, found.span.end)
        for word in of.transcript.words
    )


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    lengths = draw(st.lists(st.integers(1, 25), max_size=40))
    pauses = draw(st.lists(st.floats(0.05, 30), min_size=1, max_size=8))
    beyond = draw(st.floats(0, 60))
    said = [" ".join(["word"] * length) for length in lengths]
    spoken = recording(said, pauses=pauses, longest=60)
    duration = spoken.duration + beyond
    cuts = sorted(draw(st.sets(st.floats(0.1, duration), max_size=20)) - {duration})
    loud = [Span(start=duration / 2, end=duration / 2 + 1)]
    events = [SoundEvent(kind="laughter", span=Span(start=duration / 3, end=duration / 3), score=1)]
    return recording(
        said,
        pauses=pauses,
        longest=60,
        cuts=cuts,
        loud=loud,
        events=events,
        duration=duration,
    )


@given(recordings())
def test_every_moment_has_a_lawful_length_and_lies_between_words(source: Recording) -> None:
    found = propose(source, 15, 60)

    assert found
    assert [one.id for one in found] == list(range(len(found)))
    assert len({(one.span.start, one.span.end) for one in found}) == len(found)
    for one in found:
        assert 0 <= one.span.start < one.span.end <= source.duration
        assert min(15, source.duration) - _CLOSE <= one.span.duration <= 60 + _CLOSE
        if one.text:
            assert _on_edges(one, source)
    assert found == propose(source, 15, 60)


def test_edges_are_where_sentences_begin_and_end() -> None:
    source = recording([SENTENCE] * 30)

    starts = {sentence.opens for sentence in source.sentences}
    ends = {sentence.closes for sentence in source.sentences}
    for one in propose(source, 15, 90):
        assert one.span.start in starts
        assert one.span.end in ends


def test_a_text_is_what_is_said_in_its_moment() -> None:
    source = recording([f"sentence number {number} is said here" for number in range(20)])

    for one in propose(source, 15, 90):
        heard = " ".join(word.text for word in source.transcript.within(one.span))
        assert one.text == heard


@pytest.mark.parametrize("duration", [0.04, 1.0, 9.0, 14.99])
@pytest.mark.parametrize("said", [[], ["hello"]])
def test_a_short_recording_is_one_moment(duration: float, said: list[str]) -> None:
    (only,) = propose(recording(said, duration=duration), 15, 90)

    assert only.span == Span(start=0, end=duration)


def test_a_recording_without_length_has_no_moment() -> None:
    assert propose(recording(duration=0), 15, 90) == ()


def test_lengths_that_exclude_each_other_are_said() -> None:
    with pytest.raises(ConfigurationError, match="min_seconds"):
        propose(recording([SENTENCE]), 60, 30)


def test_without_speech_moments_are_found_around_what_is_heard() -> None:
    bang = Span(start=130, end=131)
    found = propose(recording(duration=240, loud=[bang]), 15, 60)

    around = [one for one in found if one.span.start < 130 < one.span.end]
    assert any(0.3 < (130 - one.span.start) / one.span.duration < 0.5 for one in around)


def test_without_speech_edges_move_to_cuts() -> None:
    cuts = [29.0, 61.0, 92.0, 118.0]
    found = propose(recording(duration=150, cuts=cuts), 15, 60)

    on_cuts = [one for one in found if {one.span.start, one.span.end} & set(cuts)]
    assert len(on_cuts) >= 4


def test_silence_around_a_short_sentence_belongs_to_its_moment() -> None:
    source = recording([SENTENCE, SENTENCE], pauses=[60], duration=124)
    found = [one for one in propose(source, 15, 60) if one.text == SENTENCE]

    assert len(found) == 2
    assert all(one.span.duration >= 15 - _CLOSE for one in found)


def test_the_number_of_moments_is_bounded_for_any_length() -> None:
    spoken = chatter(30_000)
    source = Recording(
        spoken, scenes(spoken.duration), sound(spoken.duration), spoken.duration, longest=90
    )
    assert 3000 < len(propose(source, 15, 90)) < 9000
