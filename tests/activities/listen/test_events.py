import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.listen.events import applause as clapping
from activities.listen.events import events, peaks
from activities.listen.levels import Floats
from activities.listen.spectrum import RATE
from activities.listen.work import hear
from core.domain.sound import SoundEvent
from core.domain.span import Span
from tests.activities.listen.sounds import (
    applause,
    joined,
    laugh,
    music,
    noise,
    silence,
    speech,
    tone,
)


def heard(sound: Floats) -> tuple[SoundEvent, ...]:
    of = hear([sound]).lasting(len(sound) / RATE)
    return events(of.levels, of.flatness, of.laughing)


def kinds(sound: Floats) -> list[str]:
    return [event.kind for event in heard(sound)]


@pytest.mark.parametrize("seed", range(5))
def test_plain_speech_has_no_events(seed: int) -> None:
    assert kinds(joined(speech(30, seed=seed), silence(2), speech(30, seed=seed + 10))) == []


def test_applause_after_a_sentence_is_found_where_it_is() -> None:
    (event,) = heard(joined(speech(20), applause(5, rms=0.08), speech(20, seed=2)))

    assert event.kind == "applause"
    assert (event.span.start, event.span.end) == pytest.approx((20, 25), abs=0.7)


def test_noise_that_is_always_there_is_no_applause() -> None:
    assert kinds(noise(60)) == []
    assert kinds(speech(40, rms=0.1) + noise(40, rms=0.03)) == []


def test_applause_far_below_the_speech_is_left_out() -> None:
    assert kinds(joined(speech(20), applause(5, rms=0.004), speech(20, seed=2))) == []


@pytest.mark.parametrize("seed", range(3))
def test_laughter_is_found_where_it_is(seed: int) -> None:
    sound = joined(speech(15), silence(0.5), laugh(3, seed=seed), silence(0.5), speech(15, seed=2))

    (event,) = [event for event in heard(sound) if event.kind == "laughter"]

    assert event.span.common(Span(start=15.5, end=18.5)) > 1.5
    assert event.span.start > 15
    assert event.span.end < 19.2


def test_a_beat_that_goes_on_is_no_laughter() -> None:
    assert "laughter" not in kinds(joined(speech(10), music(70), speech(10, seed=2)))


def test_a_shout_is_a_peak() -> None:
    shout = speech(1, rms=0.6, seed=5)

    (event,) = heard(joined(speech(30, rms=0.05), shout, speech(30, rms=0.05, seed=2)))

    assert event.kind == "peak"
    assert event.span.common(Span(start=30, end=31)) > 0.5


def test_speech_after_a_silence_is_no_peak() -> None:
    assert kinds(joined(silence(30), speech(10), silence(30), speech(10, seed=2))) == []


def test_a_tone_is_no_event() -> None:
    assert kinds(joined(speech(20), tone(5, amplitude=0.1), speech(20, seed=2))) == []


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.3, 2.0])
def test_the_shortest_sounds_are_heard_without_an_event(seconds: float) -> None:
    assert kinds(speech(2)[: round(seconds * RATE)]) == []


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.floats(-100, 0, width=32), st.floats(0, 0.5, width=32)), max_size=400))
def test_events_are_scored_and_inside_the_recording(steps: list[tuple[float, float]]) -> None:
    levels = np.array([level for level, _ in steps], np.float32)
    flatness = np.array([flat for _, flat in steps], np.float32)

    for event in [*clapping(levels, flatness), *peaks(levels)]:
        assert 0 <= event.score <= 1
        assert 0 <= event.span.start < event.span.end <= len(steps) * 0.1 + 1e-6


@settings(deadline=None, max_examples=15)
@given(st.integers(1, 40))
def test_blocks_make_no_difference(size: int) -> None:
    sound = joined(speech(4), laugh(3), speech(4, seed=2))
    step = size * RATE // 10
    blocks = [sound[first : first + step] for first in range(0, len(sound), step)]

    whole, parts = hear([sound]), hear(blocks)

    assert parts.levels == pytest.approx(whole.levels)
    assert parts.flatness == pytest.approx(whole.flatness)
    assert parts.laughing == pytest.approx(whole.laughing)
