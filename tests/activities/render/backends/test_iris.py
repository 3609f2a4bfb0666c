from pathlib import Path

import cv2
import numpy as np
import pytest

from activities.render import gaze
from activities.render.backends.iris import Iris
from activities.render.seeing import Patch, Picture
from core.errors import EngineUnavailableError
from core.models import ModelStore
from tests.media import SHARED


@pytest.fixture
def engine() -> Iris:
    made = Iris()
    try:
        made.prepare(lambda _: None)
    except EngineUnavailableError as error:
        pytest.skip(str(error))
    return made


@pytest.fixture(scope="module")
def portrait() -> Picture:
    """Somebody who looks at the camera."""
    read = cv2.imread(str(SHARED / "two-people.jpg"))
    if read is None:
        pytest.skip("the portrait is not there")
    return np.asarray(cv2.resize(read[:, 620:1126], None, fx=2, fy=2), np.uint8)


def laid(picture: Picture, patches: list[Patch]) -> Picture:
    made = picture.astype(float)
    for x, y, drawn, visible in patches:
        rows, columns = visible.shape
        part = made[y : y + rows, x : x + columns]
        part[:] = drawn * visible[..., None] + part * (1 - visible[..., None])
    return np.asarray(made.round(), np.uint8)


def seen(engine: Iris, picture: Picture) -> tuple[gaze.Eye, gaze.Eye]:
    mesh = engine._points(picture)
    assert mesh is not None
    return engine._eye(picture, mesh, 0), engine._eye(picture, mesh, 1)


def aside(eyes: tuple[gaze.Eye, gaze.Eye]) -> float:
    return float((eyes[0].aside + eyes[1].aside)[0] / 2)


def test_eyes_are_seen_where_they_are(engine: Iris, portrait: Picture) -> None:
    left, right = seen(engine, portrait)

    assert left.iris == pytest.approx([451, 252], abs=4)
    assert right.iris == pytest.approx([575, 277], abs=4)
    for eye in (left, right):
        assert 40 < eye.width < 90
        assert 0.15 * eye.width < eye.radius < 0.35 * eye.width
        assert abs(eye.aside).max() < 0.12


@pytest.mark.parametrize("by", [-0.14, 0.14])
def test_eyes_that_look_aside_are_turned_back(engine: Iris, portrait: Picture, by: float) -> None:
    moved = (gaze.moved(portrait, eye, np.array([by, 0.0])) for eye in seen(engine, portrait))
    looking = laid(portrait, [patch for patch in moved if patch is not None])
    before = aside(seen(engine, looking))

    for _ in range(12):
        patches = engine.turned(looking)

    after = aside(seen(engine, laid(looking, patches)))
    assert len(patches) == 2
    assert abs(before) > 0.06
    assert abs(after) < 0.6 * abs(before)


def test_eyes_that_look_at_the_camera_stay_nearly(engine: Iris, portrait: Picture) -> None:
    for _ in range(5):
        patches = engine.turned(portrait)

    change = cv2.absdiff(laid(portrait, patches), portrait)
    assert change.mean() < 0.05


def test_where_nobody_is_nothing_is_drawn(engine: Iris, portrait: Picture) -> None:
    empty = np.full_like(portrait, 128)

    assert engine.turned(empty) == []
    engine.turned(portrait)
    assert engine.turned(empty) == []


def test_broken_models_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ModelStore, "fetch", lambda *_: tmp_path)

    with pytest.raises(EngineUnavailableError, match="delete them so that they are fetched"):
        Iris().prepare(lambda _: None)
