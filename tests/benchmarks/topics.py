"""How well topics are found, on lectures and meetings that people divided.

Errors are Pk (Beeferman et al., 1999) and WindowDiff (Pevzner and Hearst, 2002) in units of
utterances, 0 is perfect. The window is half the mean length of the marked topics, rounded,
and at least 1: the convention of TreeSeg and of nltk. A topic begins where a person marked
its beginning; stretches between marks belong to the topic before. A set counts the mean over
its recordings. The peers see the same vectors: TextTiling cuts where the similarity of
neighbouring blocks falls deepest (Hearst, 1997), TreeSeg divides by the spread of the vectors
of overlapping blocks (Gklezakos et al., 2024), chance cuts anywhere.
"""

import json
import random
import statistics
import time
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from activities import catalog
from activities.topics.base import Vectors
from activities.topics.segmentation import firsts
from activities.topics.words import words
from core.errors import EngineUnavailableError
from tests.benchmarks.measure import Ratio
from tests.media import SHARED

TRUTH = SHARED.parent / "truth"
GATE = 0.39
"""Pk, of lectures and of meetings, when the number of topics is given."""

_CHANCES = 20
_WORDS_AN_HOUR = 9000.0
# Hearst's blocks for TextTiling, and the width that served TreeSeg best on other lectures.
_TILE = 6
_BLOCK = 2

Cuts = list[int]
"""The indexes of the first utterances of all topics but the first."""
Finder = Callable[["Talk", Vectors, int | None], Cuts]


@dataclass(frozen=True)
class Talk:
    """A recording that a person divided into topics."""

    texts: tuple[str, ...]
    cuts: Cuts

    @property
    def topics(self) -> int:
        return len(self.cuts) + 1

    @property
    def hours(self) -> float:
        return sum(len(words(text)) for text in self.texts) / _WORDS_AN_HOUR


@dataclass(frozen=True)
class Score:
    """The mean errors over a set of talks."""

    pk: float
    difference: float
    deviation: float
    """The standard error of the mean Pk."""

    def __str__(self) -> str:
        return f"{self.pk:.3f}/{self.difference:.3f}"


def ratios() -> list[Ratio]:
    """Measure every embedder that can run here on both sets, beside the peers."""
    lines: list[Ratio] = []
    for name, talks in (("lectures", lectures()), ("meetings", meetings())):
        if not talks:
            lines.append(_absent(name))
            continue
        best, *others = catalog.EMBEDDERS.names()
        lines += _measured(name, talks, best, gate=GATE)
        for embedder in others:
            lines += _measured(name, talks, embedder, gate=None)
    return lines


def _absent(name: str) -> Ratio:
    return Ratio(
        name=f"topics, {name}",
        measured="absent",
        beside=f"no {name} that people divided are in {TRUTH}",
        goal=f"Pk <= {GATE}",
        met=False,
    )


def _measured(
    name: str, talks: Sequence[Talk], embedder: str, *, gate: float | None
) -> list[Ratio]:
    began = time.process_time()
    try:
        vectors = [catalog.EMBEDDERS.load(embedder)().vectors(t.texts, _quiet) for t in talks]
    except EngineUnavailableError as error:
        return [
            Ratio(f"topics, {name}", "absent", f"{embedder}: {error}", "told", met=gate is None)
        ]
    ours = _score(talks, vectors, _ours, given=True)
    seconds = (time.process_time() - began) / sum(talk.hours for talk in talks)
    peers = {"TextTiling": text_tiling, "TreeSeg": tree_seg}
    known = {peer: _score(talks, vectors, find, given=True) for peer, find in peers.items()}
    chance = _chance(talks, vectors)
    free = _score(talks, vectors, _ours, given=False)
    tiling = _score(talks, vectors, text_tiling, given=False)
    return [
        Ratio(
            name=f"topics, {name}, {embedder}",
            measured=str(ours),
            beside=f"Pk/WD \u00b1{ours.deviation:.3f} of {len(talks)}, number given; "
            + "; ".join(f"{peer} {score}" for peer, score in known.items())
            + f"; chance {chance}; {seconds:.1f} CPU-s an hour",
            goal=f"Pk <= {gate}" if gate else "told",
            met=gate is None or ours.pk <= gate,
        ),
        Ratio(
            name=f"topics, {name}, {embedder}",
            measured=str(free),
            beside=f"Pk/WD, number not given; TextTiling {tiling}; TreeSeg needs the number",
            goal="told",
            met=True,
        ),
    ]


def _score(
    talks: Sequence[Talk], vectors: Sequence[Vectors], find: Finder, *, given: bool
) -> Score:
    errors, differences = [], []
    for talk, rows in zip(talks, vectors, strict=True):
        cuts = find(talk, rows, talk.topics if given else None)
        errors.append(pk(talk.cuts, cuts, len(talk.texts)))
        differences.append(window_difference(talk.cuts, cuts, len(talk.texts)))
    spread = statistics.stdev(errors) / len(errors) ** 0.5 if len(errors) > 1 else 0.0
    return Score(statistics.mean(errors), statistics.mean(differences), spread)


def _chance(talks: Sequence[Talk], vectors: Sequence[Vectors]) -> Score:
    scores = [
        _score(talks, vectors, _anywhere(random.Random(seed)), given=True)
        for seed in range(_CHANCES)
    ]
    return Score(
        statistics.mean(score.pk for score in scores),
        statistics.mean(score.difference for score in scores),
        0.0,
    )


