from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.plan.tightening import Speed, tightened
from core.domain.artifact import Artifact
from core.domain.media import MediaInfo
from core.domain.plan import ClipPlan
from core.domain.span import Span
from core.domain.transcript import Word

MEDIA = MediaInfo(
    duration=600, width=1920, height=1080, fps=30, video_codec="h264", audio_codec="aac"
)
SPEEDS: tuple[Speed, ...] = ("relaxed", "natural", "fast")


def plan(*spans: tuple[float, float], **changes: Any) -> ClipPlan:
    return ClipPlan(
        clip_id="clip",
        title="A title",
        source=Artifact(key="workspace/source.mp4", size=1),
        media=MEDIA,
        spans=tuple(Span(start=start, end=end) for start, end in spans),
        **changes,
    )


def said(*words: tuple[str, float, float]) -> tuple[Word, ...]:
    return tuple(Word(text=text, start=start, end=end) for text, start, end in words)


def spans(made: ClipPlan) -> list[tuple[float, float]]:
    return [(round(span.start, 3), round(span.end, 3)) for span in made.spans]


def test_a_long_pause_closes_up_to_what_belongs_to_its_words() -> None:
    words = said(("Hello", 1.0, 1.4), ("there", 3.0, 3.5))

    made = tightened(plan((0.9, 3.7)), words, speed="natural")

    assert spans(made) == [(0.9, 1.52), (2.9, 3.7)]


@pytest.mark.parametrize(
    ("pause", "cut"),
    [(0.25, []), (0.4, ["fast"]), (0.8, ["natural", "fast"]), (1.5, [*SPEEDS])],
)
def test_each_speed_leaves_its_own_pauses(pause: float, cut: list[str]) -> None:
    words = said(("one", 1.0, 1.5), ("two", 1.5 + pause, 2.0 + pause))
    whole = plan((1.0, 2.0 + pause))

    found = [speed for speed in SPEEDS if tightened(whole, words, speed=speed) != whole]

    assert found == cut


def test_a_filler_between_pauses_goes() -> None:
    words = said(("So", 1.0, 1.3), ("um,", 1.5, 1.9), ("yes", 2.1, 2.5))

    made = tightened(plan((0.9, 2.7)), words, speed="relaxed", language="en")

    assert spans(made) == [(0.9, 1.42), (1.98, 2.7)]


@pytest.mark.parametrize("before", [True, False])
def test_a_filler_that_has_grown_into_a_neighbour_stays(before: bool) -> None:
    start, end = (1.34, 1.8) if before else (1.5, 2.06)
    words = said(("So", 1.0, 1.3), ("um", start, end), ("yes", 2.1, 2.5))
    whole = plan((0.9, 2.7))

    assert tightened(whole, words, speed="fast", language="en") == whole


def test_a_filler_next_to_a_short_pause_leaves_all_of_it() -> None:
    words = said(("So", 1.0, 1.3), ("um", 1.37, 1.7), ("yes", 1.77, 2.5))

    made = tightened(plan((0.9, 2.7)), words, speed="fast", language="en")

    assert spans(made) == [(0.9, 1.37), (1.7, 2.7)]


def test_fillers_of_several_words_and_in_a_row_go_together() -> None:
    words = said(
        ("So", 1.0, 1.3),
        ("uh", 1.5, 1.7),
        ("you", 1.72, 1.9),
        ("know", 1.9, 2.1),
        ("yes", 2.3, 2.5),
    )

    made = tightened(plan((0.9, 2.7)), words, speed="relaxed", language="en")

    assert spans(made) == [(0.9, 1.42), (2.18, 2.7)]


def test_fillers_are_those_of_the_language() -> None:
    words = said(("Also", 1.0, 1.3), ("ähm", 1.5, 1.9), ("ja", 2.1, 2.5))
    whole = plan((0.9, 2.7))

    assert tightened(whole, words, speed="relaxed", language="en") == whole
    assert tightened(whole, words, speed="relaxed", language="") == whole
    assert len(tightened(whole, words, speed="relaxed", language="de-AT").spans) == 2


def test_a_filler_at_the_start_of_a_clip_goes() -> None:
    words = said(("um", 1.0, 1.3), ("Hello", 1.6, 2.0))

    made = tightened(plan((0.9, 2.2)), words, speed="relaxed", language="en")

    assert spans(made) == [(1.48, 2.2)]


def test_laughter_in_a_pause_stays() -> None:
    words = said(("joke", 1.0, 1.5), ("Thanks", 6.0, 6.4))
    silences = [Span(start=1.6, end=2.4), Span(start=4.5, end=5.95)]

    made = tightened(plan((0.9, 6.6)), words, silences, speed="natural")

    assert spans(made) == [(0.9, 1.62), (2.4, 4.5), (5.9, 6.6)]


