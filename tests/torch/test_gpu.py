"""The engines on a real GPU. Nothing of this runs where there is none."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from activities import catalog
from activities.scenes.base import Seen
from core.settings import DiarizeSettings, Settings, TranscribeSettings, settings
from tests.activities.transcribe import sounds
from tests.activities.transcribe.tiny_whisper import tiny_whisper
from tests.torch.tiny_pyannote import tiny_pyannote
from tests.torch.tiny_wav2vec2 import tiny_wav2vec2

pytestmark = pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA GPU here")

Choose = Callable[[str, object], None]


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Iterator[Choose]:
    def set_variable(name: str, value: object) -> None:
        monkeypatch.setenv(name, str(value))
        settings.cache_clear()

    yield set_variable
    monkeypatch.undo()
    settings.cache_clear()


def ignore(_: float) -> None:
    pass


def taken(before: int) -> int:
    """Return the bytes of the GPU that are in use beyond so many."""
    free, whole = torch.cuda.mem_get_info()
    return int(whole - free) - before


def test_whisperx_hears_and_places_words_in_half_precision(
    tmp_path: Path, choose: Choose, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    letters = tiny_wav2vec2(tmp_path / "letters")
    folder = tiny_whisper(tmp_path / "tiny", ["On", "a", "GPU."])
    choose("CLIPPED_TRANSCRIBE__ALIGNMENT_MODELS", f'{{"en": "{letters}"}}')
    chosen = TranscribeSettings(whisperx_model=folder, alignment_models={"en": letters})
    engine = catalog.TRANSCRIBERS.load("whisperx")(Settings(offline=True, transcribe=chosen))
    before = taken(0)
    engine.prepare(ignore)
    heard = engine.transcribe(sounds.inaugural(), 11.0, language=None, vocabulary=(), report=ignore)
    assert taken(before) > 0
    assert [word.text for word in heard.words] == ["On", "a", "GPU."]


def test_pyannote_tells_voices_apart(tmp_path: Path, choose: Choose) -> None:
    place = tiny_pyannote(tmp_path / "tiny")
    choose("CLIPPED_DIARIZE__PYANNOTE_PIPELINE", place)
    chosen = DiarizeSettings(pyannote_pipeline=str(place))
    engine = catalog.DIARIZERS.load("pyannote")(Settings(offline=True, diarize=chosen))
    engine.prepare(ignore)
    told = engine.diarize(sounds.inaugural(), 11.0, speakers=1, report=ignore)
    assert len(told.prints) == 1
    assert torch.cuda.max_memory_allocated() > 0


def test_transnetv2_is_faster_than_the_recording_and_finds_its_cut(choose: Choose) -> None:
    choose("CLIPPED_SCENES__TRANSNETV2", 1)
    detector = catalog.SCENE_DETECTORS.load("transnetv2")()
    detector.prepare(ignore)
    dice = np.random.default_rng(7)
    takes = dice.integers(0, 255, (2, 108, 192, 3), np.uint8)
    seconds, rate = 60, 30
    started = time.monotonic()
    for number in range(seconds * rate):
        detector.see(Seen(number / rate, takes[number // (seconds * rate // 2)]))
    cuts = detector.cuts()
    assert time.monotonic() - started < seconds / 5
    assert cuts == [pytest.approx(seconds / 2, abs=1.5 / rate)]
