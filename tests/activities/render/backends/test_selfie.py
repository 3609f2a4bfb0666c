from pathlib import Path

import cv2
import numpy as np
import pytest

from activities.render import matte
from activities.render.backends.selfie import Selfie
from activities.render.seeing import Picture
from core.errors import EngineUnavailableError
from core.models import ModelStore
from core.settings import settings
from tests.media import SHARED


@pytest.fixture(scope="module")
def engine() -> Selfie:
    made = Selfie()
    try:
        made.prepare(lambda _: None)
    except EngineUnavailableError as error:
        pytest.skip(str(error))
    return made


def photograph(name: str) -> Picture:
    read = cv2.imread(str(SHARED / name))
    if read is None:
        pytest.skip(f"{name} is not there")
    share = 480 / max(read.shape)
    return np.asarray(cv2.resize(read, None, fx=share, fy=share), np.uint8)


def test_people_are_seen_and_walls_are_not(engine: Selfie) -> None:
    picture = photograph("two-people.jpg")

    mask = matte.refined(engine.person(picture), picture)

    rows, columns = mask.shape

    def seen(x: float, y: float) -> float:
        return float(mask[round(y * rows), round(x * columns)])

    assert mask.shape == picture.shape[:2]
    assert min(seen(0.28, 0.25), seen(0.28, 0.7), seen(0.77, 0.25), seen(0.77, 0.7)) > 0.95
    assert max(seen(0.03, 0.1), seen(0.5, 0.03), seen(0.97, 0.1)) < 0.05


def test_nobody_is_seen_in_an_empty_picture(engine: Selfie) -> None:
    gradient = np.tile(np.arange(256, dtype=np.uint8)[None, :, None], (144, 1, 3))

    assert engine.person(gradient).max() < 0.5


def test_the_same_picture_gives_the_same_mask(engine: Selfie) -> None:
    picture = photograph("two-people.jpg")
    first = engine.person(picture)
    engine.person(np.ascontiguousarray(picture[:, ::-1]))

    assert np.array_equal(engine.person(picture), first)
    assert "opencv" in engine.version()


def test_a_broken_model_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "selfie.tflite"
    broken.write_bytes(b"no network at all")
    monkeypatch.setattr(ModelStore, "fetch", lambda *_: broken)

    with pytest.raises(EngineUnavailableError, match="delete it so that it is fetched"):
        Selfie().prepare(lambda _: None)


def test_without_network_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = settings().model_copy(update={"cache_dir": tmp_path, "offline": True})
    monkeypatch.setattr("activities.render.backends.selfie.settings", lambda: closed)

    with pytest.raises(EngineUnavailableError, match="selfie-segmentation"):
        Selfie().prepare(lambda _: None)
