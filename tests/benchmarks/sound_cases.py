"""Recordings of which it is known what there is to hear."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np

from activities.listen.levels import BLOCK, Floats
from core.domain.sound import RATE
from core.domain.span import Span
from core.errors import ClippedError
from core.sound_file import blocks, pieces
from tests.activities.listen import sounds
from tests.media import SHARED

ROOT = Path(__file__).parents[2]
SPEECH = (
    ROOT / "deploy/local/sample/speech.ogg",
    *(SHARED / name for name in ("several-languages.mp3", "inaugural-address-1961.flac")),
)
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
        for block in blocks(path, BLOCK)
        for first in range(0, len(block) - size + 1, size)
    ]
    while True:
        yield from parts


def _read(folder: Path) -> Iterator[Floats]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            yield _level(np.concatenate(list(pieces(path)))[: 40 * RATE])
        except (ClippedError, av.error.FFmpegError, ValueError) as error:
            sys.stderr.write(f"{path.name} is left out: {error}\n")


def _level(sound: Floats) -> Floats:
    return np.asarray(sound * _LEVEL / max(1e-6, float(np.sqrt(np.mean(sound**2)))), np.float32)
