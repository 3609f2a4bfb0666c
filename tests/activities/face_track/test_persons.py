import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.face_track.persons import with_persons
from core.domain.box import Box
from core.domain.faces import Detection, Track

BOX = Box(x=0.4, y=0.2, width=0.1, height=0.2)


def seen(start: float, end: float, angle: float | None, *, kind: str = "face") -> Track:
    """A track that looks into a direction: the closer the directions, the more alike."""
    look = () if angle is None else (float(np.cos(angle)), float(np.sin(angle)))
    return Track.model_validate(
        {
            "id": 1,
            "detections": [Detection(at=at, box=BOX, score=0.9) for at in (start, end)],
            "look": look,
            "kind": kind,
        }
    )


def persons(*tracks: Track, same: float = 0.9) -> list[int]:
    return [track.person for track in with_persons(tracks, same)]


def test_who_looks_alike_in_two_scenes_is_one_person() -> None:
    assert persons(seen(0, 5, 0.0), seen(5, 9, 1.5), seen(9, 12, 0.1), seen(12, 15, 1.4)) == [
        1,
        2,
        1,
        2,
    ]


def test_who_is_seen_beside_another_is_not_that_person() -> None:
    assert persons(seen(0, 5, 0.0), seen(1, 4, 0.01), seen(6, 9, 0.0)) == [1, 2, 1]


def test_strangers_stay_strangers_through_a_third() -> None:
    twins = persons(seen(0, 5, 0.0), seen(1, 4, 0.05), seen(6, 9, 0.02))

    assert twins[0] != twins[1]


def test_tracks_that_touch_at_a_cut_may_be_one_person() -> None:
    assert persons(seen(0, 5.0, 0.0), seen(4.9, 9, 0.01)) == [1, 1]


def test_a_chain_of_faces_each_a_little_like_the_next_is_not_one_person() -> None:
    fan = [seen(10 * n, 10 * n + 5, 0.3 * n) for n in range(8)]

    assert len(set(persons(*fan))) > 2


def test_bodies_and_faces_of_which_nothing_is_known_are_nobody() -> None:
    assert persons(seen(0, 1, None), seen(2, 3, 0.0), seen(4, 5, 0.0, kind="body")) == [0, 1, 0]


def test_looks_that_were_measured_in_another_way_are_not_compared() -> None:
    other = seen(8, 9, 0.0).model_copy(update={"look": (1.0, 0.0, 0.0)})

    assert persons(seen(0, 1, 0.0), seen(2, 3, 0.0), other) == [1, 1, 0]


def test_those_who_are_known_to_be_one_are_one() -> None:
    tracks = [seen(0, 5, 0.0), seen(6, 9, 1.5), seen(10, 12, 3.0)]

    found = with_persons(tracks, 0.9, together=["a", "a", "b"])

    assert [track.person for track in found] == [1, 1, 2]


@given(
    spans=st.lists(st.tuples(st.floats(0, 100), st.floats(0.5, 30), st.floats(0, 3)), max_size=12),
    same=st.floats(0.5, 0.99),
)
def test_persons_are_numbered_by_first_appearance_and_never_in_two_places(
    spans: list[tuple[float, float, float]], same: float
) -> None:
    tracks = sorted(
        (seen(start, start + length, angle) for start, length, angle in spans),
        key=lambda track: track.span.start,
    )

    found = with_persons(tracks, same)

    numbers = [track.person for track in found]
    assert list(dict.fromkeys(numbers)) == list(range(1, len(set(numbers)) + 1))
    for n, one in enumerate(found):
        for other in found[:n]:
            if one.span.common(other.span) > 0.3:
                assert one.person != other.person


def test_hundreds_of_tracks_are_quickly_sorted_out() -> None:
    rng = np.random.default_rng(1)
    tracks = [
        seen(n, n + 0.9, float(rng.choice([0.0, 1.0, 2.0]) + rng.normal(0, 0.02)))
        for n in range(400)
    ]

    assert len(set(persons(*tracks))) == pytest.approx(3, abs=0)
