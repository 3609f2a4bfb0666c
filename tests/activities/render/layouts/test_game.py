from pathlib import Path

import pytest

from activities import catalog
from core.domain.plan import LayoutPlan, OutputPlan
from tests.activities.render.footage import frames, media, plan
from tests.activities.render.plain_clips import bands, covered, drawn, level, looking

GAME = catalog.LAYOUTS.load("game")()


@pytest.mark.parametrize("shape", [(1080, 1920), (1080, 1350), (1080, 1080), (1920, 1080)])
def test_game_and_face_fill_the_picture(shape: tuple[int, int]) -> None:
    game, face = GAME.areas(media(1, 1920, 1080), OutputPlan(width=shape[0], height=shape[1]))

    assert covered([game, face]) == pytest.approx(1)
    assert game.area > face.area


@pytest.mark.media
def test_the_face_stands_above_the_game(tmp_path: Path) -> None:
    source = bands(tmp_path / "s.mkv", 220, 40, 40, 40)
    layout = LayoutPlan(name="game", panels=looking((0.6, 0.5, 0.9), (0.125, 0.2, 0.2)))
    made = plan((0, 0.2), media=media(0.5, 640, 360), layout=layout)

    image = frames(drawn(source, made, folder=tmp_path)[0])[-1].gray

    game, face = GAME.areas(made.media, made.output)
    assert face.y < game.y
    assert level(image, face) == pytest.approx(220, abs=12)
    assert level(image, game) == pytest.approx(40, abs=12)
