from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from activities import catalog
from activities.render import eyes
from activities.render.delivery import EYES
from activities.render.seeing import Patch, Picture
from tests.activities.render.footage import frames, media, numbered, plan
from tests.activities.render.plain_clips import drawn, inside


class Blot:
    """Draws a white square, where the picture is dark."""

    def version(self) -> str:
        return "1"

    def prepare(self, report: Callable[[float], None]) -> None:
        report(1.0)

    def turned(self, picture: Picture) -> list[Patch]:
        if picture[40:110, 4:12].mean() > 128:
            return []
        return [Patch(20, 200, np.full((10, 30, 3), 255, np.uint8), np.ones((10, 30), np.float32))]


def test_a_layer_is_clear_but_for_what_is_drawn() -> None:
    dark = np.zeros((320, 180, 3), np.uint8)
    light = np.full_like(dark, 255)

    first, second = eyes.layers(iter([dark, light]), Blot())

    assert first.shape == (320, 180, 4)
    assert first[200:210, 20:50].min() == 255
    assert first[..., 3].sum() == 255 * 300
    assert second.max() == 0


@pytest.mark.media
def test_what_is_drawn_lies_on_the_frames_that_it_was_drawn_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog.EYE_TURNERS, "load", lambda _: Blot)
    source = numbered(tmp_path / "source.mp4", seconds=2)
    made = plan((0.5, 1), (1.2, 1.5), media=media(2), eye_contact="iris")
    with inside(tmp_path):
        eyes.make(made, source, engine="iris", report=lambda _: None)

    (clip,) = drawn(source, made, folder=tmp_path / "clip", files={EYES: str(tmp_path / EYES)})
    white = [frame.gray[202:208, 24:46].mean() > 200 for frame in frames(clip)]
    assert white == [n % 2 == 0 for n in (*range(15, 30), *range(36, 45))]