def _anywhere(chance: random.Random) -> Finder:
    def find(talk: Talk, _: Vectors, count: int | None) -> Cuts:
        return sorted(chance.sample(range(1, len(talk.texts)), (count or talk.topics) - 1))

    return find


def _ours(talk: Talk, vectors: Vectors, count: int | None) -> Cuts:
    return list(firsts(talk.texts, vectors, count))[1:]


def text_tiling(talk: Talk, vectors: Vectors, count: int | None) -> Cuts:
    """Cut at the deepest valleys of the similarity between blocks of utterances.

    Without a count, where they are deeper than the mean less half a standard deviation.
    """
    size = len(talk.texts)
    likeness = np.array([_likeness(vectors, at) for at in range(1, size)])
    depths = _depths(likeness)
    order = sorted(range(len(depths)), key=lambda at: (-depths[at], at))
    if count is None:
        enough = float(depths.mean() - depths.std() / 2)
        order = [at for at in order if depths[at] > max(enough, 0.0)]
    kept: Cuts = []
    for at in order:
        if count is not None and len(kept) == count - 1:
            break
        if all(abs(at + 1 - other) > 2 for other in kept):
            kept.append(at + 1)
    return sorted(kept)


def _likeness(vectors: Vectors, at: int) -> float:
    before, after = vectors[max(0, at - _TILE) : at].sum(0), vectors[at : at + _TILE].sum(0)
    return float(before @ after / max(float(np.linalg.norm(before) * np.linalg.norm(after)), 1e-9))


def _depths(likeness: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far the peaks on both sides of each place rise above it, together."""
    depths = np.zeros_like(likeness)
    for at, here in enumerate(likeness):
        peaks = []
        for step in (-1, 1):
            peak, place = here, at
            while 0 <= place < len(likeness) and likeness[place] >= peak:
                peak, place = likeness[place], place + step
            peaks.append(peak)
        depths[at] = sum(peaks) - 2 * here
    return depths


def tree_seg(talk: Talk, vectors: Vectors, count: int | None) -> Cuts:
    """Divide again and again where the spread of the vectors falls most."""
    assert count is not None
    blocks = np.array(
        [vectors[max(0, at - _BLOCK) : at + 1].mean(0) for at in range(len(talk.texts))], np.float64
    )
    pieces = {(0, len(blocks)): _division(blocks)}
    while len(pieces) < count:
        (start, end), (_, cut) = max(pieces.items(), key=lambda piece: piece[1][0])
        del pieces[start, end]
        pieces[start, start + cut] = _division(blocks[start : start + cut])
        pieces[start + cut, end] = _division(blocks[start + cut : end])
    return sorted(start for start, _ in pieces if start)


def _division(rows: NDArray[np.float64]) -> tuple[float, int]:
    """Return by how much the best division lessens the spread, and after how many rows it is."""
    if len(rows) < 2:
        return -np.inf, 0
    sums = np.cumsum(rows, 0)
    sizes = np.arange(1, len(rows))
    left = np.einsum("ij,ij->i", sums[:-1], sums[:-1]) / sizes
    rest = sums[-1] - sums[:-1]
    right = np.einsum("ij,ij->i", rest, rest) / (len(rows) - sizes)
    gains = left + right - float(sums[-1] @ sums[-1]) / len(rows)
    return float(gains.max()), int(gains.argmax()) + 1


def pk(marked: Cuts, found: Cuts, size: int) -> float:
    """Return how often two utterances a window apart are wrongly joined or parted."""
    true, ours = _between(marked, found, size)
    return float(np.mean((true > 0) != (ours > 0)))


def window_difference(marked: Cuts, found: Cuts, size: int) -> float:
    """Return how often a window holds another number of borders than was marked."""
    true, ours = _between(marked, found, size)
    return float(np.mean(true != ours))


def _between(marked: Cuts, found: Cuts, size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many borders lie in each window, as marked and as found."""
    window = max(1, round(size / (len(marked) + 1) / 2))
    numbers = []
    for cuts in (marked, found):
        borders = np.zeros(size, np.int64)
        borders[cuts] = 1
        topic = borders.cumsum()
        numbers.append(topic[window:] - topic[:-window])
    return numbers[0], numbers[1]


def lectures() -> list[Talk]:
    """Return the lectures with the finer of the two levels that people marked."""
    talks = []
    for path in sorted((TRUTH / "topics-lectures").glob("*_anno.json")):
        (marked,) = json.loads(path.read_text()).values()
        said_in = path.with_name(path.name.replace("_anno", ""))
        (said,) = json.loads(said_in.read_text()).values()
        texts = [entry.get("doc", "") for entry in said["entries"]]
        # What was shown stands between what was said; only what was said is divided.
        spoken = [place for place, text in enumerate(texts) if text]
        cuts = {bisect_left(spoken, first) for first, *_ in marked["fine"]}
        talks.append(_talk([texts[place] for place in spoken], cuts))
    return talks


def meetings() -> list[Talk]:
    """Return the meetings with the topics that people marked."""
    talks = []
    for path in sorted((TRUTH / "topics-meetings").glob("*.json")):
        meeting = json.loads(path.read_text())
        spans = [span for topic in meeting["topic_list"] for span in topic["relevant_text_span"]]
        turns = meeting["meeting_transcripts"]
        talks.append(_talk([turn["content"] for turn in turns], {int(start) for start, _ in spans}))
    return talks


def _talk(texts: Sequence[str], cuts: set[int]) -> Talk:
    return Talk(tuple(texts), sorted(cut for cut in cuts if 0 < cut < len(texts)))


def _quiet(_: float) -> None:
    pass
