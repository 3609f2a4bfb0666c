"""YAMNet: a network that knows 521 kinds of sound, from weights that the operator has.

Taught by Google with AudioSet; the weights are Apache-2.0, but no package of theirs is
published in a form that could be fetched here, so ``listen.classifier_model`` says where
an ONNX file of it lies. It takes patches of 96 frames of 64 bands and gives 521 scores.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import onnxruntime

from activities.listen import filterbank
from activities.listen.base import Kind
from activities.listen.filterbank import HOP, WINDOW, bank, cut
from activities.listen.levels import STEP, Floats
from activities.listen.spectrum import Frames
from core.domain.sound import RATE
from core.errors import EngineUnavailableError
from core.settings import settings

# Indexes of the class map that is published with the weights.
_CLASSES: Mapping[Kind, tuple[int, ...]] = {
    "speech": (0, 1, 2, 3, 4),
    "music": (*range(24, 31), *range(132, 277)),
    "laughter": (13, 14, 15, 16, 17, 18),
    "applause": (58, 62),
    "cheer": (8, 61, 64),
    "shout": (6, 7, 9, 10, 11),
}
_COUNT = 521
# A class that is one among 521 is told with less than certainty: on recordings of reactions
# amid speech, a score of .2 is where they are as likely as not, .5 for speech and music.
_AS_LIKELY_AS_NOT: Mapping[Kind, float] = {
    "speech": 0.5,
    "music": 0.5,
    "laughter": 0.2,
    "applause": 0.3,
    "cheer": 0.2,
    "shout": 0.3,
}
_FRAMES, _BANDS = 96, 64
# A patch begins every 0.48 s, half of its length.
_PATCH_HOP = 48
_BANK = bank(_BANDS, low=125, high=7500)
_WINDOW = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)).astype(np.float32)
# What is added before the logarithm, in the magnitude of the bands.
_LEAST = np.float32(0.001)


class YamNet:
    """Tells speech, music, laughter, applause, cheers and shouts, to half a second."""

    engine = "YAMNet"

    def __init__(self) -> None:
        self._session: Any = None
        self._logits = False
        self._samples = np.empty(0, np.float32)
        self._features = np.empty((0, _BANDS), np.float32)
        self._scores: list[Floats] = []
        self._heard = 0

    def prepare(self, report: Callable[[float], None]) -> None:
        path = settings().listen.classifier_model
        if path is None:
            raise EngineUnavailableError(
                "no weights of YAMNet are there; set CLIPPED_LISTEN__CLASSIFIER_MODEL to their path"
            )
        options = onnxruntime.SessionOptions()
        # Other steps run beside this one.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
            scores = self._run(np.zeros((_FRAMES, _BANDS), np.float32))
        except Exception as error:
            reason = " ".join(str(error).split())[:200]
            raise EngineUnavailableError(
                f"{path} is no ONNX file of YAMNet that can be run: {reason}"
            ) from error
        if scores.shape != (_COUNT,):
            raise EngineUnavailableError(
                f"{path} gives {scores.size} scores where YAMNet gives {_COUNT}; use its own file"
            )
        self._logits = bool(scores.min() < 0 or scores.max() > 1)
        report(1.0)

    def hear(self, samples: Floats, frames: Frames) -> None:
        del frames  # the network has its own
        self._heard += len(samples)
        whole, self._samples = cut(np.concatenate((self._samples, samples)))
        self._features = np.concatenate((self._features, bands(whole)))
        self._tell()

    def told(self) -> Mapping[Kind, Floats]:
        if len(self._features) or not self._scores:
            padded = max(0, _FRAMES - len(self._features))
            self._features = np.pad(
                self._features, ((0, padded), (0, 0)), constant_values=float(np.log(_LEAST))
            )
            self._tell()
        scores = np.stack(self._scores)
        middles = (np.arange(len(scores)) * _PATCH_HOP + _FRAMES / 2) * HOP / RATE
        at = (np.arange(-(-self._heard // round(STEP * RATE))) + 0.5) * STEP
        nearest = np.abs(np.searchsorted((middles[1:] + middles[:-1]) / 2, at))
        return {kind: _likely(scores, kind)[nearest] for kind in _CLASSES}

    def _tell(self) -> None:
        while len(self._features) >= _FRAMES:
            scores = self._run(self._features[:_FRAMES])
            self._scores.append(_sure(scores) if self._logits else scores)
            self._features = self._features[_PATCH_HOP:]

    def _run(self, patch: Floats) -> Floats:
        (given,) = self._session.get_inputs()
        answer = self._session.run(None, {given.name: patch[np.newaxis, np.newaxis]})[0]
        return np.asarray(answer, np.float32).reshape(-1)


def bands(frames: Floats) -> Floats:
    """Return the logarithm of the magnitude of each frame of samples in 64 bands."""
    magnitude = np.sqrt(filterbank.power(frames * _WINDOW))
    return np.asarray(np.log(magnitude @ _BANK + _LEAST), np.float32)


def _sure(logits: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logits, -50, 50))), np.float32)


def _likely(scores: Floats, kind: Kind) -> Floats:
    """Return how likely the kind is, scaled so that 0.5 is as likely as not."""
    best, even = scores[:, list(_CLASSES[kind])].max(axis=1), _AS_LIKELY_AS_NOT[kind]
    scaled = np.where(best < even, best / even / 2, 0.5 + (best - even) / (1 - even) / 2)
    return np.asarray(scaled, np.float32)
