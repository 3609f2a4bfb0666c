from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from activities.face_track.base import Found
from activities.face_track.look import Look
from activities.face_track.tracking import MAX_GAP, follow
from core.domain.box import Box

STEP = 0.25


def face(x: float, y: float = 0.4, size: float = 0.1, score: float = 0.9) -> Found:
    return Found(Box(x=x - size / 2, y=y - size / 2, width=size, height=size), score)


def look(number: int, found: Sequence[Found], *, cut: bool = False, searched: bool = True) -> Look:
    return Look(number * STEP, cut or number == 0, tuple(found), searched=searched)


faces = st.builds(
    face,
    x=st.floats(0.1, 0.9),
    y=st.floats(0.1, 0.9),
    size=st.floats(0.02, 0.3),
    score=st.floats(0.2, 1.0),
)
recordings = st.lists(st.tuples(st.lists(faces, max_size=5), st.booleans()), max_size=30).map(
    lambda seen: [look(n, found, cut=cut and n % 5 == 0) for n, (found, cut) in enumerate(seen)]
)


@given(looks=recordings)
def test_no_detection_is_in_two_tracks_and_times_increase(looks: list[Look]) -> None:
    chains = follow(looks)

    places = [place for chain in chains for place in chain.places]
    assert len(places) == len(set(places))
    for chain in chains:
        numbers = [number for number, _ in chain.places]
        assert all(a < b for a, b in pairwise(numbers))


@given(looks=recordings)
def test_no_track_crosses_a_cut_or_goes_on_though_it_was_missed_for_long(looks: list[Look]) -> None:
    for chain in follow(looks):
        numbers = [number for number, _ in chain.places]
        assert not any(looks[n].cut for n in range(numbers[0] + 1, numbers[-1] + 1))
        for a, b in pairwise(numbers):
            assert b == a + 1 or looks[b].at - looks[a].at <= MAX_GAP + STEP


@given(looks=recordings)
def test_tracks_come_in_order_of_appearance(looks: list[Look]) -> None:
    starts = [chain.places[0][0] for chain in follow(looks)]

    assert starts == sorted(starts)


def test_two_people_who_pass_each_other_keep_their_tracks() -> None:
    left = [face(0.2 + 0.05 * n, y=0.40) for n in range(13)]
    right = [face(0.8 - 0.05 * n, y=0.47, size=0.12) for n in range(13)]
    looks = [look(n, pair) for n, pair in enumerate(zip(left, right, strict=True))]

    chains = follow(looks)

    assert [[place[1] for place in chain.places] for chain in chains] == [[0] * 13, [1] * 13]


def test_a_face_that_is_hidden_for_a_moment_is_the_same_face() -> None:
    looks = [look(n, [] if n in {4, 5, 6} else [face(0.3 + 0.02 * n)]) for n in range(12)]

    (chain,) = follow(looks)

    assert len(chain.places) == 9


def test_a_face_that_is_gone_for_long_is_another_one() -> None:
    looks = [look(n, [] if 4 <= n <= 9 else [face(0.3)]) for n in range(14)]

    assert len(follow(looks)) == 2


def test_a_weak_detection_continues_a_face_but_begins_none() -> None:
    weak_later = [look(n, [face(0.3, score=0.9 if n < 6 else 0.4)]) for n in range(8)]
    weak_always = [look(n, [face(0.3, score=0.4)]) for n in range(8)]

    assert [len(chain.places) for chain in follow(weak_later)] == [8]
    assert follow(weak_always) == []


def test_a_face_that_flickers_is_a_mistake() -> None:
    short = [look(n, [face(0.3)] if n == 3 else []) for n in range(12)]
    patchy = [look(n, [face(0.3)] if n % 4 == 0 else []) for n in range(12)]

    assert follow(short) == []
    assert follow(patchy) == []


def test_a_mistake_that_is_followed_for_long_stays_a_mistake() -> None:
    seen = [look(n, [face(0.3)], searched=n == 0) for n in range(8)]
    missed = [look(n, []) for n in range(8, 12)]
    weak = [look(n, [face(0.3, score=0.52)], searched=n == 0) for n in range(8)]

    assert len(follow(seen)) == 1
    assert follow([*seen, look(8, [])])[0].last == 7
    assert follow(weak) == []
    assert follow([*weak, *missed]) == []


def test_a_face_is_the_same_in_pictures_far_apart_when_none_came_between() -> None:
    apart = [Look(8.0 * n, n == 0, (face(0.3),)) for n in range(4)]

    (chain,) = follow(apart)

    assert len(chain.places) == 4
