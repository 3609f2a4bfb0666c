import numpy as np
import pytest

from activities.transcribe.levels import STEP, levels
from core.domain.span import Span
from tests.activities.transcribe import sounds

RATE = 16_000


def tone(seconds: float, volume: float) -> sounds.Samples:
    at = np.arange(int(seconds * RATE)) / RATE
    return np.asarray(volume * np.sqrt(2) * np.sin(2 * np.pi * 400 * at), np.float32)


def test_levels_are_decibels_of_full_scale_whatever_the_pieces() -> None:
    sound = np.concatenate([tone(1, 0.1), tone(1, 0.001)])
    whole = levels([sound], RATE)
    split = levels(np.array_split(sound, 37), RATE)
    assert np.allclose(whole.db, split.db, atol=0.1)
    assert len(whole.db) == round(2 / STEP)
    assert whole.between(0, 1).mean() == pytest.approx(-20, abs=0.2)
    assert whole.between(1, 2).mean() == pytest.approx(-60, abs=0.2)


def test_quiet_beside_loud_is_silent() -> None:
    found = levels([np.concatenate([tone(3, 0.1), tone(1, 0.0005)])], RATE)
    assert found.silent(Span(start=3.2, end=3.8))
    assert not found.silent(Span(start=1, end=2))
    assert found.silent(Span(start=9, end=10))


def test_sound_all_along_is_nowhere_silent_and_digital_silence_everywhere() -> None:
    assert not levels([tone(2, 0.05)], RATE).silent(Span(start=0, end=1))
    assert levels([tone(2, 0.0)], RATE).silent(Span(start=0, end=1))


def test_no_sound_has_no_levels() -> None:
    found = levels([], RATE)
    assert len(found.db) == 0
    assert found.seconds == 0
    assert found.silent(Span(start=0, end=1))
