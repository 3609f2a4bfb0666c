"""How well and how fast voices are told apart, on talks of which it is known who speaks when."""

import asyncio
import resource
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from activities import catalog
from activities.diarize.base import Diarizer
from activities.diarize.contract import DiarizeTask
from activities.diarize.voices import of_told
from core.domain.voices import Voices
from core.errors import EngineUnavailableError
from core.process import run_in_process
from core.settings import settings
from tests.activities.diarize import talks
from tests.activities.diarize.talks import Samples, Score, Talk
from tests.benchmarks.measure import Ratio
from tests.media import SHARED

RIGHT = 0.95
"""The share of the time of speech for which the right voice must be told."""
SPEED = 0.02
"""CPU seconds for each second of sound."""

_ALONE = "alone"
# A part of a long recording is about as long as so many samples.
_TIMES = 4


@dataclass(frozen=True)
class Heard:
    """What an engine made of some talks."""

    engine: str
    scores: dict[str, Score]
    cost: float
    """CPU seconds for each second of a long sound, with all that the process of the step does."""


def ratios() -> list[Ratio]:
    """Measure the first engine that can run here; the one that runs everywhere is told beside it.

    Raises:
        EngineUnavailableError: none can run.
    """
    names = catalog.DIARIZERS.names()
    first = next((ready for name in names if (ready := _ready(name)) is not None), None)
    plain = _ready(names[-1])
    if first is None or plain is None:
        raise EngineUnavailableError("no engine can tell voices apart here")
    made = _talks()
    best, other = (_heard(*each, made) for each in (first, plain))
    return [*(_line(name, best, other) for name in made if name != _ALONE), *_whole(best, other)]


def _talks() -> dict[str, list[Talk]]:
    """Return the talks of each line; those in which somebody is alone under ``alone``."""
    sample = talks.sample()
    says: dict[str, list[Samples]] = {who: talks.utterances(sample, who) for who in ("a", "b")}
    made = {"sample": [sample]}
    if SHARED.exists():
        people = talks.people()
        says |= people
        names = list(people)
        made["people"] = [
            talks.composed(says, names[:2] * 5, pause=0.3),
            talks.composed(says, names * 3, pause=0.2),
            talks.composed(says, [*names, "a", "b"] * 3, pause=0.4),
        ]
    made[_ALONE] = [
        talks.composed(says, [who] * min(len(what), 20), pause=0.3) for who, what in says.items()
    ]
    return made


def _heard(name: str, engine: Diarizer, made: dict[str, list[Talk]]) -> Heard:
    scores = {
        f"{kind} {number}": _judged(engine, talk)
        for kind, some in made.items()
        for number, talk in enumerate(some)
    }
    return Heard(engine.name, scores, _cost(name, made["sample"][0]))


def _judged(engine: Diarizer, talk: Talk) -> Score:
    with tempfile.TemporaryDirectory() as folder:
        path = talk.written(Path(folder) / "talk.wav")
        told = engine.diarize(path, talk.duration, speakers=None, report=lambda _: None)
    return talks.judged(talk, of_told(told, engine=engine.name, duration=talk.duration))


def _cost(name: str, talk: Talk) -> float:
    """Return the CPU seconds of the step's own process for each second of sound."""
    long = Talk(np.tile(talk.samples, _TIMES), ())
    with tempfile.TemporaryDirectory() as folder:
        path = long.written(Path(folder) / "talk.wav")
        task = DiarizeTask(
            audio=str(path), duration=long.duration, engine=name, speakers=None, whole=True
        )
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        work = "activities.diarize.work:diarize"
        step = run_in_process(work, task, Voices, scratch=Path(folder), progress=lambda _: None)
        asyncio.run(step)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return spent / long.duration


def _line(name: str, best: Heard, other: Heard) -> Ratio:
    right, error = _right(best, name), _error(best, name)
    return Ratio(
        name=f"who speaks, {name}",
        measured=f"{right:.1%}",
        beside=(
            f"of speech by {best.engine}, DER {error:.1%}; "
            f"{other.engine} {_right(other, name):.1%}, DER {_error(other, name):.1%}"
        ),
        goal=f">= {RIGHT:.0%}",
        met=right >= RIGHT,
    )


def _whole(best: Heard, other: Heard) -> list[Ratio]:
    """Return the lines about all talks: how many voices, and how fast."""
    counted, of = _counted(best), len(best.scores)
    alone = [score.found == 1 for name, score in best.scores.items() if name.startswith(_ALONE)]
    return [
        Ratio(
            name="one person, one voice",
            measured=f"{sum(alone)}/{len(alone)}",
            beside=f"and {counted} of {of} talks counted right; {other.engine} {_counted(other)}",
            goal=f"{len(alone)}/{len(alone)}",
            met=all(alone),
        ),
        Ratio(
            name="telling voices apart",
            measured=f"{best.cost:.4f}",
            beside=f"CPU-s a second of sound; {other.engine} {other.cost:.4f}",
            goal=f"<= {SPEED}",
            met=best.cost <= SPEED,
        ),
    ]


def _right(heard: Heard, name: str) -> float:
    return statistics.fmean(score.right for key, score in heard.scores.items() if name in key)


def _error(heard: Heard, name: str) -> float:
    return statistics.fmean(score.error for key, score in heard.scores.items() if name in key)


def _counted(heard: Heard) -> int:
    return sum(score.found == score.spoke for score in heard.scores.values())


def _ready(name: str) -> tuple[str, Diarizer] | None:
    """Return the engine with its model and its name; None when it cannot run here."""
    try:
        engine = catalog.DIARIZERS.load(name)(settings())
        engine.prepare(lambda _: None)
    except EngineUnavailableError:
        return None
    return name, engine
