"""LR-ASD's place, with a network of its form: who is bright while it is loud speaks."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from activities import catalog
from activities.face_track.base import CROP_RATE, CROP_SIDE, ActiveSpeaker, VisibleFace
from activities.face_track.speech import STEP
from core.domain.sound import RATE
from core.errors import EngineUnavailableError
from core.settings import settings
from tests.torch.exported import active_speaker, insightface_pack

VARIABLE = "CLIPPED_FACE_TRACK__LR_ASD_WEIGHTS"


class Noise:
    """Loud from one time to another, silent otherwise."""

    level = np.zeros(0, np.float32)

    def __init__(self, start: float, end: float) -> None:
        self._start, self._end = start, end

    def samples(self, start: float, end: float) -> NDArray[np.float32]:
        times = np.arange(round(start * RATE), round(end * RATE)) / RATE
        loud = (times >= self._start) & (times < self._end)
        noise = np.random.default_rng(6).normal(0, 0.2, len(times))
        return np.asarray(noise * loud, np.float32)


@pytest.fixture
def speaker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ActiveSpeaker]:
    monkeypatch.setenv(VARIABLE, str(active_speaker(tmp_path / "network.onnx")))
    settings.cache_clear()
    made = catalog.ACTIVE_SPEAKERS.load("lr-asd")()
    made.prepare(lambda _: None)
    yield made
    monkeypatch.undo()
    settings.cache_clear()


def visible(first: int, seconds: float, bright_from: float) -> VisibleFace:
    """Return a face whose mouth region is bright from so many seconds of it on."""
    count = round(seconds * CROP_RATE)
    crops = np.zeros((count, CROP_SIDE, CROP_SIDE), np.uint8)
    crops[round(bright_from * CROP_RATE) :] = 255
    return VisibleFace(first, np.zeros(round(seconds / STEP), np.float32), crops)


@pytest.mark.parametrize("seconds", [0.4, 8.0, 75.0])
def test_who_is_bright_while_it_is_loud_speaks(speaker: ActiveSpeaker, seconds: float) -> None:
    first = 30
    begin = first * STEP
    face = visible(first, seconds, seconds / 2)
    told = speaker.evidence(face, Noise(begin, begin + seconds))
    assert len(told) == len(face.motion)
    middle = len(told) // 2
    assert (told[: middle - 1] < 0).all()
    assert (told[middle + 1 :] > 0).all()
    assert np.abs(told).max() <= 3


def test_sound_and_picture_are_in_step_however_late_the_face_comes(
    speaker: ActiveSpeaker,
) -> None:
    told = speaker.evidence(visible(500, 40.0, 0.0), Noise(50 + 33.0, 50 + 37.0))
    times = (np.arange(len(told)) + 0.5) * STEP
    assert (told[(times > 33.5) & (times < 36.5)] > 0).all()
    assert (told[(times < 32.5) | (times > 37.5)] < 0).all()


def test_without_crops_nothing_is_believed(speaker: ActiveSpeaker) -> None:
    face = VisibleFace(0, np.zeros(20, np.float32))
    assert (speaker.evidence(face, Noise(0, 2)) == np.zeros(20)).all()
    assert speaker.wants_crops


def test_another_network_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = insightface_pack(tmp_path / "pack") / "c_embedder.onnx"
    monkeypatch.setenv(VARIABLE, str(other))
    settings.cache_clear()
    with pytest.raises(EngineUnavailableError, match="does not take audio and video"):
        catalog.ACTIVE_SPEAKERS.load("lr-asd")().prepare(lambda _: None)
    monkeypatch.undo()
    settings.cache_clear()
