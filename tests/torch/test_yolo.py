"""YOLO as it runs, with weights that nobody taught."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from activities import catalog
from core.errors import EngineUnavailableError
from core.settings import settings

VARIABLE = "CLIPPED_FACE_TRACK__YOLO_WEIGHTS"
PERSON, DOG = 0, 16


NAMES = {PERSON: "person", DOG: "dog"}


def untaught(path: Path, believes: int, names: dict[int, str] = NAMES) -> Path:
    """Write the weights of a small network that takes everything for one class."""
    import torch  # noqa: PLC0415 - its plug-in sets what ultralytics reads when it is imported
    from ultralytics import YOLO  # noqa: PLC0415

    model = YOLO("yolov8n.yaml")
    with torch.no_grad():
        for branch in model.model.model[-1].cv3:
            branch[-1].bias.fill_(-9.0)
            branch[-1].bias[believes] = 3.0
    model.model.names = {number: names.get(number, f"thing {number}") for number in range(80)}
    model.save(path)
    return path


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.setenv(VARIABLE, "/nowhere/weights.pt")
    settings.cache_clear()
    catalog.PERSON_DETECTORS.load("yolo")
    yield monkeypatch
    monkeypatch.undo()
    settings.cache_clear()


def use(path: Path, chosen: pytest.MonkeyPatch) -> None:
    chosen.setenv(VARIABLE, str(path))
    settings.cache_clear()


def ignore(_: float) -> None:
    pass


def picture() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.random.default_rng(5).integers(0, 255, (360, 640, 3), np.uint8)


def test_people_are_found_inside_the_picture_best_first(
    tmp_path: Path, chosen: pytest.MonkeyPatch
) -> None:
    use(untaught(tmp_path / "people.pt", PERSON), chosen)
    detector = catalog.PERSON_DETECTORS.load("yolo")()
    detector.prepare(ignore)

    found = detector.detect(picture())

    assert detector.engine == "ultralytics people"
    assert found
    for person in found:
        assert 0 <= person.box.x <= person.box.x + person.box.width <= 1 + 1e-6
        assert 0 <= person.box.y <= person.box.y + person.box.height <= 1 + 1e-6
        assert 0.4 <= person.score <= 1
    scores = [person.score for person in found]
    assert scores == sorted(scores, reverse=True)


def test_dogs_are_no_people(tmp_path: Path, chosen: pytest.MonkeyPatch) -> None:
    use(untaught(tmp_path / "dogs.pt", DOG), chosen)
    detector = catalog.PERSON_DETECTORS.load("yolo")()
    detector.prepare(ignore)
    assert detector.detect(picture()) == []


def test_weights_that_know_no_people_are_refused(
    tmp_path: Path, chosen: pytest.MonkeyPatch
) -> None:
    use(untaught(tmp_path / "things.pt", DOG, {DOG: "dog"}), chosen)
    with pytest.raises(EngineUnavailableError, match="know no class 'person'"):
        catalog.PERSON_DETECTORS.load("yolo")().prepare(ignore)


def test_a_missing_file_is_named_and_not_fetched(
    tmp_path: Path, chosen: pytest.MonkeyPatch
) -> None:
    use(tmp_path / "yolov8n.pt", chosen)
    with pytest.raises(EngineUnavailableError, match=r"there are no weights at .*yolov8n\.pt"):
        catalog.PERSON_DETECTORS.load("yolo")().prepare(ignore)
    assert list(tmp_path.iterdir()) == []


def test_a_broken_file_is_named(tmp_path: Path, chosen: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "broken.pt"
    broken.write_bytes(b"no weights")
    use(broken, chosen)
    with pytest.raises(EngineUnavailableError, match=r"broken\.pt cannot be loaded"):
        catalog.PERSON_DETECTORS.load("yolo")().prepare(ignore)
