import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from activities.diarize.clustering import centres, grouped, renumbered

Array = NDArray[np.float32]


def around(middles: Array, each: int, spread: float, seed: int = 0) -> Array:
    """Return prints of length 1 near each of some middles, one voice after the other."""
    chance = np.random.default_rng(seed)
    near = np.repeat(middles, each, axis=0).astype(np.float64)
    near += chance.normal(size=near.shape) * spread
    near /= np.linalg.norm(near, axis=1, keepdims=True)
    return near.astype(np.float32)


@given(voices=st.integers(1, 5), each=st.integers(2, 12), seed=st.integers(0, 9))
def test_voices_that_differ_are_told_apart_and_counted(voices: int, each: int, seed: int) -> None:
    prints = around(np.eye(16, dtype=np.float32)[:voices], each, 0.1, seed)

    assert grouped(prints, alike=0.5).tolist() == [v for v in range(voices) for _ in range(each)]


@given(
    count=st.integers(2, 14),
    alike=st.floats(-0.5, 0.9),
    seed=st.integers(0, 50),
)
def test_groups_are_those_of_average_linkage_worked_out_slowly(
    count: int, alike: float, seed: int
) -> None:
    prints = around(np.zeros((1, 4), np.float32), count, 1.0, seed)

    assert grouped(prints, alike=alike).tolist() == _slowly(prints, alike)


def _slowly(prints: Array, alike: float) -> list[int]:
    groups = [[at] for at in range(len(prints))]
    cosine = prints @ prints.T

    def mean(one: list[int], other: list[int]) -> float:
        return float(cosine[np.ix_(one, other)].mean())

    while len(groups) > 1:
        pairs = [(a, b) for a in range(len(groups)) for b in range(a)]
        one, other = max(pairs, key=lambda pair: mean(groups[pair[0]], groups[pair[1]]))
        if mean(groups[one], groups[other]) < alike:
            break
        groups[other] += groups.pop(one)
    label = {at: number for number, group in enumerate(groups) for at in group}
    return [int(n) for n in renumbered(np.array([label[at] for at in range(len(prints))]))]


def test_what_is_apart_stays_apart_and_what_is_together_comes_together() -> None:
    prints = around(np.eye(4, dtype=np.float32)[:2], 3, 0.05)

    apart = grouped(prints, alike=0.5, apart=[(0, 1)])
    together = grouped(prints, alike=0.9, together=[(2, 3)])

    assert apart[0] != apart[1]
    assert len(set(apart.tolist())) == 3
    assert together[2] == together[3]


def test_chains_of_together_are_one_group_unless_apart() -> None:
    prints = np.eye(4, dtype=np.float32)

    assert grouped(prints, alike=0.5, together=[(0, 1), (1, 2)]).tolist() == [0, 0, 0, 1]
    assert len(set(grouped(prints, alike=0.5, together=[(0, 1), (1, 2)], apart=[(0, 2)]))) == 3


def test_at_most_so_many_groups_are_left() -> None:
    prints = around(np.eye(8, dtype=np.float32)[:5], 4, 0.05)

    assert len(set(grouped(prints, alike=0.5, most=3).tolist())) == 3


def test_nothing_and_one_are_no_error() -> None:
    assert grouped(np.zeros((0, 4), np.float32), alike=0.5).tolist() == []
    assert grouped(np.full((1, 4), 0.5, np.float32), alike=0.5).tolist() == [0]


def test_a_middle_has_length_one_and_leaves_out_what_is_in_no_group() -> None:
    prints = np.array([[1, 0], [0, 1], [0, -1]], np.float32)

    middle = centres(prints, np.array([0, 0, -1]))

    np.testing.assert_allclose(middle, [[0.5**0.5, 0.5**0.5]], atol=1e-6)
