from dataclasses import replace
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.diarize.speaking import one_at_a_time, with_voices
from core.domain.faces import FaceTracks
from core.domain.voices import Voices
from tests.activities.diarize.stage import Spoken, faces, speaking, track, voices

TALK: list[Spoken] = [(0, 10, "S1"), (10, 20, "S2"), (20, 30, "S1"), (30, 40, "S2")]
ONE, OTHER = [(0, 10), (20, 30)], [(10, 20), (30, 40)]
PAIR = [track(1, 0, 40, moves=ONE, person=7), track(2, 0, 40, moves=OTHER, person=8)]
SAID = [(0, 10, 1), (10, 20, 2), (20, 30, 1), (30, 40, 2)]


def test_what_fits_stays() -> None:
    found = faces(PAIR, *SAID)

    assert with_voices(found, voices(*TALK)) == found


def test_a_voice_makes_its_face_speak_where_the_mouth_was_not_seen_to() -> None:
    found = with_voices(faces(PAIR, (0, 10, 1), (10, 20, 2), (30, 40, 2)), voices(*TALK))

    assert speaking(found) == SAID


def test_the_voice_corrects_a_turn_that_went_to_the_wrong_face() -> None:
    wrong = faces(PAIR, (0, 10, 1), (10, 24, 2), (24, 30, 1), (30, 40, 2))

    assert speaking(with_voices(wrong, voices(*TALK))) == SAID


def test_a_border_moves_to_where_the_voice_changes() -> None:
    late = faces(PAIR, (0, 10.8, 1), (10.8, 19.5, 2), (19.5, 30, 1), (30, 40, 2))

    assert speaking(with_voices(late, voices(*TALK))) == SAID


def test_at_a_cut_the_face_that_is_seen_from_then_on_goes_on_speaking() -> None:
    seen = [*PAIR, track(3, 40, 45, person=7), track(4, 45, 60, person=7)]
    talk = voices(*TALK, (40, 60, "S1"))
    found = with_voices(faces(seen, *SAID, (40, 45, 3)), talk)

    assert speaking(found) == [*SAID, (40, 45, 3), (45, 60, 4)]


def test_nobody_speaks_while_a_narrator_is_heard() -> None:
    seen = [track(1, 0, 60, moves=[(0, 20)], person=7)]
    found = with_voices(faces(seen, (0, 60, 1)), voices((0, 20, "S1"), (20, 60, "S2")))

    assert speaking(found) == [(0, 20, 1)]


def test_a_lone_listener_does_not_speak_with_the_voice_of_somebody_known() -> None:
    seen = [*PAIR, track(3, 40, 50, person=8), track(4, 50, 60, moves=[(50, 60)], person=7)]
    talk = voices(*TALK, (40, 60, "S1"))
    found = with_voices(faces(seen, *SAID, (40, 50, 3), (50, 60, 4)), talk)

    assert speaking(found) == [*SAID, (50, 60, 4)]


def test_a_stranger_whose_mouth_rests_does_not_speak_for_somebody_known() -> None:
    seen = [*PAIR, track(3, 40, 50, person=9)]
    found = with_voices(faces(seen, *SAID, (40, 50, 3)), voices(*TALK, (40, 50, "S1")))

    assert speaking(found) == SAID


def test_somebody_not_recognised_again_goes_on_speaking() -> None:
    seen = [*PAIR, track(3, 40, 50, moves=[(40, 50)], person=9)]
    found = with_voices(faces(seen, *SAID, (40, 50, 3)), voices(*TALK, (40, 50, "S1")))

    assert speaking(found) == [*SAID, (40, 50, 3)]


def test_a_mouth_that_moves_much_more_is_believed_over_a_voice() -> None:
    seen = [*PAIR, track(3, 40, 50, person=7), track(5, 40, 50, moves=[(40, 50)], person=9)]
    found = with_voices(faces(seen, *SAID, (40, 50, 5)), voices(*TALK, (40, 50, "S1")))

    assert speaking(found) == [*SAID, (40, 50, 5)]


def test_an_unknown_voice_leaves_what_the_mouths_said() -> None:
    seen = [*PAIR, track(3, 40, 50, moves=[(40, 50)], person=9)]
    found = with_voices(faces(seen, *SAID, (40, 42, 3)), voices(*TALK, (40, 42, "S3")))

    assert speaking(found) == [*SAID, (40, 42, 3)]


def test_where_no_voice_is_heard_everything_stays() -> None:
    found = faces(PAIR, (0, 10, 1), (10, 20, 2), (20, 30, 1), (34, 38, 2))

    assert speaking(with_voices(found, voices(*TALK[:3])))[-1] == (34, 38, 2)


