import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from activities import catalog
from activities.face_track.base import FaceEmbedder, Found, Picture
from activities.face_track.following import inside
from core.domain.box import Box
from core.errors import EngineUnavailableError
from core.models import ModelStore
from core.settings import settings as product
from deploy.local.sample.portraits import SITTERS, Portrait, Pose


@pytest.fixture(scope="module")
def embedder() -> FaceEmbedder:
    made = catalog.FACE_EMBEDDERS.load("appearance")()
    made.prepare(lambda _: None)
    return made


@pytest.fixture(scope="module")
def portraits() -> dict[str, Portrait]:
    store = ModelStore(product())
    try:
        return {name: Portrait(s, store.fetch(s.model)) for name, s in SITTERS.items()}
    except EngineUnavailableError as error:
        pytest.skip(str(error))


def seen(
    portrait: Portrait,
    *,
    width: float = 60.0,
    x: float = 213.0,
    mouth: float = 0.0,
    light: float = 1.0,
    pose: Pose | None = None,
) -> tuple[Picture, Found]:
    """A picture of a person, with the face so many pixels wide, and where it is."""
    face, plate = portrait.face, portrait.show(mouth, pose or Pose())
    scale = width / face.width
    move = np.array(
        [[scale, 0, x - scale * face.center[0]], [0, scale, 90 - scale * face.center[1]]]
    )
    picture = cv2.warpAffine(plate, move, (426, 240), borderMode=cv2.BORDER_REPLICATE)
    box = Box(
        x=(x - width / 2) / 426,
        y=(90 - scale * face.height / 2) / 240,
        width=width / 426,
        height=scale * face.height / 240,
    )
    return np.clip(picture * light, 0, 255).astype(np.uint8), Found(inside(box), 0.9)


def vector(embedder: FaceEmbedder, shown: tuple[Picture, Found]) -> NDArray[np.float32]:
    found = embedder.embed(*shown)
    assert found is not None
    return found


CHANGES = {
    "speaks": {"mouth": 0.9},
    "moves": {"pose": Pose(right=3, down=2, turn=0.03)},
    "in the light": {"light": 1.25},
    "in the dark": {"light": 0.7},
    "sits elsewhere": {"x": 120.0},
    "is nearer": {"width": 80.0},
    "is further away": {"width": 40.0},
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("person", ["a", "b"])
def test_somebody_is_known_again(
    embedder: FaceEmbedder, portraits: dict[str, Portrait], person: str, change: str
) -> None:
    before = vector(embedder, seen(portraits[person]))
    after = vector(embedder, seen(portraits[person], **CHANGES[change]))  # type: ignore[arg-type]

    assert before @ after >= embedder.same
    assert before @ before == pytest.approx(1.0, abs=1e-5)


def test_two_people_are_never_taken_for_one(
    embedder: FaceEmbedder, portraits: dict[str, Portrait]
) -> None:
    sizes = (40.0, 60.0, 80.0)
    one = [vector(embedder, seen(portraits["a"], width=width)) for width in sizes]
    other = [vector(embedder, seen(portraits["b"], width=width)) for width in sizes]

    assert max(a @ b for a in one for b in other) < embedder.same - 0.1


def test_a_face_too_small_to_tell_is_not_measured(
    embedder: FaceEmbedder, portraits: dict[str, Portrait]
) -> None:
    assert embedder.embed(*seen(portraits["a"], width=10.0)) is None


@settings(max_examples=40)
@given(x=st.floats(0, 1), y=st.floats(0, 1), width=st.floats(0.001, 1), height=st.floats(0.001, 1))
def test_any_face_has_a_vector_of_length_one_or_none(
    x: float, y: float, width: float, height: float
) -> None:
    made = catalog.FACE_EMBEDDERS.load("appearance")()
    picture = np.random.default_rng(0).integers(0, 255, (240, 426, 3), np.uint8)

    found = made.embed(picture, Found(inside(Box(x=x, y=y, width=width, height=height)), 0.9))

    assert found is None or float(np.linalg.norm(found)) == pytest.approx(1.0, abs=1e-4)
