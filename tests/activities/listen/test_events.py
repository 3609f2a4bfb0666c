import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities.listen import telling
from activities.listen.backends.built_in import BuiltIn
from activities.listen.base import Kind
from activities.listen.events import events, peaks
from activities.listen.hearing import hear
from activities.listen.levels import BLOCK, Floats
from activities.listen.steps import Steps
from core.domain.sound import RATE, Sound, SoundEvent
from core.domain.span import Span
from tests.activities.listen.sounds import (
    applause,
    cheer,
    drum,
    joined,
    laugh,
    noise,
    shout,
    silence,
    song,
    speech,
    tone,
)


def told(sound: Floats) -> Sound:
    blocks = (sound[first : first + BLOCK] for first in range(0, len(sound), BLOCK))
    return telling.sound(hear(blocks, BuiltIn()), duration=len(sound) / RATE, engine="built-in")


def heard(sound: Floats) -> tuple[SoundEvent, ...]:
    return told(sound).events


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
    assert "laughter" not in kinds(joined(speech(10), drum(70), speech(10, seed=2)))


@pytest.mark.parametrize("seconds", [2.0, 5.0])
def test_a_cheer_after_a_sentence_is_found_where_it_is(seconds: float) -> None:
    sound = joined(speech(20), cheer(seconds, rms=0.12), speech(20, seed=2))

    crowd = [event for event in heard(sound) if event.kind in {"cheer", "applause"}]

    assert "cheer" in {event.kind for event in crowd}
    assert all(event.span.start >= 20 - 0.5 and event.span.end <= 20.5 + seconds for event in crowd)


@pytest.mark.parametrize("steepness", [0.0, 1.0, 2.0])
def test_noise_that_bursts_in_is_no_crowd(steepness: float) -> None:
    burst = np.fft.rfft(noise(5, rms=0.1))
    burst /= np.maximum(np.arange(len(burst)), 500) ** (steepness / 2)
    sound = np.fft.irfft(burst).astype(np.float32)
    sound *= np.float32(0.1 / sound.std())

    found = kinds(joined(speech(20), sound, speech(20, seed=2)))

    assert not {"applause", "cheer", "laughter", "shout"} & set(found)


def test_one_high_and_strained_voice_is_a_shout() -> None:
    (event,) = heard(joined(speech(30, rms=0.05), shout(1), speech(30, rms=0.05, seed=2)))

    assert event.kind == "shout"
    assert event.span.common(Span(start=30, end=31)) > 0.5


def test_speech_that_is_only_much_louder_is_a_peak() -> None:
    loud = speech(1, rms=0.6, seed=5)

    (event,) = heard(joined(speech(30, rms=0.05), loud, speech(30, rms=0.05, seed=2)))

    assert event.kind == "peak"
    assert event.span.common(Span(start=30, end=31)) > 0.5


def test_music_between_two_talks_is_found_with_its_beats() -> None:
    sound = told(joined(speech(20), song(30), speech(20, seed=2)))

    (music,) = [event.span for event in sound.events if event.kind == "music"]

    assert (music.start, music.end) == pytest.approx((20, 50), abs=2)
    assert len(sound.beats) == pytest.approx(60, abs=6)
    assert all(music.contains(beat) for beat in sound.beats)


def test_a_kind_that_the_classifier_knows_is_left_to_it() -> None:
    count = 100
    levels, nothing = np.full(count, -30, np.float32), np.zeros(count, np.float32)
    certain = np.zeros(count, np.float32)
    certain[40:60] = 0.9
    flat = Steps(*[nothing] * 5)
    said: dict[Kind, Floats] = {"speech": nothing, "music": nothing, "laughter": certain}

    (event,) = events(levels, flat, np.ones(count, np.float32), told=said)

    assert (event.kind, event.span, event.score) == ("laughter", Span(start=4, end=6), 0.9)


def test_speech_after_a_silence_is_no_peak() -> None:
    assert kinds(joined(silence(30), speech(10), silence(30), speech(10, seed=2))) == []


def test_a_held_tone_is_no_reaction() -> None:
    found = kinds(joined(speech(20), tone(5, amplitude=0.1), speech(20, seed=2)))

    assert set(found) <= {"music"}


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.3, 2.0])
def test_the_shortest_sounds_are_heard_without_an_event(seconds: float) -> None:
    assert kinds(speech(2)[: round(seconds * RATE)]) == []


_STEP = st.tuples(
    st.floats(-100, 0, width=32),
    *[st.floats(0, 1, width=32)] * 6,
    st.floats(100, 800, width=32),
    st.floats(-30, 40, width=32),
)


@settings(max_examples=40)
@given(st.lists(_STEP, max_size=200))
def test_events_are_scored_in_order_and_inside_the_recording(rows: list[tuple[float, ...]]) -> None:
    columns = [np.array(c, np.float32) for c in zip(*rows, strict=True)] or [
        np.empty(0, np.float32)
    ] * 9
    levels, flat, voicing, bright, laughing, spoken, music, pitch, swell = columns
    steps = Steps(flat, voicing, bright, pitch, swell)

    found = events(levels, steps, laughing, told={"speech": spoken, "music": music})

    assert [event.span.start for event in found] == sorted(event.span.start for event in found)
    for event in [*found, *peaks(levels)]:
        assert 0 <= event.score <= 1
        assert 0 <= event.span.start < event.span.end <= len(rows) * 0.1 + 1e-6


@settings(max_examples=8)
@given(st.integers(1, 40))
def test_blocks_make_no_difference(size: int) -> None:
    sound = joined(speech(4), laugh(3), speech(4, seed=2))
    step = size * RATE // 2
    blocks = [sound[first : first + step] for first in range(0, len(sound), step)]

    whole, parts = hear([sound], BuiltIn()), hear(blocks, BuiltIn())

    assert parts.levels == pytest.approx(whole.levels)
    assert parts.powers == pytest.approx(whole.powers, abs=1e-6)
    assert parts.steps.flatness == pytest.approx(whole.steps.flatness)
    assert parts.laughing == pytest.approx(whole.laughing)
    assert parts.told["speech"] == pytest.approx(whole.told["speech"], abs=1e-3)
