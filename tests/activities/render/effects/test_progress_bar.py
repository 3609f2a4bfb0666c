from pathlib import Path

import pytest

from core.domain.plan import BrandPlan
from tests.activities.render.moving_pictures import FIRST, FRAMES, LAST, affected, untouched


@pytest.mark.media
@pytest.mark.parametrize(("place", "row"), [("bottom", -3), ("top", 3)])
def test_it_is_as_long_as_what_was_shown(tmp_path: Path, place: str, row: int) -> None:
    white = BrandPlan(colour="#ffffff")

    shown = affected("progress_bar", tmp_path, brand=white, whole=True, place=place, height=0.02)

    long = [int((image[row] > 200).sum()) for image in shown]
    assert long == pytest.approx([180 * (n + 1) / FRAMES for n in range(FRAMES)], abs=2)
    assert long[-1] == 180


@pytest.mark.media
def test_it_is_seen_in_its_span_alone(tmp_path: Path) -> None:
    shown = affected("progress_bar", tmp_path, height=0.02)

    bar = [bool(abs(image[-3].astype(int) - 64).max() > 60) for image in shown]
    assert bar == [FIRST <= number < LAST for number in range(FRAMES)]
    assert untouched([image[:300] for image in shown])
