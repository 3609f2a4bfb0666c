from pathlib import Path

import pytest

from activities.render.views import views
from core.domain.plan import CropKey, LayoutPlan, Panel
from tests.activities.render.footage import frames, media, plan
from tests.activities.render.plain_clips import bands, drawn

KEYS = (
    CropKey(at=2, x=0.9, y=0.5),
    CropKey(at=0, x=0.1, y=0.5),
    CropKey(at=1, x=0.9, y=0.5, ease=1),
)
LAYOUT = LayoutPlan(name="fixed", panels=(Panel(crop=KEYS),))


@pytest.mark.media
def test_it_stays_where_its_first_key_puts_it(tmp_path: Path) -> None:
    source = bands(tmp_path / "s.mkv", 200, 30, 30, seconds=4)
    made = plan((3, 3.2), (0.5, 1.5), media=media(4, 640, 360), layout=LAYOUT)

    shown = frames(drawn(source, made, folder=tmp_path)[0])

    assert all(frame.gray.mean() > 180 for frame in shown)


def test_a_thumbnail_looks_where_the_clip_does() -> None:
    made = plan((0, 4), media=media(4, 640, 360), layout=LAYOUT)

    (view,) = views(made, 3.0)

    assert view.window.x == 0


def test_without_a_key_it_shows_the_middle() -> None:
    made = plan((0, 4), media=media(4, 640, 360), layout=LayoutPlan(name="fixed"))

    (view,) = views(made, 3.0)

    assert view.window.center == pytest.approx((0.5, 0.5))
