from pathlib import Path

import numpy as np
import pytest

from activities.listen.reading import BLOCK, blocks
from core import ffmpeg
from core.errors import UnreadableMediaError
from tests.activities.listen.sounds import flac, speech, tone

pytestmark = pytest.mark.media


def test_every_sample_comes_once_in_even_blocks(tmp_path: Path) -> None:
    sound = speech(70)

    read = list(blocks(flac(tmp_path / "speech.flac", sound)))

    assert [len(block) for block in read] == [BLOCK, BLOCK, 10 * 16_000]
    assert np.concatenate(read) == pytest.approx(sound, abs=1e-4)


def test_another_rate_and_two_channels_become_16_khz_mono(tmp_path: Path) -> None:
    stereo = tmp_path / "stereo.flac"
    source = flac(tmp_path / "tone.flac", tone(2))
    ffmpeg.run(["-i", str(source), "-ac", "2", "-ar", "44100", str(stereo)])

    (block,) = blocks(stereo)

    assert len(block) == pytest.approx(2 * 16_000, abs=50)
    assert np.sqrt(np.mean(block[1000:-1000] ** 2)) == pytest.approx(0.5 / np.sqrt(2), rel=0.02)


def test_a_file_that_is_no_sound_is_named_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "audio.wav"
    path.write_text("not a sound")

    with pytest.raises(UnreadableMediaError, match=r"audio\.wav cannot be decoded"):
        list(blocks(path))
