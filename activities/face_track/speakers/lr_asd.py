"""LR-ASD (Liao et al., IJCV 2025): a network of 0.84 million weights that hears and sees.

Its weights are used from an ONNX file that the operator exports from the authors' own
checkpoint and sets; nothing is fetched. For T pictures of a face, 25 a second, it has

- an input ``audio``, float32, (1, 4T, 13): cepstral coefficients, 100 rows a second;
- an input ``video``, float32, (1, T, 112, 112): the middle of the face, gray, 0..255;
- one output of T numbers, float32: above 0 the face speaks (the authors' score of their
  class 1, before any softmax).
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from activities.face_track.base import CROP_RATE, Sound, VisibleFace
from activities.face_track.cepstrum import PER_SECOND, coefficients
from activities.face_track.speech import STEP
from core.errors import EngineUnavailableError
from core.settings import settings

# Every score is the mean over looks of these lengths in seconds, as the authors' own test does
# with more of them: short ones see where speech begins, long ones whose it is.
_LOOKS = (1, 2, 3, 4, 6)
# What is worked on at once: 30 s of crops are 9 MB.
_STRETCH = 30 * CROP_RATE
_ROWS = PER_SECOND // CROP_RATE
_MOST = 3.0


class LrAsd:
    """Sees whether the mouth makes the sounds that are heard."""

    engine = "LR-ASD"
    wants_crops = True

    def __init__(self) -> None:
        self._session: Any = None

    def prepare(self, report: Callable[[float], None]) -> None:
        path = settings().face_track.lr_asd_weights
        if path is None or not path.is_file():
            raise EngineUnavailableError(
                f"there is no network at {path}; set CLIPPED_FACE_TRACK__LR_ASD_WEIGHTS to a file"
            )
        available = onnxruntime.get_available_providers()
        wanted = ("CUDAExecutionProvider", "CPUExecutionProvider")
        try:
            session = onnxruntime.InferenceSession(
                str(path), providers=[one for one in wanted if one in available]
            )
        # The runtime's errors have no base of their own.
        except Exception as error:
            reason = next(iter(str(error).splitlines()), type(error).__name__)
            raise EngineUnavailableError(f"{path} cannot be loaded: {reason}") from error
        if {one.name for one in session.get_inputs()} != {"audio", "video"}:
            raise EngineUnavailableError(
                f"{path} does not take audio and video; activities/face_track/speakers/lr_asd.py"
                " says what the network must look like"
            )
        self._session = session
        report(1.0)

    def evidence(self, face: VisibleFace, sound: Sound) -> NDArray[np.float64]:
        crops = face.crops
        steps = len(face.motion)
        if crops is None or not len(crops):
            return np.zeros(steps)
        scores = np.zeros(len(crops))
        for start in range(0, len(crops), _STRETCH):
            video = np.asarray(crops[start : start + _STRETCH], np.float32)
            at = face.first * STEP + start / CROP_RATE
            heard = coefficients(sound.samples(at, at + len(video) / CROP_RATE))
            rows = np.pad(heard, ((0, max(0, len(video) * _ROWS - len(heard))), (0, 0)), "edge")
            scores[start : start + _STRETCH] = self._scores(rows, video)
        middles = (np.arange(steps) + 0.5) * STEP
        pictures = (np.arange(len(crops)) + 0.5) / CROP_RATE
        found: NDArray[np.float64] = np.interp(middles, pictures, scores)
        return found.clip(-_MOST, _MOST)

    def _scores(
        self, audio: NDArray[np.float32], video: NDArray[np.float32]
    ) -> NDArray[np.float64]:
        total = np.zeros(len(video))
        for seconds in _LOOKS:
            for first, last in _looks(len(video), seconds * CROP_RATE):
                given = {
                    "audio": audio[None, first * _ROWS : last * _ROWS],
                    "video": video[None, first:last],
                }
                total[first:last] += np.ravel(self._session.run(None, given)[0])
        return total / len(_LOOKS)


def _looks(count: int, length: int) -> Iterator[tuple[int, int]]:
    """Divide so many pictures into looks that are about so long, none of them a mere rest."""
    edges = np.linspace(0, count, max(1, round(count / length)) + 1).astype(int)
    yield from zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
