from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from activities.select.ranking import alike, best, greedy, merit, most, shortlist
from core.domain.clip import Candidate
from tests.activities.select.recordings import candidate

LINE = "nine out of ten restaurants fail in their first three years of business"


@st.composite
def moments(draw: st.DrawFn) -> list[Candidate]:
    rows = draw(
        st.lists(
            st.tuples(st.integers(0, 300), st.integers(15, 90), st.integers(0, 100)), max_size=40
        )
    )
    return [
        candidate(start, start + length, virality, id=number)
        for number, (start, length, virality) in enumerate(rows)
    ]


def overlapping(chosen: list[Candidate]) -> bool:
    return any(one.span.common(other.span) > 1e-6 for one, other in combinations(chosen, 2))


def test_a_moment_is_picked_once() -> None:
    weaker_twin, winner = candidate(1, 21, 80, id=1), candidate(0, 20, 90, id=2)
    elsewhere = candidate(60, 80, 10, id=3)

    assert best([weaker_twin, elsewhere, winner], 5, duration=100) == [winner, elsewhere]


def test_equal_merit_goes_to_the_earlier_moment() -> None:
    late, early = candidate(50, 70, id=1), candidate(0, 20, id=2)

    assert best([late, early], 1, duration=100) == [early]


@given(moments(), st.integers(1, 10))
def test_chosen_moments_never_overlap_and_do_not_depend_on_the_order(
    found: list[Candidate], limit: int
) -> None:
    chosen = best(found, limit, duration=390)

    assert len(chosen) <= limit
    assert bool(chosen) == bool(found)
    assert not overlapping(chosen)
    assert chosen == sorted(chosen, key=lambda one: (-one.scores.virality, one.span.start))
    unique = {(one.span.start, one.span.end, one.scores.virality) for one in found}
    if len(unique) == len(found):
        assert best(found[::-1], limit, duration=390) == chosen


@given(moments())
def test_four_are_chosen_wherever_four_fit(found: list[Candidate]) -> None:
    room = 0
    free_from = -1.0
    for one in sorted(found, key=lambda one: one.span.end):
        if one.span.start >= free_from:
            room, free_from = room + 1, one.span.end

    assert len(best(found, 10, duration=390)) >= min(4, room)


@given(moments().filter(lambda found: len(found) <= 12), st.integers(1, 4))
def test_the_set_of_most_merit_is_found(found: list[Candidate], count: int) -> None:
    lawful = [
        chosen
        for size in range(count + 1)
        for chosen in combinations(found, size)
        if not overlapping(list(chosen))
    ]
    size = max(len(chosen) for chosen in lawful)
    most_merit = max(sum(map(merit, chosen)) for chosen in lawful if len(chosen) == size)

    chosen = most(found, count)

    assert len(chosen) == size
    assert not overlapping(chosen)
    assert abs(sum(map(merit, chosen)) - most_merit) < 1e-6


def test_a_long_winner_gives_way_where_four_would_fit() -> None:
    long = candidate(0, 90, 95, id=0)
    short = [candidate(at, at + 20, 60, id=at) for at in (1, 25, 50, 75)]

    assert len(best([long, *short], 5, duration=120)) == 4
    assert best([long, *short], 1, duration=120) == [long]


def test_a_teaser_and_its_original_are_one_moment() -> None:
    teaser = candidate(0, 20, 70, id=1, text=LINE)
    original = candidate(300, 330, 90, id=2, text=f"{LINE} and so on")
    other = candidate(100, 130, 50, id=3, text="a word about soil and roots and water and seeds")

    assert best([teaser, original, other], 5, duration=400) == [original, other]
    assert alike(LINE, LINE.upper()) == 1
    assert alike("yes", "yes") == 0


def test_the_choice_spreads_over_the_recording() -> None:
    winner = candidate(0, 20, 90, id=1)
    near, far = candidate(21, 41, 60, id=2), candidate(500, 520, 58, id=3)

    assert greedy([winner, near, far], 2, duration=600) == [winner, far]
    assert (
        greedy([winner, near.model_copy(update={"scores": winner.scores}), far], 2, duration=600)[
            1
        ].id
        == 2
    )


@given(moments(), st.integers(1, 5))
def test_a_shortlist_holds_what_would_be_chosen_and_more(
    found: list[Candidate], clips: int
) -> None:
    listed = shortlist(found, 3 * clips, clips=clips, duration=390)

    assert len(listed) <= 3 * clips
    assert len({one.id for one in listed}) == len(listed)
    assert {one.id for one in best(found, clips, duration=390)} <= {one.id for one in listed}
