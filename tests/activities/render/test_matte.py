from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities import catalog
from activities.render import matte
from activities.render.delivery import MATTE
from activities.render.seeing import Mask, Picture
from core.domain.plan import GreenScreen
from tests.activities.render.footage import frames, media, numbered, plan
from tests.activities.render.plain_clips import inside


class Light:
    """Takes what is light for a person, and sees it roughly."""

    def version(self) -> str:
        return "1"

    def prepare(self, report: Callable[[float], None]) -> None:
        report(1.0)

    def person(self, picture: Picture) -> Mask:
        gray = picture.mean(axis=2) > 128
        rows = np.linspace(0, gray.shape[0] - 1, 32).round().astype(int)
        columns = np.linspace(0, gray.shape[1] - 1, 32).round().astype(int)
        return np.asarray(gray[np.ix_(rows, columns)], np.float32)


SHOT = np.full((160, 90, 3), 0x20, np.uint8)


def lit(top: int, bottom: int, left: int, right: int) -> Picture:
    picture = SHOT.copy()
    picture[top:bottom, left:right] = 255
    return picture


def written(folder: Path, *pictures: Picture) -> list[Mask]:
    with inside(folder):
        matte.write(iter(pictures), Light(), fps=30)
    with av.open(str(folder / MATTE)) as container:
        assert container.streams.video[0].codec_context.name == "ffv1"
        shown = [frame.to_ndarray() for frame in container.decode(video=0)]
    return [np.asarray(values / 255, np.float32) for values in shown]


def test_every_frame_has_its_mask_with_the_edges_of_the_picture(tmp_path: Path) -> None:
    masks = written(tmp_path, *[lit(40, 120, 30, 70)] * 12)

    assert [mask.shape for mask in masks] == [(160, 90)] * 12
    assert masks[3][45:115, 34:66].min() > 0.95
    assert masks[3][:35].max() < 0.05
    rise = masks[3][80, 25:36]
    assert np.interp(0.5, rise, np.arange(25, 36)) == pytest.approx(29.5, abs=1.5)


def test_another_shot_owes_nothing_to_the_one_before(tmp_path: Path) -> None:
    masks = written(tmp_path, *[lit(0, 160, 0, 90)] * 6, *[SHOT] * 6)

    assert masks[5].min() > 0.95
    assert masks[6].max() < 0.05


@pytest.mark.media
def test_a_clip_has_a_mask_for_each_of_its_frames(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog.SEGMENTERS, "load", lambda _: Light)
    source = numbered(tmp_path / "source.mp4", seconds=3)
    screen = GreenScreen(engine="selfie", colour="#000000")
    made = plan((0.5, 1), (2, 2.7), media=media(3), green_screen=screen)
    told: list[float] = []

    with inside(tmp_path):
        matte.make(made, source, engine="selfie", report=told.append)

    masks = [frame.gray for frame in frames(tmp_path / MATTE)]
    assert len(masks) == 36
    # The bar of the lowest bit is white in every second frame.
    lowest = [mask[10:60, 4:12].mean() > 128 for mask in masks]
    assert lowest == [n % 2 == 1 for n in (*range(15, 30), *range(60, 81))]
    assert told[-1] == 1.0
    assert {path.name for path in tmp_path.iterdir()} == {"source.mp4", MATTE}


@given(st.integers(0, 2**32 - 1), st.integers(8, 60), st.integers(8, 60))
def test_masks_stay_between_nothing_and_all(seed: int, height: int, width: int) -> None:
    chance = np.random.default_rng(seed)
    picture = chance.integers(0, 256, (height, width, 3), np.uint8)
    found, before = chance.random((2, 16, 16), np.float32)

    calm = matte.calmed(found, before)
    fine = matte.refined(calm, picture)

    assert fine.shape == (height, width)
    assert 0 <= fine.min() <= fine.max() <= 1
    assert np.abs(calm - found).max() <= np.abs(before - found).max() + 1e-6
    assert np.array_equal(matte.calmed(found.round(), before), found.round())
