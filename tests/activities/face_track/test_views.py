from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from activities.face_track.cuts import thumbnail
from activities.face_track.views import ViewWatch, strokes, tones
from core.domain.box import Box
from core.domain.faces import View
from tests.activities.face_track.people import PORTRAIT, Picture, photograph

WIDE = (426, 240)
RNG = np.random.default_rng(5)


def small(picture: Picture) -> Picture:
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY) if picture.ndim == 3 else picture
    return np.asarray(cv2.resize(gray, WIDE, interpolation=cv2.INTER_AREA), np.uint8)


@cache
def slide(seed: int, *, dark: bool = False) -> Picture:
    """A slide with a heading and eight lines of nonsense."""
    paper, ink = (28, 225) if dark else (248, 30)
    image = Image.new("L", (1920, 1080), paper)
    draw = ImageDraw.Draw(image)
    rng = np.random.default_rng(seed)
    draw.text((100, 60), "A heading", font=ImageFont.load_default(80), fill=ink)
    for line in range(8):
        words = ["".join(rng.choice(list("abdeilmnorstu"), 5)) for _ in range(7)]
        draw.text(
            (100, 220 + 90 * line), " ".join(words), font=ImageFont.load_default(44), fill=ink
        )
    return small(np.asarray(image, np.uint8))


@cache
def game(seed: int) -> Picture:
    """A landscape of patches that is another one every time."""
    coarse = np.random.default_rng(seed).integers(30, 255, (9, 14)).astype(np.uint8)
    return np.asarray(cv2.resize(coarse, WIDE, interpolation=cv2.INTER_CUBIC), np.uint8)


def camera(count: int) -> Iterator[Picture]:
    portrait = small(photograph(PORTRAIT))
    for n in range(count):
        shift = np.array([[1, 0, 6 * np.sin(n)], [0, 1, 3 * np.cos(n)]], np.float32)
        moved = cv2.warpAffine(portrait, shift, WIDE, borderMode=cv2.BORDER_REFLECT)
        yield np.asarray(moved, np.uint8)


INSET = Box(x=300 / 426, y=150 / 240, width=110 / 426, height=75 / 240)
FACE = Box(x=335 / 426, y=165 / 240, width=34 / 426, height=45 / 240)


def with_inset(pictures: Sequence[Picture]) -> list[Picture]:
    """The pictures with a small one of a speaker in them."""
    faces = camera(len(pictures))
    found = []
    for picture, face in zip(pictures, faces, strict=True):
        whole = picture.copy()
        whole[150:225, 300:410] = cv2.resize(face, (110, 75)) // 2
        found.append(whole)
    return found


def views(pictures: Sequence[Picture], faces: Sequence[Box] = ()) -> tuple[View, ...]:
    watch = ViewWatch()
    for at, picture in enumerate(pictures):
        watch.glance(float(at), picture, thumbnail(picture), faces)
    return watch.finish(float(len(pictures)))


def kinds(found: Sequence[View]) -> list[tuple[str, float, float]]:
    return [(view.kind, view.span.start, view.span.end) for view in found]


def test_people_before_a_camera_are_the_usual_thing() -> None:
    assert views(list(camera(30))) == ()


@pytest.mark.parametrize("dark", [False, True])
def test_slides_that_change_now_and_then_are_a_screen(dark: bool) -> None:
    talk = [slide(n // 10, dark=dark) for n in range(30)]

    assert kinds(views(talk)) == [("screen", 0.0, 30.0)]


def test_slides_between_two_shots_of_the_speaker_are_a_view_of_their_own() -> None:
    shots = [*camera(20), *(slide(1) for _ in range(16)), *camera(20)]

    found = views(shots)

    assert [kind for kind, _, _ in kinds(found)] == ["camera", "screen", "camera"]
    assert found[1].span.start == pytest.approx(20, abs=1)
    assert found[1].span.end == pytest.approx(36, abs=1)


def test_the_speaker_in_a_corner_of_the_slides_is_found() -> None:
    (view,) = views(with_inset([slide(n // 12) for n in range(36)]), [FACE])

    assert view.kind == "screen"
    assert view.inset is not None
    for side in ("x", "y", "width", "height"):
        assert getattr(view.inset, side) == pytest.approx(getattr(INSET, side), abs=0.01)


def test_a_game_with_the_player_in_a_corner_is_a_game() -> None:
    (view,) = views(with_inset([game(n) for n in range(36)]), [FACE])

    assert view.kind == "game"
    assert view.inset is not None
    assert view.inset.center == pytest.approx(INSET.center, abs=0.01)


def test_a_wild_picture_without_a_player_is_no_game() -> None:
    assert views([game(n) for n in range(24)]) == ()


def test_a_picture_that_does_not_move_is_a_still() -> None:
    portrait = next(camera(1))

    assert kinds(views([portrait] * 24)) == [("still", 0.0, 24.0)]


def test_a_light_noise_does_not_bring_a_still_to_life() -> None:
    portrait = next(camera(1)).astype(float)
    noisy = [np.clip(portrait + RNG.normal(0, 3, portrait.shape), 0, 255) for _ in range(24)]

    assert [v.kind for v in views([one.astype(np.uint8) for one in noisy])] == ["still"]


def test_letters_are_strokes_and_a_face_has_few() -> None:
    assert strokes(slide(1)) > 0.01 > strokes(next(camera(1)))
    assert tones(slide(1)) > 0.9 > tones(game(1))


@settings(max_examples=30)
@given(
    shots=st.lists(
        st.tuples(st.sampled_from(["slide", "game", "flat"]), st.integers(1, 20)), max_size=5
    ),
    wide=st.booleans(),
)
def test_views_lie_end_to_end(shots: list[tuple[str, int]], wide: bool) -> None:
    flat = np.full((240, 426), 90, np.uint8)
    pictures = [
        {"slide": slide(n), "game": game(n), "flat": flat}[kind]
        for kind, count in shots
        for n in range(count)
    ]

    found = views([p if wide else p[:, :200] for p in pictures])

    if found:
        assert (found[0].span.start, found[-1].span.end) == (0.0, float(len(pictures)))
    for one, other in pairwise(found):
        assert one.span.end == other.span.start
        assert one.kind != other.kind
