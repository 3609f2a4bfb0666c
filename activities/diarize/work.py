"""What runs in the processes of this room."""

import os

# Read when numpy is imported. The matrices here are small: several threads would spend most
# of their time waiting for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from activities import catalog
from activities.diarize.contract import FACES_FILE, AttributeTask, DiarizeTask
from activities.diarize.joining import joined
from activities.diarize.speaking import with_voices
from activities.diarize.voices import of_told
from activities.diarize.words import with_speakers
from core.domain.base import Value
from core.domain.faces import FaceTracks
from core.domain.part import JoinTask
from core.domain.transcript import Transcript
from core.domain.voices import Voices
from core.settings import settings

Report = Callable[[float], None]
V = TypeVar("V", bound=Value)

# The share of the progress that belongs to loading, and perhaps fetching, the model.
_PREPARING = 0.2


def diarize(task: DiarizeTask, report: Report) -> Voices:
    """Tell who speaks when; without sound or speech there are no voices, and no error.

    Raises:
        EngineUnavailableError: the engine cannot run here and now.
        UnreadableMediaError: the sound cannot be decoded.
    """
    if task.audio is None:
        return Voices(engine="none", duration=task.duration)
    engine = catalog.DIARIZERS.load(task.engine)(settings())
    engine.prepare(lambda done: report(_PREPARING * done))
    told = engine.diarize(
        Path(task.audio),
        task.duration,
        speakers=task.speakers if task.whole else None,
        report=lambda done: report(_PREPARING + (1 - _PREPARING) * done),
    )
    return of_told(told, engine=engine.name, duration=task.duration, most=task.speakers)


def join(task: JoinTask, report: Report) -> Voices:
    """Put the voices of the parts of a recording together, in seconds of the source."""
    found = [(piece.part, _read(piece.path, Voices)) for piece in task.pieces]
    report(0.5)
    return joined(found, task.duration)


def attribute(task: AttributeTask, report: Report) -> Transcript:
    """Return the transcript with speakers, and leave the faces that speak in ``FACES_FILE``."""
    voices = _read(task.voices, Voices)
    faces = with_voices(_read(task.faces, FaceTracks), voices)
    Path(FACES_FILE).write_text(faces.model_dump_json())
    report(0.5)
    return with_speakers(_read(task.transcript, Transcript), voices)


def _read(path: str, kind: type[V]) -> V:
    return kind.model_validate_json(Path(path).read_bytes())
