import pytest

from activities.plan.people import head, people, turns
from core.domain.box import Box
from core.domain.span import Span
from tests.activities.plan.recordings import faces, still, track

SHOT = Span(start=10, end=20)


def test_people_stand_from_the_left_to_the_right_with_what_they_say() -> None:
    seen = faces(still(1, x=0.8), still(2, x=0.2), speaking=[(1, 5, 13), (2, 13, 20)])

    left, right = people(SHOT, seen)

    assert (left.head.center[0], right.head.center[0]) == pytest.approx((0.2, 0.8))
    assert (left.speech, right.speech) == pytest.approx((7, 3))
    assert left.seconds == right.seconds == 10


def test_one_person_lost_and_found_again_is_one_person() -> None:
    parts = (still(1, x=0.3, start=10, end=14), still(2, x=0.3, start=16.5, end=20))
    same = (one.model_copy(update={"person": 7}) for one in parts)

    (person,) = people(SHOT, faces(*same, speaking=[(1, 10, 12), (2, 17, 20)]))

    assert person.id == 7
    assert person.speech == 5
    assert person.seconds == pytest.approx(4 + 1.2 + 3.4 + 1.2, abs=0.3)


def test_a_head_is_where_it_nearly_always_is() -> None:
    """A glance aside for a moment makes nobody's place wider."""
    way = [(0, 0.3), (14, 0.3), (14.2, 0.5), (14.4, 0.3), (100, 0.3)]

    (person,) = people(SHOT, faces(track(1, way)))

    assert person.head.center[0] == pytest.approx(0.3, abs=0.01)
    assert person.head.width == pytest.approx(head(Box(x=0, y=0, width=0.08, height=0.1)).width)


def test_a_body_is_nobody_whose_face_could_be_shown() -> None:
    body = still(1, x=0.3).model_copy(update={"kind": "body"})

    assert people(SHOT, faces(body)) == []


def test_turns_are_told_without_short_words_and_without_repeating() -> None:
    seen = faces(
        still(1, x=0.2),
        still(2, x=0.8),
        speaking=[(1, 5, 12), (2, 12, 12.5), (1, 12.5, 14), (2, 14, 18), (1, 19.5, 30)],
    )

    one, two = (person.id for person in people(SHOT, seen))
    assert turns(SHOT, seen) == [one, two]
