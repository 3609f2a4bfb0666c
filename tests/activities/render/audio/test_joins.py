import numpy as np
import pytest

from activities.render.audio.joins import join, seams
from activities.render.audio.pcm import RATE, Floats
from activities.render.audio.takes import Cut
from tests.activities.render.audio.waves import level, noise, sine

CROSSFADE = RATE * 15 // 1000


def joined(*parts: tuple[int, int, int], takes: list[Floats], total: int | None = None) -> Floats:
    cuts, begin = [], 0
    for take, start, length in parts:
        cuts.append(Cut(take, start, begin, begin + length))
        begin += length
    made = np.zeros((total or begin, 2), np.float32)
    join(cuts, takes, made, crossfade=CROSSFADE)
    return made


def test_a_single_cut_is_copied_as_it_is() -> None:
    take = noise(1.0)

    assert np.array_equal(joined((0, 500, 10_000), takes=[take]), take[500:10_500])


def test_what_goes_on_in_the_recording_is_not_touched() -> None:
    take = noise(1.0)

    made = joined((0, 0, 20_000), (0, 20_000, 20_000), takes=[take])

    assert np.array_equal(made, take[:40_000])


def test_only_the_crossfade_differs_from_the_recordings() -> None:
    take = noise(2.0)

    made = joined((0, 0, 20_000), (0, 50_000, 20_000), takes=[take])

    half = CROSSFADE // 2
    assert np.array_equal(made[: 20_000 - half], take[: 20_000 - half])
    assert np.array_equal(made[20_000 + half :], take[50_000 + half : 70_000])
    assert not np.array_equal(made[20_000 - half : 20_000], take[20_000 - half : 20_000])


def test_the_sound_of_a_room_keeps_its_level_across_a_join() -> None:
    takes = [noise(20.0, seed=1), noise(20.0, seed=2)]
    parts = [(n % 2, n * 9_600, 4_800) for n in range(80)]

    made = joined(*parts, takes=takes)

    around = [made[n * 4_800 - 120 : n * 4_800 + 120] for n in range(1, 80)]
    assert level(np.concatenate(around)) == pytest.approx(-50.0, abs=0.3)


def test_a_tone_cut_at_its_peak_does_not_click() -> None:
    take = sine(2.0, hertz=50, level=-12)

    made = joined((0, 0, 48_240), (0, 49_200, 24_000), takes=[take])

    assert np.abs(np.diff(made, axis=0)).max() < 0.02 * np.abs(made).max()


def test_what_follows_the_last_cut_is_silent_and_reached_softly() -> None:
    take = sine(1.0, level=-12)

    made = joined((0, 0, 20_000), takes=[take], total=30_000)

    assert not made[20_000:].any()
    assert np.abs(np.diff(made[19_000:], axis=0)).max() < 2 * np.abs(np.diff(take, axis=0)).max()
    assert np.abs(made[19_990:20_000]).max() < 0.02


def test_spans_shorter_than_the_crossfade_are_joined_over_less() -> None:
    take = noise(1.0)

    made = joined((0, 0, 100), (0, 9_000, 100), (0, 20_000, 10_000), takes=[take])

    assert len(made) == 10_200
    assert np.isfinite(made).all()


def test_seams_are_where_the_recording_jumps() -> None:
    cuts = [Cut(0, 0, 0, 100), Cut(0, 100, 100, 200), Cut(0, 500, 200, 300)]

    assert seams(cuts) == [200]
