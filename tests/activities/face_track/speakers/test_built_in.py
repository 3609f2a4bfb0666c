import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities import catalog
from activities.face_track.base import VisibleFace
from activities.face_track.sound import Silence

RNG = np.random.default_rng(4)
SYLLABLES = np.abs(np.sin(np.arange(600) * 1.3) * np.sin(np.arange(600) * 0.77 + 1))
RESTING = RNG.random(600).astype(np.float32) * 0.004


class Speech(Silence):
    """Somebody is heard all the time."""

    def __init__(self, level: np.ndarray) -> None:
        self.level = level.astype(np.float32)


SPEECH = Speech(-50 + 35 * SYLLABLES)


def evidence(motion: np.ndarray, *, first: int = 0) -> np.ndarray:
    engine = catalog.ACTIVE_SPEAKERS.load("built-in")()
    engine.prepare(lambda _: None)
    return engine.evidence(VisibleFace(first, motion.astype(np.float32)), SPEECH)


def test_a_mouth_that_moves_with_the_sound_speaks_and_one_that_rests_does_not() -> None:
    assert np.median(evidence(RESTING + 0.06 * SYLLABLES)) > 1.5
    assert np.median(evidence(RESTING)) < -0.5


def test_a_mouth_that_moves_with_the_sound_has_more_than_one_that_chews() -> None:
    chewing = np.where(np.arange(600) % 7 < 3, 0.04, 0.005)
    speaking = RESTING + 0.04 * SYLLABLES

    assert np.median(evidence(speaking)) > np.median(evidence(chewing)) + 0.5


def test_a_motion_that_is_always_the_same_is_no_speech() -> None:
    even = 0.012 + 0.003 * RNG.random(600)

    assert np.median(evidence(even)) < 0


def test_a_face_that_comes_later_is_compared_with_the_sound_of_its_time() -> None:
    later = 0.04 * SYLLABLES[200:400]

    assert np.median(evidence(later, first=200)) > np.median(evidence(later, first=0)) + 0.2


@pytest.mark.parametrize("first", [0, 590, 10_000])
def test_a_face_after_the_end_of_the_sound_has_evidence_as_well(first: int) -> None:
    assert np.isfinite(evidence(RESTING[:50], first=first)).all()


@given(values=st.lists(st.floats(0, 1, width=32), min_size=1, max_size=80))
def test_there_is_a_value_for_every_step(values: list[float]) -> None:
    found = evidence(np.array(values))

    assert found.shape == (len(values),)
    assert np.isfinite(found).all()
