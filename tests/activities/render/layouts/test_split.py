from pathlib import Path

import pytest

from activities import catalog
from core.domain.plan import LayoutPlan, OutputPlan
from tests.activities.render.footage import frames, media, plan
from tests.activities.render.plain_clips import bands, covered, drawn, level, looking

SPLIT = catalog.LAYOUTS.load("split")()
LEVELS = (60, 200)
SHAPES = [(180, 320), (180, 180), (320, 180), (144, 180)]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_panels_fill_the_picture(shape: tuple[int, int]) -> None:
    output = OutputPlan(width=shape[0], height=shape[1])

    areas = SPLIT.areas(media(1, 640, 360), output)

    assert len(areas) == 2
    assert covered(areas) == pytest.approx(1)
    assert all(area.area == pytest.approx(1 / 2) for area in areas)


@pytest.mark.media
@pytest.mark.parametrize("shape", SHAPES)
def test_every_panel_shows_what_its_camera_looks_at(tmp_path: Path, shape: tuple[int, int]) -> None:
    source = bands(tmp_path / "s.mkv", *LEVELS)
    output = OutputPlan(width=shape[0], height=shape[1])
    # From the right to the left: the order is the plan's, not the picture's.
    places = [(n + 0.5) / 2 for n in reversed(range(2))]
    layout = LayoutPlan(name="split", panels=looking(*((x, 0.5, 0.15) for x in places)))
    made = plan((0, 0.2), media=media(0.5, 640, 360), output=output, layout=layout)

    image = frames(drawn(source, made, folder=tmp_path)[0])[-1].gray

    assert image.shape == (shape[1], shape[0])
    seen = [level(image, area) for area in SPLIT.areas(made.media, output)]
    assert seen == sorted(seen, reverse=True)
    assert seen == pytest.approx(sorted(LEVELS, reverse=True), abs=12)
