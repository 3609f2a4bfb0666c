import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.diarize.windows import Sizes, statistics, windows

SIZES = Sizes(step=12, around=75, clear=50, least=10)
STRETCHES = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 30)), max_size=6)


def laid_out(stretches: list[tuple[int, int]]) -> tuple[list[tuple[int, int]], list[int]]:
    """Return stretches of so many rows of 20 ms, each after a pause of so many."""
    spans, at = [], 0
    for rows, pause in stretches:
        at += pause * 320
        spans.append((at, at + rows * 320))
        at += rows * 320
    return spans, [rows for rows, _ in stretches]


@given(stretches=STRETCHES)
def test_steps_cover_speech_without_holes_or_overlap(stretches: list[tuple[int, int]]) -> None:
    spans, rows = laid_out(stretches)

    found = windows(spans, rows, SIZES)

    speech = sum(r for r in rows if r >= SIZES.least) * 0.02
    assert (found.ends - found.starts).sum() == pytest.approx(speech)
    assert (found.starts[1:] >= found.ends[:-1] - 1e-9).all()


@given(stretches=STRETCHES)
def test_what_is_heard_around_a_step_lies_in_its_stretch(stretches: list[tuple[int, int]]) -> None:
    spans, rows = laid_out(stretches)
    found = windows(spans, rows, SIZES)
    borders = np.cumsum([0, *rows])

    for first, last in zip(found.first, found.last, strict=True):
        stretch = np.searchsorted(borders, first, side="right") - 1
        assert borders[stretch] <= first < last <= borders[stretch + 1]
        assert last - first <= SIZES.around


def test_a_long_stretch_has_clear_steps_and_a_short_one_has_none() -> None:
    long = windows([(0, 32000)], [100], SIZES)
    short = windows([(0, 9600)], [30], SIZES)

    assert 1 < long.clear.sum() <= len(long.clear) / 2
    assert len(short.clear) > 0
    assert not short.clear.any()


@given(seed=st.integers(0, 20))
def test_statistics_are_the_mean_and_the_deviation(seed: int) -> None:
    chance = np.random.default_rng(seed)
    rows = chance.normal(3, 2, size=(130, 4)).astype(np.float32)
    found = windows([(0, 130 * 320)], [130], SIZES)

    mean, deviation = statistics(rows, found)

    for at, (first, last) in enumerate(zip(found.first, found.last, strict=True)):
        np.testing.assert_allclose(mean[at], rows[first:last].mean(axis=0), rtol=1e-4)
        np.testing.assert_allclose(deviation[at], rows[first:last].std(axis=0, ddof=1), rtol=1e-3)
