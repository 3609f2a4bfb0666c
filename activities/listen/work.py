"""Listening, in a process of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

from activities import catalog
from activities.listen import one_core, telling
from activities.listen.contract import ListenTask
from activities.listen.hearing import hear
from activities.listen.join import joined
from activities.listen.levels import BLOCK, STEP, Floats
from core.domain.part import JoinTask
from core.domain.sound import RATE, Sound
from core.sound_file import blocks

Report = Callable[[float], None]

assert one_core.THREADS
# The share of the progress of this step that preparing the classifier takes.
_PREPARED = 0.05


def listen(task: ListenTask, report: Report) -> Sound:
    """Tell what a recording, or a part of one, sounds like.

    Raises:
        EngineUnavailableError: the classifier cannot run here and now.
        UnreadableMediaError: the sound cannot be decoded.
    """
    nothing = Sound(engine="none", duration=task.duration, step=STEP)
    if task.audio is None:
        return nothing
    classifier = catalog.SOUND_CLASSIFIERS.load(task.classifier)()
    classifier.prepare(lambda done: report(done * _PREPARED))
    heard = hear(_reported(Path(task.audio), task.duration, report), classifier)
    if len(heard.levels) == 0:
        return nothing
    return telling.sound(heard, duration=task.duration, engine=classifier.engine)


def join(task: JoinTask, report: Report) -> Sound:
    """Put together what was heard in the parts of a recording."""
    pieces = []
    for number, piece in enumerate(task.pieces, start=1):
        found = Sound.model_validate_json(Path(piece.path).read_bytes())
        pieces.append((piece.part, found))
        report(number / len(task.pieces))
    return joined(pieces, duration=task.duration)


def _reported(path: Path, duration: float, report: Report) -> Iterator[Floats]:
    seconds = 0.0
    for samples in blocks(path, BLOCK):
        yield samples
        seconds += len(samples) / RATE
        report(_PREPARED + min(1.0, seconds / max(duration, 1e-3)) * (1 - _PREPARED))