def test_a_pause_that_is_nowhere_silent_stays() -> None:
    words = said(("song", 1.0, 1.5), ("ends", 6.0, 6.4))
    whole = plan((0.9, 6.6))

    assert tightened(whole, words, [], speed="fast") == whole


def test_sounds_of_a_breath_do_not_keep_a_pause() -> None:
    words = said(("one", 1.0, 1.5), ("two", 3.5, 4.0))
    silences = [Span(start=1.6, end=2.3), Span(start=2.5, end=3.4)]

    made = tightened(plan((0.9, 4.2)), words, silences, speed="natural")

    assert spans(made) == [(0.9, 1.62), (3.4, 4.2)]


def test_a_cut_that_brings_too_little_is_not_made() -> None:
    words = said(("one", 1.0, 1.5), ("two", 1.79, 2.0))
    whole = plan((1.0, 2.0))

    assert tightened(whole, words, speed="fast") == whole


def test_a_clip_that_repeats_a_moment_is_tightened_in_both_places() -> None:
    words = said(("one", 1.0, 1.5), ("two", 3.5, 4.0), ("three", 4.1, 4.5))

    made = tightened(plan((3.4, 4.6), (0.9, 4.6)), words, speed="natural")

    assert spans(made) == [(3.4, 4.6), (0.9, 1.62), (3.4, 4.6)]


def test_nothing_is_done_where_nobody_speaks() -> None:
    whole = plan((10, 20))

    assert tightened(whole, (), [Span(start=11, end=19)], speed="fast") == whole


def test_a_span_that_is_shown_for_its_picture_stays() -> None:
    words = said(("one", 1.0, 1.5), ("two", 9.5, 10.0))

    made = tightened(plan((0.9, 2.9), (4.0, 6.0), (8.0, 10.1)), words, speed="fast")

    assert spans(made) == [(0.9, 1.6), (4.0, 6.0), (9.42, 10.1)]


PIECES = st.tuples(
    st.sampled_from(["word", "um", "uh", "Talk,", "you", "know"]),
    st.floats(0.0, 2.5),
    st.floats(0.05, 0.9),
)


@settings(max_examples=150)
@given(
    st.lists(PIECES, min_size=1, max_size=25),
    st.sampled_from(SPEEDS),
    st.tuples(st.floats(0, 8), st.floats(1, 30)),
)
def test_no_word_is_cut_and_what_stays_around_it_is_enough(
    pieces: list[tuple[str, float, float]], speed: Speed, shown: tuple[float, float]
) -> None:
    at, words = 0.5, []
    for text, pause, length in pieces:
        words.append(Word(text=text, start=at + pause, end=at + pause + length))
        at += pause + length
    whole = plan((shown[0], shown[0] + shown[1]))

    made = tightened(whole, words, speed=speed, language="en")

    assert made.duration <= whole.duration + 1e-9
    edges = {edge for span in made.spans for edge in (span.start, span.end)}
    new = edges - {whole.spans[0].start, whole.spans[0].end}
    kept = [word for word in words if any(_shows(span, word) for span in made.spans)]
    for edge in new:
        # The one thing that may lie next to a kept word within 80 ms is a filler that goes.
        for number, word in enumerate(words):
            assert not word.start + 1e-6 < edge < word.end - 1e-6, (edge, word)
            if word in kept and 1e-6 < edge - word.end < 0.08 - 1e-6:
                gone = words[number + 1]
                assert gone not in kept
                assert edge == pytest.approx(gone.start)
                assert edge - word.end >= 0.06 - 1e-6
    for before, after in pairwise(made.spans):
        assert after.start - before.end >= 0.12 - 1e-6


@settings(max_examples=60)
@given(st.lists(PIECES, min_size=2, max_size=20), st.sampled_from(SPEEDS))
def test_a_tightened_clip_is_not_tightened_again(
    pieces: list[tuple[str, float, float]], speed: Speed
) -> None:
    at, words = 0.5, []
    for text, pause, length in pieces:
        words.append(Word(text=text, start=at + pause, end=at + pause + length))
        at += pause + length
    once = tightened(plan((0, at + 1)), words, speed=speed, language="en")

    again = tightened(once, words, speed=speed, language="en")

    assert spans(again) == spans(once)


def _shows(span: Span, word: Word) -> bool:
    return span.start <= word.start + 1e-6 and word.end <= span.end + 1e-6
