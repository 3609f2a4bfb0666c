"""Making pictures small."""

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from core.shrinking import Shrinker


def picture(values: NDArray[np.uint8]) -> av.VideoFrame:
    """Return a grey picture."""
    return av.VideoFrame.from_ndarray(values, format="gray")


def test_each_pixel_is_the_mean_of_those_that_it_stands_for() -> None:
    values: NDArray[np.uint8] = np.repeat(np.repeat(np.array([[10, 200], [90, 30]]), 32, 0), 32, 1)
    values = (values + 20 * (np.arange(64) % 2)).astype(np.uint8)

    small = Shrinker(2, 2, "gray")(picture(values))

    assert np.abs(small - np.array([[20.0, 210.0], [100.0, 40.0]])).max() <= 1


@pytest.mark.parametrize(("pixels", "shape"), [("gray", (18, 32)), ("bgr24", (18, 32, 3))])
def test_a_picture_has_rows_columns_and_colours(pixels: str, shape: tuple[int, ...]) -> None:
    small = Shrinker(32, 18, pixels)(picture(np.full((360, 640), 77, np.uint8)))

    assert small.shape == shape
    assert small.dtype == np.uint8


def test_pictures_of_other_sizes_in_between_change_nothing() -> None:
    chance = np.random.default_rng(5)
    first, other = (
        picture(chance.integers(0, 256, size, np.uint8)) for size in ((90, 160), (120, 64))
    )
    shrink = Shrinker(16, 9, "gray")

    before = shrink(first).copy()
    shrink(other)

    assert (shrink(first) == before).all()
