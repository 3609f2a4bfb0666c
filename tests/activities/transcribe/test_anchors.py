from hypothesis import given
from hypothesis import strategies as st

from activities.transcribe.anchors import matched

texts = st.lists(st.sampled_from(["so", "So,", "much", "...", "more"]), max_size=20)


def test_case_and_marks_do_not_count() -> None:
    assert matched(["ask", "not", "what"], ["Ask", "what?"]) == [(0, 0), (2, 1)]


@given(one=texts, other=texts)
def test_pairs_rise_and_are_the_same_word(one: list[str], other: list[str]) -> None:
    pairs = matched(one, other)
    assert pairs == sorted(set(pairs))
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)
    for a, b in pairs:
        assert one[a].strip(",.").lower() == other[b].strip(",.").lower()
    assert len(matched(one, one)) == len(one)