def test_one_voice_leaves_the_faces_as_they_are() -> None:
    found = faces(PAIR, *SAID)

    assert with_voices(found, voices((0, 40, "S1"))) == found
    assert with_voices(found, voices()) == found


def test_faces_whose_voices_nobody_knows_stay_as_they_are() -> None:
    seen = [track(1, 0, 40, moves=[(0, 40)], person=7)]
    found = faces(seen, (0, 40, 1))

    assert with_voices(found, voices(*TALK)) == found


def test_mouths_that_were_not_measured_change_nothing_for_unknown_voices() -> None:
    still = [
        t.model_copy(update={"detections": tuple(replace(d, mouth=0.0) for d in t.detections)})
        for t in PAIR
    ]
    found = faces(still, *SAID)

    assert with_voices(found, voices(*TALK, (40, 60, "S3"))) == found


@given(seed=st.integers(0, 60))
def test_two_faces_never_speak_at_once_and_only_in_the_picture(seed: int) -> None:
    chance = np.random.default_rng(seed)
    seen = [
        track(n, start := float(chance.uniform(0, 30)), start + float(chance.uniform(2, 20)),
              moves=[(start, start + 5)], person=int(chance.integers(0, 4)))
        for n in range(1, 6)
    ]  # fmt: skip
    said = [
        (t.span.start, t.span.start + 2, t.id) for t in sorted(seen, key=lambda t: t.span.start)
    ]
    apart = [one for one, after in pairwise(said) if one[1] <= after[0]] + said[-1:]
    talk = voices(
        *(
            (a := float(chance.uniform(0, 40)), a + float(chance.uniform(0.3, 9)), f"S{who}")
            for who in chance.integers(1, 4, size=8)
        )
    )

    found = with_voices(faces(seen, *apart), talk)

    for one, after in pairwise(speaking(found)):
        assert one[1] <= after[0] + 1e-6
    if found.speaking != faces(seen, *apart).speaking:
        spans = {t.id: t.span for t in seen}
        for start, end, number in speaking(found):
            assert spans[number].start - 0.1 <= start
            assert end <= spans[number].end + 0.2 + 1e-6


def right(found: FaceTracks, truth: list[tuple[float, float, int]]) -> float:
    """Return the share of the true time of speech in which the right face speaks."""
    steps = np.arange(0, max(end for _, end, _ in truth), 0.05)

    def at(turns: list[tuple[float, float, int]]) -> list[int]:
        return [next((n for a, b, n in turns if a <= s < b), 0) for s in steps]

    wanted, told = at(truth), at(speaking(found))
    judged = [w == t for w, t in zip(wanted, told, strict=True) if w]
    return sum(judged) / len(judged)


@settings(max_examples=25)
@given(seed=st.integers(0, 30), confused=st.floats(0.05, 0.3))
def test_voices_never_make_it_worse_and_mostly_better(seed: int, confused: float) -> None:
    """Two people in one picture; some turns go to the wrong face, as tired mouths make them."""
    chance = np.random.default_rng(seed)
    edges = np.cumsum([0.0, *chance.uniform(2, 8, size=24)]).round(2)
    truth = [(float(a), float(b), 1 + n % 2) for n, (a, b) in enumerate(pairwise(edges))]
    seen = [
        track(n, 0, float(edges[-1]), moves=[(a, b) for a, b, who in truth if who == n], person=n)
        for n in (1, 2)
    ]
    mouths = [(a, b, 3 - n if chance.random() < confused else n) for a, b, n in truth]
    before = faces(seen, *mouths)
    heard = voices(*((a, b, f"S{n}") for a, b, n in truth))

    after = with_voices(before, heard)

    assert right(after, truth) >= right(before, truth)
    assert right(after, truth) > 0.97


@given(
    turns=st.lists(
        st.tuples(st.floats(0, 30), st.floats(0.1, 9), st.sampled_from(["S1", "S2", "S3"])),
        max_size=7,
    )
)
def test_turns_one_at_a_time_cover_the_same_time_once(
    turns: list[tuple[float, float, str]],
) -> None:
    talk: Voices = voices(*((a, a + length, who) for a, length, who in turns))

    alone = one_at_a_time(talk.turns)

    for one, after in pairwise(alone):
        assert one.span.end <= after.span.start
    for at in np.arange(0, 40, 0.37):
        heard = {turn.voice for turn in talk.turns if turn.span.contains(at)}
        now = {turn.voice for turn in alone if turn.span.contains(at)}
        assert now <= heard
        assert bool(now) == bool(heard)
