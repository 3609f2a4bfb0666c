import numpy as np
import pytest

from activities.listen.beats import beats, onsets
from activities.listen.levels import Floats
from activities.listen.spectrum import Frames, frames
from core.domain.span import Span
from tests.activities.listen.sounds import applause, noise, silence, song, speech


def found(sound: Floats) -> tuple[float, ...]:
    return beats(onsets(frames(sound), Frames.none()), [Span(start=0, end=len(sound) / 16_000)])


@pytest.mark.parametrize("bpm", [72, 96, 120, 132])
def test_the_beats_of_a_song_are_where_they_are(bpm: float) -> None:
    heard = np.array(found(song(30, bpm=bpm)))

    true = np.arange(0, 29, 60 / bpm)
    away = np.array([np.abs(heard - beat).min() for beat in true])
    assert (away < 0.07).mean() > 0.95
    assert len(heard) == pytest.approx(len(true), abs=3)


@pytest.mark.parametrize("sound", [speech(30), applause(20), noise(20), silence(20)])
def test_what_has_no_tempo_has_no_beats(sound: Floats) -> None:
    assert found(sound) == ()


def test_a_few_seconds_are_too_short_for_a_tempo() -> None:
    assert found(song(4)) == ()


def test_only_music_has_beats() -> None:
    strength = onsets(frames(song(40)), Frames.none())

    heard = beats(strength, [Span(start=10, end=30)])

    assert min(heard) >= 10
    assert max(heard) < 30
    assert beats(strength, []) == ()


def test_blocks_make_no_difference() -> None:
    heard = frames(song(10))

    parts = [
        onsets(heard.part(0, 100), Frames.none()),
        onsets(heard.part(100), heard.part(99, 100)),
    ]

    assert np.concatenate(parts) == pytest.approx(onsets(heard, Frames.none()))
