import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from activities.face_track.speech import heard, runs

levels = arrays(np.float32, st.integers(0, 700), elements=st.floats(-100, 0, width=32))


@given(level=levels)
def test_every_step_is_judged(level: np.ndarray) -> None:
    assert heard(level).shape == level.shape


@given(mask=arrays(np.bool_, st.integers(0, 200)))
def test_runs_cover_exactly_what_is_true(mask: np.ndarray) -> None:
    covered = np.zeros_like(mask)
    for start, end in runs(mask):
        assert start < end
        assert not covered[start:end].any()
        covered[start:end] = True

    assert (covered == mask).all()


def test_the_pauses_of_a_speaker_are_part_of_the_speech() -> None:
    level = np.full(300, -70, np.float32)
    level[100:200] = -20
    level[140:145] = -65

    assert runs(heard(level)) == [(100, 200)]


def test_silence_and_a_steady_noise_are_no_speech() -> None:
    assert not heard(np.full(300, -100, np.float32)).any()
    assert not heard(np.full(300, -20, np.float32)).any()


def test_a_soft_speaker_after_a_loud_one_is_heard() -> None:
    loud = np.tile(np.array([-15, -15, -15, -60], np.float32), 300)
    soft = np.tile(np.array([-40, -40, -40, -70], np.float32), 300)

    assert heard(np.concatenate([loud, soft]))[1300:2300].all()
