from pathlib import Path

import numpy as np
import pytest

from activities import catalog
from core import ffmpeg
from core.domain.plan import LayoutPlan, OutputPlan
from tests.activities.render.footage import frames, media, plan
from tests.activities.render.plain_clips import drawn

FIT = catalog.LAYOUTS.load("fit")()


@pytest.mark.media
@pytest.mark.parametrize("size", [(320, 180), (181, 321), (400, 100), (100, 400)])
def test_the_whole_source_is_shown_in_the_middle(tmp_path: Path, size: tuple[int, int]) -> None:
    """The source is black with a white frame around it: nothing of that frame is lost."""
    width, height = size
    border = "drawbox=x=0:y=0:w=iw:h=ih:color=white:t=8"
    picture = f"color=black:size={width}x{height}:rate=30:duration=1,format=yuv444p,{border}"
    source = tmp_path / "s.mkv"
    ffmpeg.run(["-f", "lavfi", "-i", picture, "-c:v", "ffv1", str(source)])
    made = plan((0, 0.5), media=media(1, width, height, sound=False))
    made = made.model_copy(update={"layout": LayoutPlan(name="fit")})

    image = frames(drawn(source, made, folder=tmp_path)[0])[0].gray

    (area,) = FIT.areas(made.media, made.output)
    top, bottom = round(area.y * 320), round((area.y + area.height) * 320)
    left, right = round(area.x * 180), round((area.x + area.width) * 180)
    inner = image[max(0, top) + 1 : bottom - 1, left + 1 : right - 1]
    for edge in (inner[0], inner[-1], inner[:, 0], inner[:, -1]):
        assert np.median(edge) > 150


def test_the_area_has_the_sources_shape() -> None:
    (area,) = FIT.areas(media(1, 1920, 1080), OutputPlan())

    assert area.width * 1080 / (area.height * 1920) == pytest.approx(1920 / 1080)
    assert area.center == (0.5, 0.5)
