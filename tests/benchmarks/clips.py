"""Where clips start and stop, and whether there are enough: on the sample, lectures and meetings.

The words of the sample have their true times. Of lectures the times of utterances are
known, of meetings only the words: there, words share the time of their utterance by their
length. What people marked as topics stands for what the topics step finds.
"""

import json
import re
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from activities.select.base import Asked
from activities.select.candidates import propose, workable
from activities.select.choosing import Choosing
from activities.select.recording import Recording
from core.domain.clip import Selection
from core.domain.scenes import Scenes
from core.domain.sound import Sound
from core.domain.span import Span
from core.domain.topics import Topic, Topics
from core.domain.transcript import Transcript, Word
from tests.benchmarks.measure import Ratio
from tests.media import SHARED

TRUTH = SHARED.parent / "truth"
_SAMPLE = Path(__file__).parents[2] / "deploy" / "local" / "sample" / "speech.json"

AIR = (0.08, 0.25)
"""Seconds before the first and after the last word that a clip should have."""
ON_BOUNDS, IN_AIR = 0.95, 0.95
LONG = 480.0
"""Seconds from which a recording with speech must give ``ENOUGH`` clips."""
ENOUGH = 4
CPU_SECONDS = 5.0
"""For an hour of speech."""
_SECONDS_PER_LETTER = 0.065
_CLOSE = 1e-6
# Between a word and its full stop, and notes about noise.
_JOINED = re.compile(r"\s+(?=[.,?!;:]+(\s|$))|\{\w+\}")


@dataclass(frozen=True)
class Source:
    """A recording of which the words are known."""

    name: str
    transcript: Transcript
    topics: Topics


@dataclass(frozen=True)
class Edges:
    """What was seen at the edges of clips."""

    count: int = 0
    on_bounds: int = 0
    """Edges between two sentences."""
    inside: int = 0
    """Edges inside of a word."""
    roomy: int = 0
    """Edges in a pause that has room for the air on both sides."""
    in_air: int = 0
    """Of these, those with as much air as there should be."""

    def plus(self, other: "Edges") -> "Edges":
        return Edges(
            self.count + other.count,
            self.on_bounds + other.on_bounds,
            self.inside + other.inside,
            self.roomy + other.roomy,
            self.in_air + other.in_air,
        )


def ratios() -> list[Ratio]:
    """Choose clips from every recording that is there, and measure them."""
    edges, hours, seconds, long, enough = Edges(), 0.0, 0.0, 0, 0
    for source in sources():
        began = time.process_time()
        chosen = choose(source)
        seconds += time.process_time() - began
        hours += source.transcript.duration / 3600
        edges = edges.plus(seen(chosen, source.transcript))
        long += source.transcript.duration > LONG
        enough += source.transcript.duration > LONG and len(chosen.choices) >= ENOUGH
    return _table(edges, seconds / hours, long, enough)


def _table(edges: Edges, cost: float, long: int, enough: int) -> list[Ratio]:
    bounds, air = edges.on_bounds / edges.count, edges.in_air / max(1, edges.roomy)
    return [
        Ratio(
            "clip edges, bounds",
            f"{bounds:.1%}",
            f"of {edges.count} between sentences",
            f">= {ON_BOUNDS:.0%}",
            bounds >= ON_BOUNDS,
        ),
        Ratio(
            "clip edges, words",
            f"{edges.inside}",
            f"of {edges.count} inside of a word",
            "0",
            edges.inside == 0,
        ),
        Ratio(
            "clip edges, air",
            f"{air:.1%}",
            f"of {edges.roomy} in a pause with room for it, {AIR[0]:g} to {AIR[1]:g} s of air",
            f">= {IN_AIR:.0%}",
            air >= IN_AIR,
        ),
        Ratio(
            "enough clips",
            f"{enough}",
            f"of {long} recordings over {LONG / 60:g} min with {ENOUGH} clips or more",
            "all",
            enough == long,
        ),
        Ratio(
            "choosing clips",
            f"{cost:.2f}",
            "CPU-s for an hour of speech",
            f"<= {CPU_SECONDS:g}",
            cost <= CPU_SECONDS,
        ),
    ]


def choose(source: Source, clips: int = 5) -> Selection:
    """Choose clips as the select step does, without a model."""
    duration = source.transcript.duration
    recording = Recording(
        transcript=source.transcript,
        scenes=Scenes(engine="none", scenes=(Span(start=0, end=duration),)),
        sound=Sound(engine="none", duration=duration, step=0.1),
        topics=source.topics,
        duration=duration,
        longest=90.0,
    )
    recording = workable(recording, 15.0, 90.0)
    choosing = Choosing(recording, Asked(), clips)
    return choosing.selection(choosing.measured(propose(recording, 15.0, 90.0)))


