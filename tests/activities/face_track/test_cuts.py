import numpy as np

from activities.face_track.cuts import CutWatch, thumbnail


def scene(seed: int) -> np.ndarray:
    """A picture of large soft patches, 360 rows by 900 columns."""
    coarse = np.random.default_rng(seed).integers(20, 220, (6, 15)).astype(np.uint8)
    return np.kron(coarse, np.ones((60, 60), np.uint8))


def test_the_first_picture_begins_a_scene() -> None:
    assert CutWatch().cut(thumbnail(scene(1)))


def test_another_scene_is_a_cut_and_a_pan_is_none() -> None:
    watch = CutWatch()
    pan = [watch.cut(thumbnail(scene(1)[:, 6 * n : 6 * n + 640])) for n in range(30)]
    other = watch.cut(thumbnail(scene(2)[:, :640]))

    assert pan == [True] + [False] * 29
    assert other


def test_a_light_that_goes_down_is_no_cut() -> None:
    watch = CutWatch()
    picture = scene(3)[:, :640]

    dimmed = [(picture * (1 - n / 12)).astype(np.uint8) for n in range(10)]
    cuts = [watch.cut(thumbnail(one)) for one in dimmed]

    assert not any(cuts[1:])


def test_pictures_of_any_size_have_a_thumbnail() -> None:
    for rows, columns in ((1, 1), (17, 31), (360, 640), (640, 360), (361, 643)):
        small = thumbnail(np.full((rows, columns), 77, np.uint8))

        assert small.shape == (18, 32)
        assert np.allclose(small, 77)
