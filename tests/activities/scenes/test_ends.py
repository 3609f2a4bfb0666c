from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from activities.scenes.ends import end_to_end

times = st.floats(min_value=-10, max_value=20_000, allow_nan=False)


def test_a_recording_without_cuts_is_one_scene() -> None:
    (scene,) = end_to_end([], 12.5)

    assert (scene.start, scene.end) == (0.0, 12.5)


def test_cuts_outside_the_recording_and_doubled_ones_are_ignored() -> None:
    scenes = end_to_end([7.0, 3.0, 3.00001, -1.0, 0.0, 10.0, 11.0], 10.0)

    assert [scene.start for scene in scenes] == [0.0, 3.0, 7.0]


@given(cuts=st.lists(times, max_size=40), duration=st.floats(min_value=0, max_value=15_000))
def test_scenes_lie_end_to_end_over_the_whole_recording(cuts: list[float], duration: float) -> None:
    scenes = end_to_end(cuts, duration)

    assert scenes[0].start == 0.0
    assert scenes[-1].end == round(duration, 4)
    assert all(a.end == b.start for a, b in pairwise(scenes))
    assert all(scene.duration > 0 for scene in scenes) or duration < 0.0001
