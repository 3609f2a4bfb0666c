from hypothesis import given
from hypothesis import strategies as st

from activities.diarize.words import with_speakers
from core.domain.span import Span
from core.domain.transcript import Transcript, Word
from core.domain.voices import Voice, Voices, VoiceTurn


def voices(*turns: tuple[str, float, float]) -> Voices:
    ids = list(dict.fromkeys(sorted(who for who, _, _ in turns)))
    return Voices(
        engine="e",
        duration=100.0,
        voices=tuple(Voice(id=who) for who in ids),
        turns=tuple(VoiceTurn(voice=who, span=Span(start=a, end=b)) for who, a, b in turns),
    )


def transcript(*sentences: tuple[float, int], gap: float = 0.05) -> Transcript:
    """Return sentences that begin at a time and have so many words of 0.3 s."""
    words: list[Word] = []
    ends = []
    for start, count in sentences:
        for at in range(count):
            begin = start + at * (0.3 + gap)
            words.append(Word(text="word", start=begin, end=begin + 0.3))
        ends.append(len(words))
    return Transcript(
        engine="e", language="en", duration=100.0, words=tuple(words), sentence_ends=tuple(ends)
    )


def speakers(spoken: Transcript, heard: Voices) -> list[str | None]:
    return [word.speaker for word in with_speakers(spoken, heard).words]


def test_words_belong_to_the_voice_that_is_heard() -> None:
    spoken = transcript((0, 4), (2, 3), (4, 5))

    found = speakers(spoken, voices(("S1", 0, 1.6), ("S2", 1.9, 3.2), ("S1", 3.9, 6)))

    assert found == ["S1"] * 4 + ["S2"] * 3 + ["S1"] * 5


def test_a_word_across_a_border_stays_with_its_sentence() -> None:
    spoken = transcript((0, 4), (1.4, 4))

    assert speakers(spoken, voices(("S1", 0, 1.22), ("S2", 1.22, 3))) == ["S1"] * 4 + ["S2"] * 4
    assert speakers(spoken, voices(("S1", 0, 1.55), ("S2", 1.55, 3))) == ["S1"] * 4 + ["S2"] * 4


def test_one_word_within_a_sentence_does_not_flip() -> None:
    heard = voices(("S1", 0, 1.05), ("S2", 1.05, 1.35), ("S1", 1.4, 5))

    assert speakers(transcript((0, 8)), heard) == ["S1"] * 8


def test_one_word_between_pauses_is_somebody_elses() -> None:
    heard = voices(("S1", 0, 1.9), ("S2", 2.1, 2.5), ("S1", 2.7, 5))

    assert speakers(transcript((0, 7), gap=0.4), heard)[2:5] == ["S1", "S2", "S1"]


def test_three_words_within_a_sentence_flip() -> None:
    heard = voices(("S1", 0, 1.05), ("S2", 1.05, 2.05), ("S1", 2.1, 5))

    assert speakers(transcript((0, 9)), heard) == ["S1"] * 3 + ["S2"] * 3 + ["S1"] * 3


def test_of_two_voices_at_once_the_one_with_the_longer_turn_keeps_the_words() -> None:
    heard = voices(("S1", 0, 6), ("S2", 2, 3.2))

    assert speakers(transcript((0, 15)), heard) == ["S1"] * 15


def test_a_word_beside_every_turn_goes_to_the_nearest() -> None:
    heard = voices(("S1", 0, 1), ("S2", 3, 5))

    assert speakers(transcript((2.5, 1), (4, 2)), heard) == ["S2"] * 3


def test_one_voice_says_everything_and_no_voice_says_nothing() -> None:
    spoken = transcript((0, 3), (50, 2))

    assert speakers(spoken, voices(("S1", 0, 2))) == ["S1"] * 5
    assert with_speakers(spoken, voices()) == spoken
    assert with_speakers(transcript(), voices(("S1", 0, 2))) == transcript()


@given(
    lengths=st.lists(st.integers(1, 9), min_size=1, max_size=5),
    turns=st.lists(
        st.tuples(st.sampled_from(["S1", "S2", "S3"]), st.floats(0, 20), st.floats(0.2, 6)),
        min_size=1,
        max_size=8,
    ),
)
def test_nothing_but_the_speaker_changes(
    lengths: list[int], turns: list[tuple[str, float, float]]
) -> None:
    starts = [sum(lengths[:at]) * 0.4 for at in range(len(lengths))]
    spoken = transcript(*zip(starts, lengths, strict=True))
    heard = voices(*((who, start, start + seconds) for who, start, seconds in turns))

    found = with_speakers(spoken, heard)

    bare = tuple(word.model_copy(update={"speaker": None}) for word in found.words)
    assert found.model_copy(update={"words": bare}) == spoken
    assert {word.speaker for word in found.words} <= {voice.id for voice in heard.voices}
