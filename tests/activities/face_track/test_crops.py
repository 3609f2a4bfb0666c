from pathlib import Path

import numpy as np
import pytest

from activities.face_track.base import CROP_SIDE
from activities.face_track.crops import CropFile, crop
from core.domain.box import Box


def test_a_crop_shows_the_middle_of_the_face() -> None:
    picture = np.zeros((200, 300), np.uint8)
    picture[80:120, 140:160] = 200

    shown = crop(picture, Box(x=0.4, y=0.3, width=0.2, height=0.3))

    assert shown.shape == (CROP_SIDE, CROP_SIDE)
    # 42 pixels of the picture are 112 of the crop, which begins 9 pixels above the middle.
    rows = np.flatnonzero(shown[:, CROP_SIDE // 2] > 100)
    assert rows[0] == 0
    assert rows[-1] == pytest.approx((120 - 81) / 42 * CROP_SIDE, abs=3)


def test_outside_the_picture_a_crop_is_gray() -> None:
    shown = crop(np.full((100, 100), 250, np.uint8), Box(x=0.9, y=0.0, width=0.1, height=0.2))

    assert shown[60, -1] == 110


def test_crops_come_back_at_an_even_rate_the_latest_at_each_time(tmp_path: Path) -> None:
    file = CropFile(tmp_path / "crops")
    box = Box(x=0.2, y=0.2, width=0.4, height=0.4)
    numbers = [file.keep(np.full((50, 50), 10 * n, np.uint8), [box, box]) for n in range(5)]

    found = file.through_time([0.0, 0.1, 0.2, 0.3, 0.4], numbers, start=0.0, count=15)

    assert numbers == [0, 2, 4, 6, 8]
    assert found.shape == (15, CROP_SIDE, CROP_SIDE)
    assert [int(one[56, 56]) // 10 for one in found] == [
        0,
        0,
        0,
        1,
        1,
        2,
        2,
        2,
        3,
        3,
        4,
        4,
        4,
        4,
        4,
    ]


def test_a_face_without_crops_has_black_ones(tmp_path: Path) -> None:
    found = CropFile(tmp_path / "crops").through_time([], [], start=0.0, count=3)

    assert found.shape == (3, CROP_SIDE, CROP_SIDE)
    assert not found.any()
