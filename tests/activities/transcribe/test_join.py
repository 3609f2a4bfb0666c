from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from activities.transcribe.join import joined
from core.domain.part import Part
from core.domain.span import Span
from core.domain.transcript import SpokenLanguage, Transcript, Word

MARGIN = 15.0


def parts(duration: float, borders: list[float]) -> list[Part]:
    edges = [0.0, *borders, duration]
    return [
        Part(
            index=index,
            of=len(edges) - 1,
            own=Span(start=a, end=b),
            seen=Span(start=max(0.0, a - MARGIN), end=min(duration, b + MARGIN)),
        )
        for index, (a, b) in enumerate(pairwise(edges))
    ]


def heard(
    part: Part, words: list[Word], ends: list[int], *, shake: float = 0.0, language: str = "en"
) -> Transcript:
    """Return what a part hears of the words of a source, in its own time."""
    inside = [
        (index, word)
        for index, word in enumerate(words)
        if part.seen.start <= word.start and word.end <= part.seen.end
    ]
    by = part.seen.start - (shake if part.index % 2 else 0.0)
    lasts = {end - 1 for end in ends}
    return Transcript(
        engine="e",
        language=language,
        duration=part.duration,
        words=tuple(
            word.model_copy(
                update={"start": max(0.0, word.start - by), "end": max(0.01, word.end - by)}
            )
            for _, word in inside
        ),
        sentence_ends=tuple(
            n for n, (index, _) in enumerate(inside, 1) if index in lasts or n == len(inside)
        ),
    )


@st.composite
def sources(draw: st.DrawFn) -> tuple[list[Word], list[int], float, list[float]]:
    steps = draw(
        st.lists(
            st.tuples(st.sampled_from([0.0, 0.1, 0.4, 2.0, 20.0]), st.floats(0.08, 0.8)),
            max_size=150,
        )
    )
    words, ends, at = [], [], 0.0
    for index, (pause, length) in enumerate(steps):
        if pause >= 0.4 and index:
            ends.append(index)
        at += pause
        words.append(Word(text=f"w{index % 7}", start=round(at, 3), end=round(at + length, 3)))
        at = round(at + length, 3)
    if words:
        ends.append(len(words))
    duration = at + draw(st.floats(1, 30))
    count = draw(st.integers(0, 3))
    borders = [duration * (n + 1) / (count + 1) for n in range(count)]
    return words, ends, duration, borders if duration / (count + 1) > 2 * MARGIN else []


@given(source=sources(), shake=st.sampled_from([0.0, 0.02]))
def test_no_word_is_lost_and_none_comes_twice(
    source: tuple[list[Word], list[int], float, list[float]], shake: float
) -> None:
    words, ends, duration, borders = source
    made = parts(duration, borders)
    whole = joined([(part, heard(part, words, ends, shake=shake)) for part in made], duration)
    assert [word.text for word in whole.words] == [word.text for word in words]
    for one, other in zip(words, whole.words, strict=True):
        assert abs(one.start - other.start) <= shake + 0.011
    assert all(a.end <= b.start for a, b in pairwise(whole.words))
    assert all(0 <= word.start < word.end <= duration for word in whole.words)
    assert list(whole.sentence_ends) == sorted(set(whole.sentence_ends))
    assert (whole.sentence_ends[-1] if words else 0) == len(words)


def test_sentences_go_on_across_the_border() -> None:
    words = [Word(text=f"w{n}", start=n * 0.5, end=n * 0.5 + 0.4) for n in range(120)]
    ends = [20, 40, 58, 75, 100, 120]
    made = parts(60.0, [30.0])
    whole = joined([(part, heard(part, words, ends)) for part in made], 60.0)
    assert whole.sentence_ends == tuple(ends)


def test_parts_are_told_apart_at_the_widest_pause_of_both() -> None:
    one, other = parts(60.0, [30.0])
    late = Word(text="wrong", start=44.0, end=44.5)
    early = Word(text="bad", start=15.6, end=16.0)
    same = Word(text="right", start=30.0, end=30.4)
    whole = joined(
        [
            (one, Transcript(engine="a", language="en", duration=45, words=(same, late))),
            (
                other,
                Transcript(
                    engine="b",
                    language="en",
                    duration=45,
                    words=tuple(
                        word.model_copy(update={"start": word.start - 15, "end": word.end - 15})
                        for word in (early, same)
                    ),
                ),
            ),
        ],
        60.0,
    )
    assert [word.text for word in whole.words].count("right") == 1
    assert whole.engine == "a + b"


def test_languages_are_joined_and_the_longest_is_the_language() -> None:
    made = parts(90.0, [45.0])
    words = [Word(text=f"w{n}", start=n + 0.1, end=n + 0.6, speaker="S1") for n in range(90)]
    one, other = (heard(part, words, [90]) for part in made)
    spans = (
        SpokenLanguage(language="en", span=Span(start=0, end=20)),
        SpokenLanguage(language="fr", span=Span(start=20, end=60)),
    )
    changed = other.model_copy(update={"languages": spans, "language": "fr", "note": "hm"})
    whole = joined([(made[0], one), (made[1], changed)], 90.0)
    assert [spoken.language for spoken in whole.languages] == ["en", "fr"]
    assert whole.languages[1].span == Span(start=50, end=90)
    assert (whole.language, whole.note) == ("en", "hm")
    assert {word.speaker for word in whole.words} == {None}


def test_silence_everywhere_is_an_empty_transcript() -> None:
    made = parts(90.0, [45.0])
    empty = Transcript(engine="e", language="", duration=60.0, note="nobody was heard speaking")
    whole = joined([(part, empty) for part in made], 90.0)
    assert whole == Transcript(
        engine="e", language="", duration=90.0, note="nobody was heard speaking"
    )
