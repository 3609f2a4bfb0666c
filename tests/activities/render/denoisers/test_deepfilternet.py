"""DeepFilterNet, where its extra is installed."""

from pathlib import Path

import numpy as np
import pytest

from activities import catalog
from activities.render.audio.pcm import RATE, Floats, created, decibels, opened, powers
from core import ffmpeg
from core.errors import EngineUnavailableError
from tests.activities.render.audio.waves import level, noise
from tests.media import SHARED

SPEECH = SHARED / "inaugural-address-1961.flac"
LACKING = catalog.DENOISERS.lacks("deepfilternet")

installed = pytest.mark.skipif(
    bool(LACKING) or not SPEECH.exists(), reason="it or the recordings are not there"
)


def cleaned(samples: Floats, folder: Path) -> Floats:
    raw, clean = folder / "raw.f32", folder / "clean.f32"
    created(raw, len(samples))[:] = samples
    catalog.DENOISERS.load("deepfilternet")().clean(raw, clean)
    return np.array(opened(clean))


def speech(folder: Path) -> Floats:
    path = folder / "speech.f32"
    options = ["-t", "4", "-ar", str(RATE), "-ac", "2", "-c:a", "pcm_f32le", "-f", "f32le"]
    ffmpeg.run(["-i", str(SPEECH), *options, str(path)])
    return np.fromfile(path, np.float32).reshape(-1, 2)


def quietest(samples: Floats) -> float:
    """Return the level of the quietest tenth of a recording, dB."""
    return float(np.quantile(decibels(powers(samples)), 0.1))


@pytest.mark.skipif(not LACKING, reason="it is installed here")
def test_without_its_extra_it_says_how_to_get_it() -> None:
    with pytest.raises(EngineUnavailableError, match="the extra deepfilternet"):
        catalog.DENOISERS.load("deepfilternet")


@installed
def test_noise_goes_and_speech_stays_in_step(tmp_path: Path) -> None:
    clean = speech(tmp_path)
    noisy = clean + noise(4, level=level(clean) - 12)[: len(clean)]

    made = cleaned(noisy, tmp_path)

    assert len(made) == len(noisy)
    both = np.fft.rfft(made[:, 0]) * np.conj(np.fft.rfft(clean[:, 0]))
    assert int(np.fft.irfft(both).argmax()) == 0
    assert quietest(made) < quietest(noisy) - 6


@installed
def test_channels_that_differ_are_cleaned_each(tmp_path: Path) -> None:
    samples = speech(tmp_path)[: 2 * RATE].copy()
    samples[:, 1] = 0

    made = cleaned(samples, tmp_path)

    assert np.abs(made[:, 1]).max() < 1e-3
    assert np.abs(made[:, 0]).max() > 0.05
