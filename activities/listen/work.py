"""Listening, in a process of its own."""

import math
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from activities import catalog
from activities.listen import beats, one_core, telling
from activities.listen.contract import BeatsTask, ListenTask
from activities.listen.hearing import hear, onsets_only
from activities.listen.join import joined
from activities.listen.levels import BLOCK, STEP, Floats
from core.domain.part import JoinTask
from core.domain.sound import RATE, Beats, Sound
from core.domain.span import Span
from core.errors import InvalidPlanError, UnreadableMediaError
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


def hear_beats(task: BeatsTask, report: Report) -> Beats:
    """Tell where the beats of music are that is laid under a clip.

    Raises:
        InvalidPlanError: the file is no sound that can be decoded.
    """
    wanted = math.ceil(task.seconds * RATE / BLOCK)
    sound = islice(_reported(Path(task.music), task.seconds, report), wanted)
    lengths: list[int] = []
    try:
        strength = onsets_only(_counted(sound, lengths))
    except UnreadableMediaError as error:
        raise InvalidPlanError(
            "audio.music.file: it is no sound that can be decoded; choose another file"
        ) from error
    duration = min(task.seconds, sum(lengths) / RATE)
    return Beats(duration=duration, times=beats.beats(strength, [Span(start=0.0, end=duration)]))


def _counted(sound: Iterator[Floats], lengths: list[int]) -> Iterator[Floats]:
    for samples in sound:
        lengths.append(len(samples))
        yield samples


def _reported(path: Path, duration: float, report: Report) -> Iterator[Floats]:
    seconds = 0.0
    for samples in blocks(path, BLOCK):
        yield samples
        seconds += len(samples) / RATE
        report(_PREPARED + min(1.0, seconds / max(duration, 1e-3)) * (1 - _PREPARED))
