from pathlib import Path

import numpy as np
import pytest

from activities import catalog
from activities.render.audio.pcm import RATE, Floats, created, opened
from tests.activities.render.audio.waves import level, level_of, noise, sine

pytestmark = pytest.mark.media


def cleaned(samples: Floats, folder: Path) -> Floats:
    raw, clean = folder / "raw.f32", folder / "clean.f32"
    created(raw, len(samples))[:] = samples
    catalog.DENOISERS.load("ffmpeg")().clean(raw, clean)
    return np.array(opened(clean))


def voice(seconds: float = 6.0) -> Floats:
    """Return a voice with pauses."""
    samples = sine(seconds, hertz=440, level=-20) + sine(seconds, hertz=1760, level=-30)
    at = np.arange(len(samples)) / RATE
    samples[(at % 2) > 1] = 0
    return samples


@pytest.mark.parametrize("hum", [False, True], ids=["hiss", "hum"])
def test_noise_goes_and_the_voice_stays(tmp_path: Path, hum: bool) -> None:
    dirt = noise(6, level=-60 if hum else -42)
    if hum:
        dirt += sine(6, hertz=120, level=-42)

    made = cleaned(voice() + dirt, tmp_path)

    assert level(made, 3.2, 3.8) < -50
    assert level_of(made, 440, 2.2, 2.8) == pytest.approx(-20, abs=1)
    assert level_of(made, 1760, 2.2, 2.8) == pytest.approx(-30, abs=1.5)


def test_the_sound_stays_in_step(tmp_path: Path) -> None:
    samples = voice() + noise(6, level=-50)

    made = cleaned(samples, tmp_path)

    assert len(made) == len(samples)
    both = np.fft.rfft(made[:, 0]) * np.conj(np.fft.rfft(samples[:, 0]))
    assert int(np.fft.irfft(both).argmax()) == 0


def test_who_never_pauses_is_cleaned_carefully_and_stays_in_step(tmp_path: Path) -> None:
    samples = sine(3, level=-20)

    made = cleaned(samples, tmp_path)

    assert len(made) == len(samples)
    assert made[RATE : 2 * RATE] == pytest.approx(samples[RATE : 2 * RATE], abs=0.02)


def test_nothing_is_left_beside_the_result(tmp_path: Path) -> None:
    cleaned(voice() + noise(6, level=-50), tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["clean.f32", "raw.f32"]
