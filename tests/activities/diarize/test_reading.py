from pathlib import Path

import numpy as np
import pytest

from activities.diarize.reading import chunks
from core.errors import UnreadableMediaError
from tests.activities.diarize.talks import Talk
from tests.media import video


def test_a_recording_comes_in_chunks_that_lie_end_to_end(tmp_path: Path) -> None:
    sound = np.linspace(-0.5, 0.5, 16_000 * 5 // 2, dtype=np.float32)
    path = Talk(sound, ()).written(tmp_path / "a.wav")

    found = list(chunks(path, 1.0))

    assert [start for start, _ in found] == [0.0, 1.0, 2.0]
    assert [len(samples) for _, samples in found] == [16_000, 16_000, 8_000]
    np.testing.assert_allclose(np.concatenate([s for _, s in found]), sound, atol=1e-4)


@pytest.mark.media
def test_a_file_without_sound_is_told(tmp_path: Path) -> None:
    silent = video(tmp_path / "silent.mp4", seconds=0.5, sound=False)

    with pytest.raises(UnreadableMediaError, match="holds no sound"):
        list(chunks(silent, 1.0))


def test_what_is_no_sound_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"nothing to hear")

    with pytest.raises(UnreadableMediaError, match=r"a\.wav cannot be decoded"):
        list(chunks(tmp_path / "a.wav", 1.0))
