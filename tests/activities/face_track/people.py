"""Recordings of people, made from photographs: they move on known paths and speak when told."""

from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import EngineUnavailableError
from core.models import ModelStore
from core.settings import settings
from deploy.local.sample.portraits import SITTERS
from tests.media import SHARED

Picture = NDArray[np.uint8]

FPS = 30

PORTRAIT = "portrait-480p.jpg"
FACE = (444.0, 114.0)
"""The middle of the face in the portrait, in pixels. Its head is 112 pixels wide."""
MOUTH = (446.0, 143.0)
"""The middle of its mouth."""


def photograph(name: str) -> Picture:
    """Return a photograph as blue, green, red, or skip the test where there is none."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return np.asarray(cv2.imread(str(path)), np.uint8)


def need_centerface() -> None:
    """Skip the test where the model cannot be had."""
    try:
        ModelStore(settings()).fetch("centerface")
    except EngineUnavailableError as error:
        pytest.skip(str(error))


def need_portraits() -> None:
    """Skip the test where the model or the portraits of the sample cannot be had."""
    need_centerface()
    try:
        for sitter in SITTERS.values():
            ModelStore(settings()).fetch(sitter.model)
    except EngineUnavailableError as error:
        pytest.skip(str(error))


def speaking(picture: Picture, mouth: tuple[float, float], open_by: float, size: float) -> Picture:
    """Return the picture with what is below the middle of the mouth drawn down.

    ``mouth`` is in pixels, ``open_by`` and ``size`` (the width of the mouth) as well.
    """
    rows, columns = np.mgrid[: picture.shape[0], : picture.shape[1]].astype(np.float32)
    x, y = (columns - mouth[0]) / size, (rows - mouth[1]) / size
    lip = np.exp(-(x**2) * 2) * np.exp(-((y - 0.25) ** 2) * 6) * (y > 0)
    return np.asarray(
        cv2.remap(picture, columns, rows - open_by * lip.astype(np.float32), cv2.INTER_LINEAR),
        np.uint8,
    )


def record(path: Path, pictures: Iterable[Picture], *, fps: int = FPS) -> Path:
    """Write the pictures as a video like a proxy."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps)
        stream.pix_fmt = "yuv420p"
        stream.options = {"preset": "ultrafast", "crf": "23"}
        for number, picture in enumerate(pictures):
            if number == 0:
                stream.height, stream.width = picture.shape[:2]
            frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def talk(path: Path, loudness: Callable[[float], float], seconds: float) -> Path:
    """Write a voice-like sound whose loudness, 0..1, depends on the time, as 16 kHz FLAC."""
    rate = 16_000
    at = np.arange(int(seconds * rate)) / rate
    voice = sum(np.sin(2 * np.pi * 140 * n * at) / n for n in range(1, 20))
    envelope = np.interp(at, at[::160], [loudness(t) for t in at[::160]])
    samples = (np.asarray(voice) * envelope * 0.2 * 32767 / 3).astype(np.int16)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("flac", rate=rate)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(samples[None], format="s16", layout="mono")
        frame.sample_rate = rate
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def shown(
    picture: Picture, size: tuple[int, int], *, face_at: tuple[float, float], scale: float = 1.0
) -> Picture:
    """Return the portrait in a picture of a size, with the middle of its face at a place."""
    shift = np.array(
        [
            [scale, 0, face_at[0] - scale * FACE[0]],
            [0, scale, face_at[1] - scale * FACE[1]],
        ],
        np.float32,
    )
    return np.asarray(cv2.warpAffine(picture, shift, size, borderMode=cv2.BORDER_REFLECT), np.uint8)


def syllables(at: float) -> float:
    """Return how loud somebody who speaks is at a time, 0..1: about four syllables a second."""
    return float(max(0.0, np.sin(2 * np.pi * 2.1 * at) * np.sin(2 * np.pi * 1.3 * at + 1)) ** 0.5)
