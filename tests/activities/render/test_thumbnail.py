import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.render import thumbnail
from activities.render.thumbnail import Image, Moment, Still
from activities.render.views import View
from core.domain.box import Box
from core.domain.faces import Detection, FaceTracks, Track
from core.domain.plan import CropKey, LayoutPlan, Panel
from tests.activities.render.footage import media, plan

WHOLE = Box(x=0, y=0, width=1, height=1)
EVERYTHING = View(window=WHOLE, area=WHOLE)


def seen(*faces: tuple[float, Box]) -> FaceTracks:
    found = tuple(Detection(at=at, box=box, score=0.9) for at, box in faces)
    return FaceTracks(engine="test", sample_rate=2, tracks=(Track(id=1, detections=found),))


def face(x: float, size: float = 0.1) -> Box:
    return Box(x=x - size / 2, y=0.5 - size / 2, width=size, height=size)


def still(at: float, *, detail: int = 1, light: int = 128, change: float = 0.0) -> Still:
    checks = np.indices((64, 64)).sum(axis=0) // detail % 2 * 60
    image: Image = np.repeat((checks + light - 30).astype(np.uint8)[..., None], 3, axis=2)
    return Still(Moment(at, EVERYTHING), image, change)


def test_moments_with_a_large_face_in_the_window_come_first() -> None:
    keys = (CropKey(at=0, x=0.2, y=0.5),)
    made = plan((10, 20), media=media(60, 640, 360), layout=LayoutPlan(panels=(Panel(crop=keys),)))
    faces = seen((12.0, face(0.2)), (14.0, face(0.2, 0.2)), (16.0, face(0.9, 0.3)))

    found = thumbnail.moments(made, faces)

    with_faces = [moment.at for moment in found if moment.face]
    assert with_faces == [12.0, 14.0]
    assert len(found) > len(with_faces)


@given(st.lists(st.tuples(st.floats(0, 60), st.floats(0.1, 0.9)), max_size=30))
def test_moments_lie_inside_the_spans(places: list[tuple[float, float]]) -> None:
    made = plan((5, 7.5), (30, 31), (10, 10.5), media=media(60, 640, 360))
    faces = seen(*((at, face(x)) for at, x in sorted(places)))

    found = thumbnail.moments(made, faces)

    assert found
    assert all(any(span.contains(moment.at) for span in made.spans) for moment in found)
    assert [moment.at for moment in found] == sorted(moment.at for moment in found)


def test_a_body_without_a_face_is_no_face() -> None:
    made = plan((10, 20), media=media(60, 640, 360))
    faces = seen((14.0, face(0.5, 0.3)))
    (track,) = faces.tracks
    bodies = faces.model_copy(update={"tracks": (track.model_copy(update={"kind": "body"}),)})

    assert not any(moment.face for moment in thumbnail.moments(made, bodies))


def test_sharp_beats_blurred() -> None:
    assert thumbnail.best([still(1, detail=16), still(2), still(3, detail=8)])[0].moment.at == 2


def test_black_is_never_chosen_when_anything_else_is_there() -> None:
    dark = Still(Moment(1, EVERYTHING), np.zeros((64, 64, 3), np.uint8), 0.0)

    assert thumbnail.best([dark, still(2, detail=16)])[0].moment.at == 2
    assert thumbnail.best([dark])[0].moment.at == 1


def test_a_frame_at_a_cut_is_not_chosen() -> None:
    assert thumbnail.best([still(1, change=90.0), still(2, detail=4)])[0].moment.at == 2


def test_a_large_face_beats_a_sharper_picture_without() -> None:
    shown = still(1, detail=2)
    with_face = Still(Moment(1, EVERYTHING, face(0.5, 0.4)), shown.image, 0.0)

    assert thumbnail.best([still(2), with_face])[0].moment.at == 1


def test_equal_stills_go_to_the_earlier() -> None:
    assert thumbnail.best([still(2), still(1)])[0].moment.at == 1


def test_the_others_are_unlike_the_best_and_each_other() -> None:
    same = [still(at, detail=16) for at in (1, 1.2, 1.4, 5, 9)]
    other = still(1.6, detail=16, light=200)

    found = thumbnail.best([*same, other], 3)

    assert [one.moment.at for one in found] == [1, 1.6, 9]


def test_three_are_of_three_times_even_where_nothing_changes() -> None:
    twice = [still(1), still(1), still(2), still(3), still(3)]

    assert [one.moment.at for one in thumbnail.best(twice, 3)] == [1, 3, 2]
    assert len(thumbnail.best([still(1), still(1)], 3)) == 1


def test_a_black_picture_is_offered_only_when_there_are_no_others() -> None:
    dark = Still(Moment(1, EVERYTHING), np.zeros((64, 64, 3), np.uint8), 0.0)

    found = thumbnail.best([dark, still(2), still(3, change=90.0), still(4)], 4)

    assert [one.moment.at for one in found] == [2, 4, 3, 1]


@given(st.lists(st.tuples(st.floats(0, 60), st.integers(0, 255)), min_size=1, max_size=12))
def test_whatever_there_is_some_are_chosen_and_none_twice(
    pictures: list[tuple[float, int]],
) -> None:
    stills = [
        Still(Moment(at, EVERYTHING), np.full((9, 5, 3), light, np.uint8), 0.0)
        for at, light in pictures
    ]

    found = thumbnail.best(stills, 3)

    assert 1 <= len(found) <= 3
    assert len({one.moment.at for one in found}) == len(found)


def test_a_chosen_moment_knows_the_largest_face_of_that_time() -> None:
    made = plan((10, 20), media=media(60, 640, 360))
    faces = seen((14.0, face(0.5)), (14.4, face(0.52, 0.12)), (16.0, face(0.5, 0.2)))

    assert thumbnail.moment_at(made, faces, 14.1).face == face(0.52, 0.12)
    assert thumbnail.moment_at(made, faces, 18.0).face is None
    assert thumbnail.moment_at(made, faces, 61.0).at < 60


def test_a_face_is_placed_where_the_clip_shows_it() -> None:
    window = Box(x=0.4, y=0.0, width=0.2, height=1.0)
    band = Box(x=0.0, y=0.25, width=1.0, height=0.5)

    view = View(window=window, area=band)

    placed = thumbnail.face_in_clip(Moment(1, view, face(0.5, 0.1)))

    assert placed is not None
    assert placed.center == pytest.approx((0.5, 0.5))
    assert (placed.width, placed.height) == pytest.approx((0.5, 0.05))
    assert thumbnail.face_in_clip(Moment(1, view)) is None


def test_a_face_is_found_in_the_panel_that_shows_it() -> None:
    crops = [(CropKey(at=0, x=x, y=0.5, size=0.4),) for x in (0.2, 0.8)]
    layout = LayoutPlan(name="split", panels=tuple(Panel(crop=crop) for crop in crops))
    made = plan((10, 20), media=media(60, 640, 360), layout=layout)

    (moment,) = [one for one in thumbnail.moments(made, seen((14.0, face(0.8)))) if one.face]

    placed = thumbnail.face_in_clip(moment)
    assert placed is not None
    assert placed.center == pytest.approx((0.5, 0.75))
