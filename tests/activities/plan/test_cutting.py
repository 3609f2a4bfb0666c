import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.plan.cutting import opened_with, without
from core.domain.plan import TransitionPlan
from core.domain.span import Span
from core.errors import InvalidPlanError
from tests.activities.plan.editing.talk import shown, talk

WIPES = (TransitionPlan(name="wipe", after=0), TransitionPlan(name="fade", after=1))


def joins(plan_transitions: tuple[TransitionPlan, ...]) -> list[tuple[str, int]]:
    return [(one.name, one.after) for one in plan_transitions]


def test_what_remains_closes_up() -> None:
    assert shown(without(talk(), [Span(start=12, end=14)])) == [(10, 12), (14, 20)]
    assert shown(without(talk(), [Span(start=5, end=14)])) == [(14, 20)]
    assert shown(without(talk(), [Span(start=12, end=14), Span(start=13, end=16)])) == [
        (10, 12),
        (16, 20),
    ]


def test_a_rest_too_short_to_be_seen_goes_as_well() -> None:
    assert shown(without(talk(), [Span(start=10.05, end=14)])) == [(14, 20)]


def test_transitions_stay_at_the_joins_that_they_belong_to() -> None:
    plan = talk((10, 20), (30, 40), (50, 60), transitions=WIPES)

    split = without(plan, [Span(start=12, end=14)])
    middle = without(plan, [Span(start=30, end=40)])
    last = without(plan, [Span(start=50, end=60)])

    assert joins(split.transitions) == [("wipe", 1), ("fade", 2)]
    assert joins(middle.transitions) == [("wipe", 0)]
    assert joins(last.transitions) == [("wipe", 0)]


def test_a_moment_in_front_moves_the_transitions_along() -> None:
    opened = opened_with(talk((10, 20), (30, 40), transitions=WIPES[:1]), Span(start=35, end=37))

    assert shown(opened) == [(35, 37), (10, 20), (30, 40)]
    assert joins(opened.transitions) == [("wipe", 1)]


def test_a_clip_of_which_nothing_remains_is_refused() -> None:
    with pytest.raises(InvalidPlanError, match="nothing of the clip would remain"):
        without(talk(), [Span(start=0, end=50)])


@given(st.lists(st.tuples(st.floats(0, 60), st.floats(0, 9)), max_size=5))
def test_nothing_of_a_gap_is_shown_and_nothing_is_added(gaps: list[tuple[float, float]]) -> None:
    plan = talk((10, 20), (5, 12), (50, 70), transitions=WIPES)
    cut = [Span(start=start, end=start + long) for start, long in gaps]
    try:
        made = without(plan, cut)
    except InvalidPlanError:
        return

    assert not any(span.common(gap) > 1e-9 for span in made.spans for gap in cut)
    assert all(any(o.start <= s.start and s.end <= o.end for o in plan.spans) for s in made.spans)
    assert all(one.after < len(made.spans) - 1 for one in made.transitions)
