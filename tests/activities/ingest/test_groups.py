import numpy as np
import pytest
from numpy.typing import NDArray

from activities.ingest.groups import Group, opened

GREY = np.full((36, 64), 90, np.uint8)
USUAL = tuple([900, 400, 1000, 380] * 15)


def brighter(by: int, *, columns: slice = slice(None)) -> NDArray[np.uint8]:
    thumb = GREY.copy()
    thumb[:9, columns] += np.uint8(by)
    thumb[9:, columns] += np.uint8(by if columns == slice(None) else 0)
    return thumb


def groups(*thumbs: NDArray[np.uint8]) -> list[Group]:
    return [
        Group(start=2.0 * n, thumb=thumb, size=40_000, sizes=USUAL)
        for n, thumb in enumerate(thumbs)
    ]


@pytest.mark.parametrize("by", [0, 4, 12])
def test_a_shot_in_which_somebody_talks_stays_shut(by: int) -> None:
    assert opened(groups(GREY, brighter(by), GREY)) == [False] * 3


def test_the_group_before_another_view_is_opened() -> None:
    assert opened(groups(GREY, GREY, brighter(60), brighter(60))) == [False, True, False, False]


def test_the_group_in_which_something_appears_in_a_corner_is_opened() -> None:
    assert opened(groups(GREY, brighter(90, columns=slice(0, 16)))) == [True, False]


def test_a_view_that_comes_and_goes_between_two_key_frames_is_noticed_by_what_it_cost() -> None:
    flash = Group(start=0.0, thumb=GREY, size=40_000, sizes=(*USUAL, 30_000, *USUAL))

    assert opened([flash, Group(start=8.0, thumb=GREY, sizes=USUAL)]) == [True, False]


def test_small_changes_where_nothing_moves_are_no_event() -> None:
    still = Group(start=0.0, thumb=GREY, size=40_000, sizes=(20, 20, 900, 20, 20))

    assert opened([still, Group(start=8.0, thumb=GREY)]) == [False, False]


def test_nothing_and_a_lone_picture_are_no_trouble() -> None:
    assert opened([]) == []
    assert opened([Group(start=0.0, thumb=GREY)]) == [False]
