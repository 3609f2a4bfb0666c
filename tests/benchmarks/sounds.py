"""How often what is heard is right: ``python -m tests.benchmarks.sounds [FOLDER]``.

The labelled set is honest about what it is: real speech with what the tests synthesise put
between its sentences, because no free recordings of audiences come with labels and small
enough to keep. What is synthesised has the properties that the rules look for, so its
recall flatters; precision on real speech does not. FOLDER adds real ones: a folder for each
kind (``applause``, ``cheer``, ``laughter``, ``shout``, ``music``, ``noise``) with sound files.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np

from activities import catalog
from activities.listen import one_core, telling
from activities.listen.hearing import hear
from activities.listen.levels import Floats
from activities.listen.reading import BLOCK, RATE, blocks
from core.domain.sound import Sound
from core.domain.span import Span
from core.errors import ClippedError
from tests.activities.listen import sounds
from tests.media import SHARED

assert one_core.THREADS
ROOT = Path(__file__).parents[2]
SPEECH = (ROOT / "deploy/local/sample/speech.ogg", SHARED / "several-languages.mp3")
EVENTS = ("applause", "cheer", "laughter", "shout")
# Speech before and after what is put between, seconds, and its level, RMS.
_AROUND = 10.0
_LEVEL = 0.06
# How loud the reaction is, against the speech.
_GAINS = {"applause": (0.6, 1.3), "cheer": (0.8, 1.6), "laughter": (0.8, 1.3), "shout": (3.0,)}


@dataclass
class Case:
    """One recording and the truth of it."""

    sound: Floats
    events: dict[str, list[Span]] = field(default_factory=dict)
    speech: list[Span] = field(default_factory=list)
    music: list[Span] = field(default_factory=list)


@dataclass
class Tally:
    """What was right, what was invented and what was missed: events, or seconds."""

    right: float = 0.0
    invented: float = 0.0
    missed: float = 0.0

    def line(self, name: str, unit: str) -> str:
        found, there = self.right + self.invented, self.right + self.missed
        precision = f"{self.right / found:5.0%}" if found else " none"
        recall = f"{self.right / there:5.0%}" if there else " none"
        return f"  {name:9} precision {precision}  recall {recall}  of {there:.0f} {unit}"


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


def synthetic() -> list[Case]:
    """Return what can be made anywhere: real speech, everything else synthesised."""
    made = {
        "applause": [sounds.applause(s, seed=n) for n, s in enumerate((2.0, 4.0, 8.0))],
        "cheer": [sounds.cheer(s, seed=n) for n, s in enumerate((2.0, 4.0, 8.0))],
        "laughter": [sounds.laugh(s, seed=n) for n, s in enumerate((1.5, 2.5, 4.0))],
        "shout": [sounds.shout(s, hertz=h) for s, h in ((0.6, 400), (1.0, 330), (1.5, 450))],
    }
    music = [sounds.song(40, bpm=bpm, seed=n) for n, bpm in enumerate((84.0, 120.0, 150.0))]
    noise = [sounds.noise(20, seed=n) for n in range(2)]
    return list(_cases({**made, "music": music, "noise": noise}))


def real(folder: Path) -> list[Case]:
    """Return the cases of a folder of recordings."""
    kinds = (*EVENTS, "music", "noise")
    return list(_cases({kind: list(_read(folder / kind)) for kind in kinds}))


def _cases(positives: dict[str, list[Floats]]) -> Iterator[Case]:
    talk = _talk()
    for kind in EVENTS:
        for sample in positives[kind]:
            for gain in _GAINS[kind]:
                yield _between(kind, sample * gain, next(talk), next(talk))
    for sample in positives["music"]:
        yield _music(sample, next(talk))
    for sample in positives["noise"]:
        yield Case(np.concatenate((next(talk), sample)), speech=[Span(start=0, end=_AROUND)])


def _between(kind: str, sample: Floats, before: Floats, after: Floats) -> Case:
    start, end = _AROUND, _AROUND + len(sample) / RATE
    return Case(
        sounds.joined(before, sample, after),
        events={kind: [Span(start=start, end=end)]},
        speech=[Span(start=0, end=start), Span(start=end, end=end + _AROUND)],
    )


def _music(sample: Floats, talk: Floats) -> Case:
    """Music, then speech, then the two together."""
    length = len(sample) / RATE
    over = talk + 0.15 * np.resize(sample, len(talk))
    start = length + _AROUND
    return Case(
        sounds.joined(sample, talk, over),
        speech=[Span(start=length, end=start + _AROUND)],
        music=[Span(start=0, end=length), Span(start=start, end=start + _AROUND)],
    )


def _talk() -> Iterator[Floats]:
    """Yield stretches of real speech, for ever."""
    size = round(_AROUND * RATE)
    there = [path for path in SPEECH if path.is_file()]
    parts = [
        _level(block[first : first + size])
        for path in there
        for block in blocks(path)
        for first in range(0, len(block) - size + 1, size)
    ]
    while True:
        yield from parts


def _read(folder: Path) -> Iterator[Floats]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            yield _level(np.concatenate(list(blocks(path)))[: 40 * RATE])
        except (ClippedError, av.error.FFmpegError, ValueError) as error:
            sys.stderr.write(f"{path.name} is left out: {error}\n")


def _level(sound: Floats) -> Floats:
    return np.asarray(sound * _LEVEL / max(1e-6, float(np.sqrt(np.mean(sound**2)))), np.float32)


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
            sys.stdout.write(tally.line(kind, unit) + "\n")
        sys.stdout.flush()


def main() -> None:
    """Print precision and recall of every kind, for every classifier that can run here."""
    _show("real speech, the rest synthetic", synthetic())
    for folder in map(Path, sys.argv[1:]):
        _show(f"recordings of {folder.name}", real(folder))


if __name__ == "__main__":
    main()
