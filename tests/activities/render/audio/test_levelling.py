from pathlib import Path

import numpy as np
import pytest

from activities.render.audio import levelling, limiter
from activities.render.audio.pcm import Floats, created, opened
from core.domain.plan import AudioPlan
from tests.activities.render.audio.waves import noise, sine

pytestmark = pytest.mark.media


def written(path: Path, samples: Floats) -> Path:
    created(path, len(samples))[:] = samples
    return path


def peaky() -> Floats:
    """Return quiet noise with short, loud bursts, which a gain alone would lift too high."""
    samples = noise(8, level=-34)
    for at in range(20_000, len(samples), 40_000):
        samples[at : at + 3_000] *= 12
    return samples


def test_peaks_are_limited_and_what_they_lose_is_made_good(tmp_path: Path) -> None:
    mixed, made = written(tmp_path / "a.f32", peaky()), tmp_path / "b.f32"

    done = levelling.levelled(mixed, made, AudioPlan())

    assert done.mastering.ceiling is not None
    assert levelling.integrated(made) == pytest.approx(-14, abs=0.3)
    assert limiter.true_peak(opened(made)) <= done.mastering.ceiling + 0.1


def test_an_even_sound_needs_no_limiter(tmp_path: Path) -> None:
    mixed, made = written(tmp_path / "a.f32", sine(3, level=-30)), tmp_path / "b.f32"

    done = levelling.levelled(mixed, made, AudioPlan())

    assert done.mastering.ceiling is None
    assert levelling.integrated(made) == pytest.approx(-14, abs=0.15)


def test_silence_stays_as_it_is(tmp_path: Path) -> None:
    mixed, made = written(tmp_path / "a.f32", noise(2, level=-95)), tmp_path / "b.f32"

    levelling.levelled(mixed, made, AudioPlan())

    assert np.array_equal(opened(made), opened(mixed))
