from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from activities.select.schedule import merit, most
from core.domain.clip import Candidate
from tests.activities.select.recordings import candidate

moments = st.lists(
    st.tuples(st.integers(0, 300), st.integers(15, 90), st.integers(0, 100)), max_size=12
).map(
    lambda rows: [
        candidate(start, start + length, virality, id=number)
        for number, (start, length, virality) in enumerate(rows)
    ]
)


def overlapping(chosen: list[Candidate]) -> bool:
    return any(one.span.common(other.span) > 1e-6 for one, other in combinations(chosen, 2))


@given(moments, st.integers(1, 4))
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
