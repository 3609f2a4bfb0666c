from pathlib import Path

import numpy as np
import pytest

from activities.transcribe.encoding import ogg_opus
from tests.activities.transcribe import sounds

pytestmark = pytest.mark.media


def test_sound_is_small_and_keeps_its_time(tmp_path: Path) -> None:
    speech = sounds.decoded(sounds.inaugural())[: 10 * sounds.RATE]
    packed = ogg_opus(speech)
    assert len(packed) < 60_000
    path = tmp_path / "a.ogg"
    path.write_bytes(packed)
    again = sounds.decoded(path)
    length = min(len(again), len(speech))
    assert abs(len(again) - len(speech)) < 0.05 * sounds.RATE
    spectra = np.fft.rfft(again[:length]) * np.conj(np.fft.rfft(speech[:length]))
    lag = int(np.argmax(np.fft.irfft(spectra)))
    assert min(lag, length - lag) < 0.005 * sounds.RATE


def test_no_sound_and_too_loud_sound_can_be_packed() -> None:
    assert ogg_opus(np.zeros(1, np.float32)).startswith(b"OggS")
    assert ogg_opus(np.full(2 * sounds.RATE, 5.0, np.float32)).startswith(b"OggS")
