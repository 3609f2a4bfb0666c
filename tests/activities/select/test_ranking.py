from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from activities.select.ranking import Ranking
from core.domain.clip import Candidate
from tests.activities.select.recordings import candidate, recording, topics


def ranking(duration: float, texts: Sequence[str] = ()) -> Ranking:
    return Ranking(recording(texts, duration=duration))


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

    assert ranking(100).best([weaker_twin, elsewhere, winner], 5) == [winner, elsewhere]


def test_equal_merit_goes_to_the_earlier_moment() -> None:
    late, early = candidate(50, 70, id=1), candidate(0, 20, id=2)

    assert ranking(100).best([late, early], 1) == [early]


@given(moments(), st.integers(1, 10))
def test_chosen_moments_never_overlap_and_do_not_depend_on_the_order(
    found: list[Candidate], limit: int
) -> None:
    chosen = ranking(390).best(found, limit)

    assert len(chosen) <= limit
    assert bool(chosen) == bool(found)
    assert not overlapping(chosen)
    assert chosen == sorted(chosen, key=lambda one: (-one.scores.virality, one.span.start))
    unique = {(one.span.start, one.span.end, one.scores.virality) for one in found}
    if len(unique) == len(found):
        assert ranking(390).best(found[::-1], limit) == chosen


@given(moments())
def test_four_are_chosen_wherever_four_fit(found: list[Candidate]) -> None:
    room = 0
    free_from = -1.0
    for one in sorted(found, key=lambda one: one.span.end):
        if one.span.start >= free_from:
            room, free_from = room + 1, one.span.end

    assert len(ranking(390).best(found, 10)) >= min(4, room)


def test_a_long_winner_gives_way_where_four_would_fit() -> None:
    long = candidate(0, 90, 95, id=0)
    short = [candidate(at, at + 20, 60, id=at) for at in (1, 25, 50, 75)]

    assert len(ranking(120).best([long, *short], 5)) == 4
    assert ranking(120).best([long, *short], 1) == [long]


SOIL = "a word about soil and roots and water and seeds in the winter garden"
STORY = (
    "When I was nineteen the kitchen of my father's restaurant burned down because I forgot the "
    "fryer, and he handed me a broom in place of shouting at me."
)
RETOLD = (
    "My father gave me a broom and did not shout when the kitchen of his restaurant burned down "
    "over a fryer that I had forgotten at nineteen."
)
OTHER = (
    "At nineteen I left the restaurant and learned to repair engines in a garage near the harbour."
)


def test_a_teaser_and_its_original_are_one_moment() -> None:
    teaser = candidate(0, 20, 70, id=1, text=LINE)
    original = candidate(300, 330, 90, id=2, text=f"{LINE} and so on")
    other = candidate(100, 130, 50, id=3, text=SOIL)

    chosen = ranking(400, [LINE, SOIL, LINE]).best([teaser, original, other], 5)

    assert chosen == [original, other]


def test_a_story_told_twice_in_other_words_is_told_once() -> None:
    first = candidate(0, 20, 70, id=1, text=STORY)
    again = candidate(200, 220, 80, id=2, text=RETOLD)
    other = candidate(100, 120, 60, id=3, text=OTHER)

    chosen = ranking(300, [STORY, SOIL, LINE, OTHER, RETOLD]).best([first, again, other], 5)

    assert chosen == [again, other]


def test_a_long_recording_that_repeats_itself_gives_four_clips_all_the_same() -> None:
    same = [candidate(60 * n, 60 * n + 30, 50 + n, id=n, text=LINE) for n in range(8)]

    assert len(ranking(480, [LINE] * 8).best(same, 10)) == 4
    assert len(ranking(470, [LINE] * 8).best(same, 10)) == 1


def test_the_choice_spreads_over_topics() -> None:
    source = recording([f"thing{n} is said here" for n in range(30)], pauses=[8.0])
    ranked = Ranking(replace(source, topics=topics(source, 15)))
    middle = source.sentences[15].opens
    winner = candidate(middle - 60, middle - 40, 90, id=1)
    same_topic = candidate(middle - 20, middle, 60, id=2)
    other_topic = candidate(middle, middle + 20, 57, id=3)

    assert Ranking(source).greedy([winner, same_topic, other_topic], 2)[1] == same_topic
    assert ranked.greedy([winner, same_topic, other_topic], 2)[1] == other_topic


def test_the_choice_spreads_over_the_recording() -> None:
    winner = candidate(0, 20, 90, id=1)
    near, far = candidate(21, 41, 60, id=2), candidate(500, 520, 58, id=3)

    assert ranking(600).greedy([winner, near, far], 2) == [winner, far]
    as_good = near.model_copy(update={"scores": winner.scores})
    assert ranking(600).greedy([winner, as_good, far], 2) == [winner, as_good]


@given(moments(), st.integers(1, 5))
def test_a_shortlist_holds_what_would_be_chosen_and_more(
    found: list[Candidate], clips: int
) -> None:
    listed = ranking(390).shortlist(found, 3 * clips, clips)

    assert len(listed) <= 3 * clips
    assert len({one.id for one in listed}) == len(listed)
    assert {one.id for one in ranking(390).best(found, clips)} <= {one.id for one in listed}
