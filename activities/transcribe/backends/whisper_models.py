"""Load the Whisper model that the settings and the machine ask for, on CTranslate2."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel

from activities.transcribe.base import Report
from core.domain.sound import RATE
from core.errors import EngineUnavailableError
from core.models import ModelStore
from core.settings import Settings, TranscribeSettings

_PREFIX = "faster-whisper-"
_PRECISION = {"cuda": "float16", "cpu": "int8"}
# Looks that go through the model together.
_BATCH = {"cuda": 16, "cpu": 4}
_MOST_THREADS = 8


@dataclass(frozen=True)
class Loaded:
    """A model that is ready."""

    model: WhisperModel
    name: str
    """For example ``small``."""
    batch: int
    """How many looks it takes at once."""
    note: str
    """Why it is not the one that was asked for; empty when it is."""


def load(settings: Settings, report: Report) -> Loaded:
    """Load the model of the settings, on the GPU when there is one, else on the processor.

    It comes from the model store. That of the fast tier stands in for one that cannot be had.

    Raises:
        EngineUnavailableError: none can be fetched or loaded.
    """
    failed: list[EngineUnavailableError] = []
    for device, name in dict.fromkeys(_choices(settings.transcribe)):
        try:
            model = _load(ModelStore(settings), device, name, report)
        except EngineUnavailableError as error:
            failed.append(error)
        else:
            report(1.0)
            note = f"{name} was used, because {failed[0]}" if failed else ""
            return Loaded(model, name, _BATCH[device], note)
    raise failed[0]


def line(error: Exception) -> str:
    """Return the first line of what a library says, which may say pages."""
    return next(iter(str(error).splitlines()), type(error).__name__)


def _choices(chosen: TranscribeSettings) -> Iterator[tuple[str, str]]:
    """Yield devices with models, best first."""
    if ctranslate2.get_cuda_device_count() > 0:
        yield "cuda", chosen.gpu_model
        yield "cuda", chosen.fast_model
    yield "cpu", chosen.whisper_model
    yield "cpu", chosen.fast_model


def _load(store: ModelStore, device: str, name: str, report: Report) -> WhisperModel:
    folder = store.fetch(f"{_PREFIX}{name}", report)
    try:
        model = WhisperModel(
            str(folder),
            device=device,
            compute_type=_PRECISION[device],
            cpu_threads=min(_MOST_THREADS, os.cpu_count() or 1),
        )
        if device == "cuda":  # its libraries load on first use
            model.detect_language(np.zeros(RATE, np.float32))
    except (RuntimeError, ValueError) as error:
        raise EngineUnavailableError(
            f"the model {_PREFIX}{name} cannot be loaded: {line(error)}"
        ) from error
    return model
