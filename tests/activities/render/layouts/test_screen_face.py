from pathlib import Path

import pytest

from activities import catalog
from activities.render.views import views
from core.domain.plan import LayoutPlan, OutputPlan
from tests.activities.render.footage import frames, media, plan
from tests.activities.render.plain_clips import bands, covered, drawn, level, looking

SCREEN_FACE = catalog.LAYOUTS.load("screen_face")()


@pytest.mark.parametrize("source", [(1920, 1080), (1440, 1080), (2560, 1080)])
@pytest.mark.parametrize("shape", [(1080, 1920), (1080, 1350), (1080, 1080), (1920, 1080)])
def test_all_of_the_screen_is_seen_unless_the_face_would_have_no_room(
    source: tuple[int, int], shape: tuple[int, int]
) -> None:
    output = OutputPlan(width=shape[0], height=shape[1])
    made = plan(
        (0, 1),
        media=media(1, *source),
        output=output,
        layout=LayoutPlan(name="screen_face"),
    )

    screen, face = views(made, 0.5)

    covered([screen.area, face.area])
    assert face.area.area >= 0.25
    whole = screen.window.width > 0.99 and screen.window.height > 0.99
    assert whole or screen.area.height == pytest.approx(0.62)


def test_a_tall_clip_is_filled_by_both() -> None:
    areas = SCREEN_FACE.areas(media(1, 1920, 1080), OutputPlan())

    assert covered(areas) == pytest.approx(1)
    assert areas[0].y < areas[1].y


@pytest.mark.media
@pytest.mark.parametrize("shape", [(180, 320), (320, 180)])
def test_the_screen_is_whole_and_the_face_is_its_corner(
    tmp_path: Path, shape: tuple[int, int]
) -> None:
    """The screen is dark at its left and bright at its right, where the face is."""
    source = bands(tmp_path / "s.mkv", 30, 30, 30, 220)
    output = OutputPlan(width=shape[0], height=shape[1])
    layout = LayoutPlan(name="screen_face", panels=looking((0.5, 0.5, 1), (0.875, 0.8, 0.15)))
    made = plan((0, 0.2), media=media(0.5, 640, 360), output=output, layout=layout)

    image = frames(drawn(source, made, folder=tmp_path)[0])[-1].gray

    screen, face = SCREEN_FACE.areas(made.media, output)
    assert level(image, face) == pytest.approx(220, abs=12)
    top = round((screen.y + screen.height / 2) * shape[1])
    row = image[top, : round(screen.width * shape[0])]
    assert (row < 100).mean() == pytest.approx(0.75, abs=0.03)
    assert (row > 150).mean() == pytest.approx(0.25, abs=0.03)
