"""Tell voices apart by the prints of CAM++, a network trained on 200,000 voices."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from activities.diarize.backends.speech import spoken
from activities.diarize.base import SAME_VOICE, Report, Told
from activities.diarize.checkpoint import arrays
from activities.diarize.hearing import told_of
from activities.diarize.network import BANDS, BLOCK, COLUMNS, STEP, Network
from activities.diarize.spectrum import bands
from activities.diarize.telling import Ear
from activities.diarize.windows import Sizes, Windows, statistics, windows
from core.errors import EngineUnavailableError
from core.models import ModelStore
from core.settings import Settings
from core.sound_file import Samples

Array = NDArray[np.float32]

_MODEL = "campplus"

# Columns of 20 ms: a step of 0.24 s, 1.5 s around it, 1 s to be clear, 0.2 s to be anything.
_SIZES = Sizes(step=12, around=75, clear=50, least=10)

# Over windows of 1.5 s one voice reaches .53 to .85, two of them -.1 to .39.
_EAR = Ear(alike=0.42, same_voice=SAME_VOICE, change=0.6, change_at_pause=0.2)


class CamPlusPlus:
    """CAM++ in numpy, where Silero's network hears speech. Tells one voice at a time."""

    def __init__(self, settings: Settings) -> None:
        self._store = ModelStore(settings)
        self._network: Network | None = None

    @property
    def name(self) -> str:
        return "cam++"

    def prepare(self, report: Report) -> None:
        """Fetch the weights when they are not here, and load them.

        Raises:
            EngineUnavailableError: they cannot be fetched or read.
        """
        path = self._store.fetch(_MODEL, report)
        try:
            self._network = Network(arrays(path))
        except KeyError as error:
            raise EngineUnavailableError(f"{path.name} lacks the weights {error}") from error
        report(1.0)

    def diarize(
        self, audio: Path, duration: float, *, speakers: int | None, report: Report
    ) -> Told:
        """Tell who speaks when.

        Raises:
            UnreadableMediaError: the sound cannot be decoded.
        """
        return told_of(audio, duration, hear=self._hear, ear=_EAR, speakers=speakers, report=report)

    def _hear(self, samples: Samples) -> tuple[Windows, Array]:
        network = self._network
        assert network is not None, "prepare comes first"
        spans = spoken(samples)
        rows = [bands(samples[first:last], BANDS) for first, last in spans]
        found = windows(spans, [len(row) // STEP for row in rows], _SIZES)
        return found, network.prints(*statistics(_columns(network, rows), found))


def _columns(network: Network, rows: Sequence[Array]) -> Array:
    """Return what the network hears in the frames of all speech, without the pauses between."""
    whole = [row[: len(row) // STEP * STEP] for row in rows]
    frames = np.concatenate([np.zeros((0, BANDS), np.float32), *whole])
    if not len(frames):
        return np.zeros((0, COLUMNS), np.float32)
    blocks = np.pad(frames, ((0, -len(frames) % BLOCK), (0, 0)), mode="wrap")
    blocks = blocks.reshape(-1, BLOCK, BANDS)
    heard = network.columns(blocks - blocks.mean(axis=1, keepdims=True))
    return heard.reshape(-1, COLUMNS)[: len(frames) // STEP]
