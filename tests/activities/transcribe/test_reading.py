from pathlib import Path

import numpy as np
import pytest

from activities.transcribe.reading import RATE, between, pieces
from core.errors import UnreadableMediaError
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


def test_a_file_without_sound_is_unreadable(tmp_path: Path) -> None:
    silent = video(tmp_path / "silent.mp4", seconds=1, sound=False)
    with pytest.raises(UnreadableMediaError, match="holds no sound"):
        list(pieces(silent))


def test_a_file_that_is_no_media_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"not a recording" * 100)
    with pytest.raises(UnreadableMediaError, match=r"a\.wav cannot be decoded"):
        list(pieces(path))
