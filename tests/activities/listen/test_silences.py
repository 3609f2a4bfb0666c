from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.listen.levels import FINE, STEP, Floats, rms
from activities.listen.silences import MIN_SILENCE, silences, threshold
from core.domain.sound import RATE
from core.domain.span import Span
from tests.activities.listen.sounds import joined, noise, silence, speech, tone


def found(sound: Floats) -> list[tuple[float, float]]:
    levels, fine = rms(sound, round(STEP * RATE)), rms(sound, round(FINE * RATE))
    return [(span.start, span.end) for span in silences(fine, threshold(levels))]


def test_a_pause_in_speech_is_found_where_it_is() -> None:
    talk = joined(speech(6), silence(1.2), speech(6, seed=2))

    (pause,) = [span for span in found(talk) if span[1] - span[0] > 0.8]

    assert pause == pytest.approx((6.0, 7.2), abs=0.15)


@pytest.mark.parametrize("room", [0.0005, 0.002, 0.008])
def test_a_pause_is_found_also_in_a_noisy_room(room: float) -> None:
    talk = joined(speech(6), silence(1.0), speech(6, seed=2))

    pauses = found(talk + noise(13, rms=room))

    assert any(Span(start=a, end=b).common(Span(start=6, end=7)) > 0.8 for a, b in pauses)


def test_a_hole_shorter_than_a_pause_is_none() -> None:
    assert found(joined(tone(3), silence(0.25), tone(3))) == []


def test_a_steady_sound_has_no_silence() -> None:
    assert found(tone(5)) == []
    assert found(noise(5)) == []


def test_digital_silence_is_one_silence() -> None:
    assert found(silence(5)) == [(0.0, 5.0)]


def test_a_quiet_recording_is_not_silent() -> None:
    quiet = joined(speech(6, rms=0.01), silence(1.0), speech(6, rms=0.01, seed=2))

    assert sum(b - a for a, b in found(quiet)) < 4


@given(st.lists(st.floats(-100, 0, width=32), min_size=1, max_size=300))
def test_silences_are_long_enough_in_order_and_inside(values: list[float]) -> None:
    fine = np.array(values * 2, np.float32)

    spans = silences(fine, threshold(fine[::2]))

    assert all(span.duration >= MIN_SILENCE - 1e-6 for span in spans)
    assert all(span.end <= len(fine) * FINE + 1e-6 for span in spans)
    assert all(a.end < b.start for a, b in pairwise(spans))
