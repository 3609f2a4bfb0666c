"""A pipeline of pyannote.audio: networks that hear turns, overlaps and voices. Wants a GPU."""

import os

# Read when the library is imported: it counts its users.
os.environ["PYANNOTE_METRICS_ENABLED"] = "0"

from pathlib import Path
from typing import Any

import numpy as np
import torch
from pyannote.audio import Pipeline

from activities.diarize.base import Report, Stretch, Told
from core.domain.sound import RATE
from core.errors import EngineUnavailableError
from core.settings import Settings
from core.sound_file import pieces

# Windows that go through the networks together.
_BATCH = {"cuda": 32, "cpu": 4}
# What it reports on, and the share of its time that is over by then.
_STAGES = {"segmentation": (0.0, 0.3), "embeddings": (0.3, 1.0)}


class Pyannote:
    """Voices that speak at once are told apart too. Its weights are the operator's to get."""

    def __init__(self, settings: Settings) -> None:
        self._place = settings.diarize.pyannote_pipeline
        self._token = settings.diarize.hub_token.get_secret_value() or None
        self._cache = settings.cache_dir / "models" / "pyannote"
        self._offline = settings.offline
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._pipeline: Any = None

    @property
    def name(self) -> str:
        return f"pyannote {Path(self._place).name}"

    def prepare(self, report: Report) -> None:
        """Load the pipeline, fetching it first when it is named and not here.

        Raises:
            EngineUnavailableError: it cannot be fetched or loaded.
        """
        if self._offline and not Path(self._place).exists():
            raise EngineUnavailableError(
                f"the folder {self._place} is not here, and OFFLINE=1 forbids fetching it; "
                "set CLIPPED_DIARIZE__PYANNOTE_PIPELINE to a folder"
            )
        try:
            pipeline = Pipeline.from_pretrained(
                self._place, token=self._token, cache_dir=self._cache
            )
        # What is wrong with a folder or a name shows in many ways.
        except (ImportError, LookupError, OSError, RuntimeError, TypeError, ValueError) as error:
            reason = next(iter(str(error).splitlines()), type(error).__name__)
            raise EngineUnavailableError(
                f"the pipeline {self._place} cannot be loaded: {reason}"
            ) from error
        if pipeline is None:
            raise EngineUnavailableError(
                f"the hub does not give the pipeline {self._place}; accept its conditions there "
                "and set CLIPPED_DIARIZE__HUB_TOKEN"
            )
        pipeline.segmentation_batch_size = _BATCH[self._device]
        pipeline.embedding_batch_size = _BATCH[self._device]
        self._pipeline = pipeline.to(torch.device(self._device))
        report(1.0)

    def diarize(
        self, audio: Path, duration: float, *, speakers: int | None, report: Report
    ) -> Told:
        """Tell who speaks when. The whole sound is in memory: 4 MB for a minute.

        Raises:
            EngineUnavailableError: the GPU has no room left.
            UnreadableMediaError: the sound cannot be decoded.
        """
        assert self._pipeline is not None, "prepare comes first"
        heard = list(pieces(audio))
        if not heard:
            return Told([], {})
        sound = torch.from_numpy(np.concatenate(heard))[None]
        try:
            found = self._pipeline(
                {"waveform": sound, "sample_rate": RATE, "uri": audio.stem},
                num_speakers=speakers,
                hook=_Told(report),
            )
        except RuntimeError as error:
            reason = next(iter(str(error).splitlines()), type(error).__name__)
            raise EngineUnavailableError(f"{self.name} gave up: {reason}") from error
        report(1.0)
        return _told(found, duration)


class _Told:
    """Turns what the pipeline reports into how much is done."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def __call__(
        self, stage: str, _: object, *, total: int = 0, completed: int = 0, **__: object
    ) -> None:
        if total and stage in _STAGES:
            start, end = _STAGES[stage]
            self._report(start + (end - start) * min(1.0, completed / total))


def _told(found: Any, duration: float) -> Told:
    labels = found.speaker_diarization.labels()
    stretches = [
        Stretch(max(0.0, turn.start), min(duration, turn.end), str(label))
        for label in labels
        for turn in found.speaker_diarization.label_timeline(label).support()
        if turn.start < duration
    ]
    prints = {
        str(label): tuple(map(float, row))
        for label, row in zip(labels, found.speaker_embeddings, strict=True)
        if np.isfinite(row).all() and np.any(row)
    }
    return Told(stretches, prints)
