import re

from hypothesis import given
from hypothesis import strategies as st

from activities.render.expressions import stepped


def value(expression: str, n: float) -> float:
    """Compute an expression of ffmpeg as Python would."""
    known = {"n": n, "lt": lambda a, b: a < b, "choose": lambda test, a, b: a if test else b}
    return float(eval(re.sub(r"\bif\(", "choose(", expression), {}, known))


def depth(expression: str) -> int:
    deepest = level = 0
    for sign in expression:
        level += {"(": 1, ")": -1}.get(sign, 0)
        deepest = max(deepest, level)
    return deepest


@given(st.sets(st.integers(0, 5000), min_size=1, max_size=300), st.integers(0, 6000))
def test_each_branch_holds_from_its_number_on(starts: set[int], at: int) -> None:
    branches = [(float(start), str(start)) for start in sorted(starts)]

    wanted = max((start for start in starts if start <= at), default=min(starts))
    assert value(stepped(branches, "n"), at) == wanted


def test_a_thousand_branches_are_nested_ten_deep() -> None:
    branches = [(float(n), f"lt(n,{n})") for n in range(1000)]

    assert depth(stepped(branches, "n")) <= 13
