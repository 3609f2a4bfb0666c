"""FireRedVAD's classifier of speech, singing and music (Apache-2.0), run with numpy alone.

It hears 80 bands of sound every 10 ms, as Kaldi computes them, and was taught with speech
in more than 100 languages. Laughter is speech to it, applause is nothing.
"""

from collections.abc import Callable, Mapping

import numpy as np

from activities.listen import filterbank
from activities.listen.base import Kind
from activities.listen.filterbank import HOP, WINDOW, bank, cut
from activities.listen.levels import STEP, Floats
from activities.listen.memory_network import Network, Shape, parse
from activities.listen.spectrum import Frames
from core.domain.sound import RATE
from core.errors import EngineUnavailableError
from core.models import ModelStore
from core.settings import settings

_SHAPE = Shape(features=80, wide=256, narrow=128, layers=8, answers=3)
_SPEECH, _SINGING, _MUSIC = range(3)
# Kaldi's bands: samples as 16 bits, less their mean, treble raised, a window of its own.
_FULL_SCALE = 32768.0
_TREBLE = 0.97
_POVEY = (np.hanning(WINDOW) ** 0.85).astype(np.float32)
_BANK = bank(_SHAPE.features, low=20, high=RATE / 2)
_LEAST = float(np.finfo(np.float32).eps)
# Frames whose answers are computed at once; less would compute more frames around them anew.
_AT_ONCE = 3000
_PER_STEP = round(STEP * RATE / HOP)


class FireRedVad:
    """Tells speech and music apart, to a tenth of a second, also where both are heard."""

    engine = "FireRedVAD 2026"

    def __init__(self) -> None:
        self._network: Network | None = None
        self._samples = np.empty(0, np.float32)
        self._features = np.empty((0, _SHAPE.features), np.float32)
        # How many of the features were told and are kept for those that follow.
        self._told = 0
        self._answers: list[Floats] = []

    def prepare(self, report: Callable[[float], None]) -> None:
        path = ModelStore(settings()).fetch("fireredvad", report)
        try:
            self._network = parse(path.read_bytes(), _SHAPE)
        except (OSError, ValueError) as error:
            raise EngineUnavailableError(
                f"the FireRedVAD model {path} cannot be read ({error}); "
                "delete it so that it is fetched again"
            ) from error

    def hear(self, samples: Floats, frames: Frames) -> None:
        del frames  # the network has its own
        whole, self._samples = cut(np.concatenate((self._samples, samples)))
        self._features = np.concatenate((self._features, bands(whole)))
        reach = self._loaded().reach
        while len(self._features) - self._told >= _AT_ONCE + reach:
            self._tell(_AT_ONCE)

    def told(self) -> Mapping[Kind, Floats]:
        self._tell(len(self._features) - self._told)
        answers = np.concatenate([np.empty((0, _SHAPE.answers), np.float32), *self._answers])
        padded = (
            np.pad(answers, ((0, -len(answers) % _PER_STEP), (0, 0)), mode="edge")
            if len(answers)
            else answers
        )
        steps = padded.reshape(-1, _PER_STEP, _SHAPE.answers).mean(axis=1)
        return {
            "speech": steps[:, _SPEECH],
            "music": np.maximum(steps[:, _SINGING], steps[:, _MUSIC]),
        }

    def _tell(self, count: int) -> None:
        """Answer for the next ``count`` frames, and forget what no later frame looks at."""
        network, first = self._loaded(), self._told
        if count == 0:
            return
        seen = self._features[: first + count + network.reach]
        self._answers.append(network.run(seen)[first : first + count])
        forgotten = max(0, first + count - network.reach)
        self._features = self._features[forgotten:]
        self._told = first + count - forgotten

    def _loaded(self) -> Network:
        assert self._network is not None, "prepare comes first"
        return self._network


def bands(frames: Floats) -> Floats:
    """Return the logarithm of the power of each frame of samples in 80 bands."""
    centred = frames * np.float32(_FULL_SCALE)
    centred -= centred.mean(axis=1, keepdims=True)
    raised = centred.copy()
    raised[:, 1:] -= np.float32(_TREBLE) * centred[:, :-1]
    raised[:, 0] *= np.float32(1 - _TREBLE)
    return np.asarray(
        np.log(np.maximum(filterbank.power(raised * _POVEY) @ _BANK, _LEAST)), np.float32
    )
