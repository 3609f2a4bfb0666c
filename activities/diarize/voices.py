"""Make the voices of a recording of what an engine told."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from activities.diarize.base import Told
from activities.diarize.clustering import grouped
from core.domain.span import Span
from core.domain.voices import Voice, Voices, VoiceTurn

# A voice that pauses for less keeps its turn, if nobody else speaks in between.
_PAUSE = 0.6
# Shorter than this nobody says anything: a click, a breath, the edge of another turn.
_SHORTEST = 0.2
_DIGITS = 4

Print = tuple[float, ...]


def of_told(told: Told, *, engine: str, duration: float, most: int | None = None) -> Voices:
    """Return the voices of what an engine told about a recording of ``duration`` seconds.

    Of more than ``most`` voices those that sound most alike are taken for one.
    """
    names = _limited(told, most)
    whole = Span(start=0.0, end=duration)
    spoken = [
        (names[stretch.label], inside)
        for stretch in told.stretches
        if stretch.end > stretch.start
        and (inside := cut(Span(start=stretch.start, end=stretch.end), whole)) is not None
    ]
    return numbered(spoken, _prints(told, names), engine=engine, duration=duration)


def _limited(told: Told, most: int | None) -> dict[str, str]:
    """Return the label of the voice to which each label belongs."""
    labels = list(dict.fromkeys(stretch.label for stretch in told.stretches))
    if most is None or len(labels) <= most:
        return {label: label for label in labels}
    vectors = side_by_side([("", told.prints.get(label, ())) for label in labels])
    seconds = dict.fromkeys(labels, 0.0)
    for stretch in told.stretches:
        seconds[stretch.label] += stretch.end - stretch.start
    weights = [max(1e-3, seconds[label]) for label in labels]
    groups = grouped(vectors, alike=np.inf, weights=weights, most=most)
    return {
        label: labels[int(groups.tolist().index(at))]
        for label, at in zip(labels, groups, strict=True)
    }


def _prints(told: Told, names: Mapping[str, str]) -> dict[str, Print]:
    """Return the print of each voice: the one of its label that has one, and speaks longest."""
    seconds: dict[str, float] = {}
    for stretch in told.stretches:
        seconds[stretch.label] = seconds.get(stretch.label, 0.0) + stretch.end - stretch.start
    found: dict[str, Print] = {}
    for label in sorted(seconds, key=lambda label: seconds[label]):
        if label in told.prints:
            found[names[label]] = told.prints[label]
    return found


def side_by_side(prints: Sequence[tuple[str, Print]]) -> NDArray[np.float32]:
    """Return prints of length 1 as rows; those of different engines have nothing in common."""
    kinds = {(engine, len(numbers)): 0 for engine, numbers in prints}
    width = 0
    for kind in kinds:
        kinds[kind], width = width, width + kind[1]
    rows = np.zeros((len(prints), max(1, width)), np.float32)
    for row, (engine, numbers) in zip(rows, prints, strict=True):
        first = kinds[engine, len(numbers)]
        row[first : first + len(numbers)] = unit(numbers)
    return rows


def numbered(
    spoken: Sequence[tuple[str, Span]], prints: Mapping[str, Print], *, engine: str, duration: float
) -> Voices:
    """Return the voices, named in the order in which they are first heard."""
    turns = _turns(spoken)
    order = list(dict.fromkeys(name for name, _ in turns))
    ids = {name: f"S{at}" for at, name in enumerate(order, start=1)}
    voices = (
        Voice(
            id=ids[name],
            print=tuple(round(float(x), _DIGITS) for x in unit(prints.get(name, ()))),
            seconds=round(sum(turn.duration for who, turn in turns if who == name), 3),
        )
        for name in order
    )
    found = (VoiceTurn(voice=ids[name], span=_rounded(turn)) for name, turn in turns)
    return Voices(engine=engine, duration=duration, voices=tuple(voices), turns=tuple(found))


def _turns(spoken: Sequence[tuple[str, Span]]) -> list[tuple[str, Span]]:
    """Return what each voice says in order, without pauses, breaths and clicks."""
    turns: list[tuple[str, Span]] = []
    for name, span in sorted(spoken, key=lambda each: (each[1].start, each[1].end)):
        if turns and turns[-1][0] == name and span.start - turns[-1][1].end < _PAUSE:
            before = turns[-1][1]
            turns[-1] = (name, Span(start=before.start, end=max(before.end, span.end)))
        else:
            turns.append((name, span))
    return [(name, turn) for name, turn in turns if turn.duration >= _SHORTEST]


def unit(numbers: Print) -> NDArray[np.float64]:
    """Return the print as a vector of length 1, or of zeros when there is none."""
    vector = np.asarray(numbers, np.float64)
    return vector / max(float(np.linalg.norm(vector)), 1e-12)


def cut(span: Span, within: Span) -> Span | None:
    """Return what of a span lies within another; None when nothing does."""
    start, end = max(span.start, within.start), min(span.end, within.end)
    return Span(start=start, end=end) if end > start else None


def _rounded(span: Span) -> Span:
    return Span(start=round(span.start, 3), end=round(span.end, 3))
