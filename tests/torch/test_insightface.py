"""insightface as it runs, with networks in the form of a model pack."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from activities import catalog
from activities.face_track.base import Found, Landmarks, Picture
from core.domain.box import Box
from core.errors import EngineUnavailableError
from core.settings import settings
from tests.torch.exported import insightface_pack

VARIABLE = "CLIPPED_FACE_TRACK__INSIGHTFACE_MODELS"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return insightface_pack(tmp_path_factory.mktemp("insightface") / "tiny")


@pytest.fixture(autouse=True)
def chosen(pack: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(VARIABLE, str(pack))
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


def picture(*squares: tuple[int, int], size: int = 192) -> Picture:
    """Return a dark picture of 1280 by 720 pixels with bright squares around the given middles."""
    dark = np.zeros((720, 1280, 3), np.uint8)
    for x, y in squares:
        dark[max(0, y - size // 2) : y + size // 2, max(0, x - size // 2) : x + size // 2] = 255
    return dark


def ignore(_: float) -> None:
    pass


def test_faces_are_found_where_they_are_with_their_points() -> None:
    detector = catalog.FACE_DETECTORS.load("insightface")()
    detector.prepare(ignore)

    found = detector.detect(picture((320, 320), (960, 384)))

    assert len(found) >= 2
    for x, y in ((320, 320), (960, 384)):
        face = min(found, key=lambda one: abs(one.box.x + one.box.width / 2 - x / 1280))
        assert abs(face.box.x + face.box.width / 2 - x / 1280) < 0.05
        assert abs(face.box.y + face.box.height / 2 - y / 720) < 0.08
        marks = face.landmarks
        assert marks is not None
        assert marks.left_eye[0] < marks.nose[0] < marks.right_eye[0]
        assert marks.nose[1] < marks.left_mouth[1]
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_a_face_at_the_edge_stays_inside_the_picture() -> None:
    detector = catalog.FACE_DETECTORS.load("insightface")()
    detector.prepare(ignore)
    for face in detector.detect(picture((48, 48), (1232, 672))):
        assert 0 <= face.box.x <= face.box.x + face.box.width <= 1
        assert 0 <= face.box.y <= face.box.y + face.box.height <= 1


def test_no_face_is_no_error() -> None:
    detector = catalog.FACE_DETECTORS.load("insightface")()
    detector.prepare(ignore)
    assert detector.detect(picture()) == []


def face(x: float, y: float, height: float = 0.4) -> Found:
    width = height * 720 / 1280

    def at(right: float, down: float) -> tuple[float, float]:
        return x + right * width, y + down * height

    return Found(
        Box(x=x - width / 2, y=y - height / 2, width=width, height=height),
        0.9,
        Landmarks(at(-0.2, -0.15), at(0.2, -0.15), at(0, 0), at(-0.15, 0.2), at(0.15, 0.2)),
    )


def test_a_face_is_the_same_wherever_it_is_in_the_picture() -> None:
    embedder = catalog.FACE_EMBEDDERS.load("insightface")()
    embedder.prepare(ignore)
    dice = np.random.default_rng(4)
    one, other = dice.integers(0, 255, (2, 400, 400, 3), np.uint8)
    left, right = picture(), picture()
    left[160:560, 120:520] = one
    right[160:560, 760:1160] = one
    stranger = picture()
    stranger[160:560, 120:520] = other

    here = embedder.embed(left, face(320 / 1280, 0.5))
    there = embedder.embed(right, face(960 / 1280, 0.5))
    else_ = embedder.embed(stranger, face(320 / 1280, 0.5))

    assert here is not None
    assert there is not None
    assert else_ is not None
    assert here.shape == (512,)
    assert np.linalg.norm(here) == pytest.approx(1.0, abs=1e-5)
    assert here @ there > 0.99
    assert here @ else_ < here @ there
    assert 0 < embedder.same < 1


@pytest.mark.parametrize(
    "unclear",
    [
        face(0.5, 0.5, height=0.03),
        face(0.01, 0.5),
        Found(Box(x=0.4, y=0.4, width=0.2, height=0.4), 0.9),
    ],
    ids=["too small", "cut off", "without points"],
)
def test_an_unclear_face_is_nobody(unclear: Found) -> None:
    embedder = catalog.FACE_EMBEDDERS.load("insightface")()
    embedder.prepare(ignore)
    assert embedder.embed(picture((640, 360)), unclear) is None


def test_a_folder_without_the_models_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    settings.cache_clear()
    for table, task in (
        (catalog.FACE_DETECTORS, "detection"),
        (catalog.FACE_EMBEDDERS, "recognition"),
    ):
        with pytest.raises(EngineUnavailableError, match=f"has no {task} model"):
            table.load("insightface")().prepare(ignore)


def test_a_broken_model_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.onnx").write_bytes(b"no network")
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    settings.cache_clear()
    with pytest.raises(EngineUnavailableError, match=r"broken\.onnx cannot be loaded"):
        catalog.FACE_DETECTORS.load("insightface")().prepare(ignore)
