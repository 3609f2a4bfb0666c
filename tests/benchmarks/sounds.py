"""How often what is heard is right: ``python -m tests.benchmarks.sounds [FOLDER]``.

The labelled set is honest about what it is: real speech with what the tests synthesise put
between its sentences, because no free recordings of audiences come with labels and small
enough to keep. What is synthesised has the properties that the rules look for, so its
recall flatters; precision on real speech does not. FOLDER adds real ones: a folder for each
kind (``applause``, ``cheer``, ``laughter``, ``shout``, ``music``, ``noise``) with sound files.
"""

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from activities import catalog
from activities.listen import telling
from activities.listen.hearing import hear
from activities.listen.levels import BLOCK, Floats
from core.domain.sound import RATE, Sound
from core.domain.span import Span
from core.errors import ClippedError, EngineUnavailableError
from core.sound_file import pieces
from tests.benchmarks.measure import Ratio
from tests.benchmarks.sound_cases import EVENTS, SPEECH, Case, real, synthetic

_PRECISION = 0.9


@dataclass
class Tally:
    """What was right, what was invented and what was missed: events, or seconds."""

    right: float = 0.0
    invented: float = 0.0
    missed: float = 0.0

    @property
    def precision(self) -> float:
        """The share of what was found that is right, 0..1; 0 when nothing was found."""
        return self.right / max(1e-9, self.right + self.invented)

    @property
    def recall(self) -> float:
        """The share of what is there that was found, 0..1; 0 when nothing is there."""
        return self.right / max(1e-9, self.there)

    @property
    def there(self) -> float:
        return self.right + self.missed

    def line(self, unit: str) -> str:
        told = f"precision {self.precision:.0%}, recall {self.recall:.0%}"
        return f"{told} of {self.there:.0f} {unit}"


@dataclass(frozen=True)
class Told:
    """What a classifier made of the cases."""

    name: str
    tallies: dict[str, Tally]


def ratios() -> list[Ratio]:
    """Measure the classifier that runs first here, beside the one that runs everywhere.

    Raises:
        EngineUnavailableError: none can run.
    """
    cases = synthetic()
    told = _first(cases)
    plain = measure(catalog.SOUND_CLASSIFIERS.names()[-1], cases)
    rows = [
        _ratio(kind, tally, plain[kind], name=told.name) for kind, tally in told.tallies.items()
    ]
    return [*rows, _in_speech(told.name)]


def _first(cases: list[Case]) -> Told:
    *names, last = catalog.SOUND_CLASSIFIERS.names()
    for name in names:
        try:
            return Told(name, measure(name, cases))
        except EngineUnavailableError as error:
            sys.stderr.write(f"{name} is left out: {error}\n")
    return Told(last, measure(last, cases))


def _ratio(kind: str, tally: Tally, plain: Tally, *, name: str) -> Ratio:
    unit = "events, synthesised" if kind in EVENTS else "s"
    return Ratio(
        name=f"sounds, {kind}",
        measured=f"{tally.precision:.0%}",
        beside=f"precision of {name}, recall {tally.recall:.0%}; built-in {plain.line(unit)}",
        goal=f">= {_PRECISION:.0%}",
        met=tally.precision >= _PRECISION,
    )


def _in_speech(classifier: str) -> Ratio:
    """Count what is heard in recordings in which people only speak."""
    spoken = [np.concatenate(list(pieces(path))) for path in SPEECH if path.is_file()]
    found = Counter(
        event.kind
        for recording in spoken
        for event in _heard(classifier, recording).events
        if event.kind in EVENTS
    )
    wrong = ", ".join(f"{count} {kind}" for kind, count in found.items())
    minutes = sum(map(len, spoken)) / RATE / 60
    return Ratio(
        name="sounds, only speech",
        measured=f"{found.total()} wrong",
        beside=f"events heard in {minutes:.1f} min of real speech{wrong and f': {wrong}'}",
        goal="none",
        met=not found,
    )


def measure(classifier: str, cases: list[Case]) -> dict[str, Tally]:
    """Return the tally of each kind.

    Raises:
        EngineUnavailableError: the classifier cannot run here and now.
    """
    tallies = {name: Tally() for name in (*EVENTS, "speech", "music")}
    for case in cases:
        told = _heard(classifier, case.sound)
        for kind in EVENTS:
            found = [event.span for event in told.events if event.kind == kind]
            _count(tallies[kind], found, case.events.get(kind, []))
        _overlap(tallies["speech"], told.speech, case.speech)
        music = [event.span for event in told.events if event.kind == "music"]
        _overlap(tallies["music"], music, case.music)
    return tallies


def _heard(classifier: str, sound: Floats) -> Sound:
    engine = catalog.SOUND_CLASSIFIERS.load(classifier)()
    engine.prepare(lambda _: None)
    parts = (sound[first : first + BLOCK] for first in range(0, len(sound), BLOCK))
    heard = hear(parts, engine)
    return telling.sound(heard, duration=len(sound) / RATE, engine=engine.engine)


def _count(tally: Tally, found: list[Span], truth: list[Span]) -> None:
    """Count events: one is right when it shares half of the shorter with one that is there."""
    right = sum(any(one.overlap(other) > 0.5 for other in truth) for one in found)
    hit = sum(any(one.overlap(other) > 0.5 for other in found) for one in truth)
    tally.right += hit
    tally.missed += len(truth) - hit
    tally.invented += len(found) - right


def _overlap(tally: Tally, found: list[Span] | tuple[Span, ...], truth: list[Span]) -> None:
    """Count seconds."""
    common = sum(one.common(other) for one in found for other in truth)
    tally.right += common
    tally.invented += sum(one.duration for one in found) - common
    tally.missed += sum(one.duration for one in truth) - common


def _show(title: str, cases: list[Case]) -> None:
    there = Counter(kind for case in cases for kind in case.events)
    sys.stdout.write(f"{title}: {len(cases)} recordings, {dict(there)}\n")
    for classifier in catalog.SOUND_CLASSIFIERS.names():
        try:
            tallies = measure(classifier, cases)
        except ClippedError as error:
            sys.stdout.write(f" {classifier} absent: {error}\n")
            continue
        sys.stdout.write(f" {classifier}\n")
        for kind, tally in tallies.items():
            unit = "events" if kind in EVENTS else "s"
            sys.stdout.write(f"  {kind:9} {tally.line(unit)}\n")
        sys.stdout.flush()


def main() -> None:
    """Print precision and recall of every kind, for every classifier that can run here."""
    _show("real speech, the rest synthetic", synthetic())
    for folder in map(Path, sys.argv[1:]):
        _show(f"recordings of {folder.name}", real(folder))


if __name__ == "__main__":
    main()
