from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from activities.render.audio import pcm
from tests.activities.render.audio.waves import sine


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "s.f32"
    made = pcm.created(file, 1000)
    made[:] = sine(1.0)[:1000]

    assert np.array_equal(pcm.opened(file), sine(1.0)[:1000])


def test_an_empty_file_has_no_samples(tmp_path: Path) -> None:
    (tmp_path / "s.f32").touch()

    assert len(pcm.opened(tmp_path / "s.f32")) == 0


def test_a_stretch_beyond_a_recording_is_silent() -> None:
    samples = np.ones((10, 2), np.float32)

    found = pcm.stretch(samples, -3, 20)

    assert found[:, 0].tolist() == [0.0] * 3 + [1.0] * 10 + [0.0] * 7
    assert not pcm.stretch(samples, 50, 5).any()


def test_chunks_cover_everything_once() -> None:
    parts = list(pcm.chunks(100 * pcm.RATE + 7))

    assert parts[0].start == 0
    assert parts[-1].stop == 100 * pcm.RATE + 7
    assert all(a.stop == b.start for a, b in pairwise(parts))
    assert all((part.stop - part.start) % pcm.BLOCK == 0 for part in parts[:-1])


def test_each_block_has_its_power() -> None:
    powers = pcm.decibels(pcm.powers(sine(0.1, hertz=1000, level=-12)))

    assert powers == pytest.approx([-12.0] * 10, abs=0.01)


def test_silence_has_a_level() -> None:
    assert pcm.decibels(np.zeros(1, np.float32))[0] == pytest.approx(pcm.SILENT)