def seen(selection: Selection, transcript: Transcript) -> Edges:
    """Return what is seen at the edges of the chosen clips."""
    words, bounds = transcript.words, {0, *transcript.sentence_ends, len(transcript.words)}
    starts = [word.start for word in words]
    total = Edges()
    for choice in selection.choices:
        first = bisect_left(starts, choice.span.start - _CLOSE)
        after = bisect_left(starts, choice.span.end - _CLOSE)
        air = words[first].start - choice.span.start, choice.span.end - words[after - 1].end
        for index, gap in zip((first, after), air, strict=True):
            total = total.plus(_edge(index, gap, words, bounds))
    return total


def _edge(index: int, air: float, words: Sequence[Word], bounds: set[int]) -> Edges:
    before = words[index - 1].end if index else float("-inf")
    after = words[index].start if index < len(words) else float("inf")
    roomy = after - before >= 2 * AIR[0]
    return Edges(
        count=1,
        on_bounds=index in bounds,
        inside=air < -_CLOSE or air > after - before + _CLOSE,
        roomy=roomy,
        in_air=roomy and AIR[0] - _CLOSE <= air <= AIR[1] + _CLOSE,
    )


def sources() -> Iterator[Source]:
    """Yield the sample, and the lectures and meetings where they are there."""
    yield _sample()
    for path in sorted(TRUTH.glob("topics-lectures/*_anno.json")):
        yield _lecture(path)
    for path in sorted(TRUTH.glob("topics-meetings/*.json")):
        yield _meeting(path)


def _sample() -> Source:
    spoken = json.loads(_SAMPLE.read_text())
    lines = spoken["lines"]
    words = [Word(**word) for line in lines for word in line["words"]]
    marked = [line["topic"] for line in lines]
    firsts = [0, *(i for i, (a, b) in enumerate(pairwise(marked), 1) if a != b)]
    times = [(line["start"], line["end"]) for line in lines]
    transcript = _transcript(words, spoken["duration"])
    return Source("sample", transcript, _topics(firsts, times, titles=[""] * len(firsts)))


def _lecture(path: Path) -> Source:
    (marked,) = json.loads(path.read_text()).values()
    (told,) = json.loads(path.with_name(path.name.replace("_anno", "")).read_text()).values()
    entries = told["entries"]
    times = [(entry["start"], entry["end"]) for entry in entries]
    words = [
        word
        for entry, (start, end) in zip(entries, times, strict=True)
        for word in _even(entry.get("doc", ""), start, end)
    ]
    firsts = [first for first, _, _ in marked["fine"] if first < len(times)]
    titles = [title for first, _, title in marked["fine"] if first < len(times)]
    transcript = _transcript(_in_order(words), max(end for _, end in times))
    return Source(path.stem, transcript, _topics(firsts, times, titles))


def _meeting(path: Path) -> Source:
    told = json.loads(path.read_text())
    words: list[Word] = []
    times: list[tuple[float, float]] = []
    at = 0.0
    for turn in told["meeting_transcripts"]:
        seconds = len(turn["content"]) * _SECONDS_PER_LETTER
        words += _even(turn["content"], at, at + seconds)
        times.append((at, at + seconds))
        at += seconds + 0.3
    return Source(path.stem, _transcript(words, at), Topics(engine="none"))


def _even(text: str, start: float, end: float) -> list[Word]:
    """Share a time among the words of a text by their length, with a pause after a full stop."""
    texts = [word for word in _JOINED.sub("", text).split() if any(map(str.isalnum, word))]
    lengths = [len(word) + (6 if _stops(word) else 1) for word in texts]
    step = (end - start) / max(1, sum(lengths))
    words, at = [], start
    for word, length in zip(texts, lengths, strict=True):
        words.append(Word(text=word, start=at, end=at + len(word) * step))
        at += length * step
    return words


def _in_order(words: Sequence[Word]) -> list[Word]:
    """Return words without overlap: two people may have spoken at once."""
    ordered, heard = [], 0.0
    for word in sorted(words, key=lambda word: word.start):
        start = max(heard, word.start)
        heard = max(start, word.end)
        ordered.append(word.model_copy(update={"start": start, "end": heard}))
    return ordered


def _transcript(words: Sequence[Word], duration: float) -> Transcript:
    ends = [index for index, word in enumerate(words, 1) if _stops(word.text)]
    return Transcript(
        engine="truth",
        language="en",
        duration=max(duration, words[-1].end),
        words=tuple(words),
        sentence_ends=tuple(dict.fromkeys([*ends, len(words)])),
    )


def _stops(text: str) -> bool:
    return text.endswith((".", "?", "!"))


def _topics(
    firsts: Sequence[int], times: Sequence[tuple[float, float]], titles: Sequence[str]
) -> Topics:
    ends = [*firsts[1:], len(times)]
    return Topics(
        engine="people",
        topics=tuple(
            Topic(
                span=Span(start=times[first][0], end=max(times[first][0], times[end - 1][1])),
                first=first,
                last=end - 1,
                title=title,
            )
            for first, end, title in zip(firsts, ends, titles, strict=True)
        ),
    )
