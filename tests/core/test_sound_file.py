from pathlib import Path

import numpy as np
import pytest

from core import ffmpeg
from core.domain.sound import RATE
from core.errors import UnreadableMediaError
from core.sound_file import between, blocks, pieces
from tests.activities.transcribe.sounds import flac
from tests.media import video

pytestmark = pytest.mark.media


def test_sound_comes_in_small_pieces_and_whole(tmp_path: Path) -> None:
    tone = (0.3 * np.sin(np.arange(5 * RATE) / 9)).astype(np.float32)
    parts = list(pieces(flac(tmp_path / "a.flac", tone)))
    assert max(map(len, parts)) <= RATE
    assert np.allclose(np.concatenate(parts), tone, atol=1e-3)


@pytest.mark.parametrize(("start", "end"), [(0, 1), (2.345, 3.456), (4.5, 9), (8, 9), (-1, 0.5)])
def test_a_stretch_is_read_to_the_sample(tmp_path: Path, start: float, end: float) -> None:
    tone = (0.3 * np.sin(np.arange(5 * RATE) / 9)).astype(np.float32)
    path = flac(tmp_path / "a.flac", tone)
    found = between(path, start, end)
    expected = tone[round(max(0, start) * RATE) : round(end * RATE)]
    assert np.allclose(found, expected, atol=1e-3)


def test_every_sample_comes_once_in_even_blocks(tmp_path: Path) -> None:
    tone = (0.3 * np.sin(np.arange(5 * RATE) / 9)).astype(np.float32)

    found = list(blocks(flac(tmp_path / "a.flac", tone), 2 * RATE))

    assert [len(block) for block in found] == [2 * RATE, 2 * RATE, RATE]
    assert np.allclose(np.concatenate(found), tone, atol=1e-3)


def test_another_rate_and_two_channels_become_16_khz_mono(tmp_path: Path) -> None:
    stereo = tmp_path / "stereo.flac"
    source = flac(tmp_path / "a.flac", (0.5 * np.sin(np.arange(2 * RATE) / 9)).astype(np.float32))
    ffmpeg.run(["-i", str(source), "-ac", "2", "-ar", "44100", str(stereo)])

    (block,) = blocks(stereo, 30 * RATE)

    assert len(block) == pytest.approx(2 * RATE, abs=50)
    assert np.sqrt(np.mean(block[1000:-1000] ** 2)) == pytest.approx(0.5 / np.sqrt(2), rel=0.02)


def test_a_file_without_sound_is_unreadable(tmp_path: Path) -> None:
    silent = video(tmp_path / "silent.mp4", seconds=1, sound=False)
    with pytest.raises(UnreadableMediaError, match="holds no sound"):
        list(pieces(silent))


def test_a_file_that_is_no_media_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"not a recording" * 100)
    with pytest.raises(UnreadableMediaError, match=r"a\.wav cannot be decoded"):
        list(pieces(path))
