"""What is known about a recording when its moments are chosen. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from activities.select.cues import cues
from activities.select.cues.kinds import Cues
from activities.select.likeness import Likeness
from activities.select.sentences import Sentence, sentences
from activities.select.stems import stems
from core.domain.base import Value
from core.domain.faces import SpeakerTurn
from core.domain.scenes import Scenes
from core.domain.sound import Sound, SoundEvent
from core.domain.span import Span
from core.domain.topics import Topic, Topics
from core.domain.transcript import Transcript

# Seconds. A topic begins with the sentence that begins at most this much before it.
_SAME_START = 0.5
# dBFS. Below it there is nothing that a viewer would hear as part of the recording.
_HEARD = -60.0


class Seen(Value):
    """Of all that is known about faces, when they are seen to speak."""

    speaking: tuple[SpeakerTurn, ...] = ()


@dataclass(frozen=True)
class Recording:
    """A recording as its transcript, its topics, its picture and its sound tell of it."""

    transcript: Transcript
    scenes: Scenes
    sound: Sound
    duration: float
    """Seconds."""
    longest: float
    """Seconds of the longest clip; no sentence is longer."""
    topics: Topics | None = None
    seen: Seen | None = None
    """None when nobody looked for faces."""

    @cached_property
    def cues(self) -> Cues:
        return cues(self.transcript.language)

    @cached_property
    def cuts(self) -> tuple[float, ...]:
        """When the picture cuts, in order, inside the recording."""
        return tuple(sorted(cut for cut in set(self.scenes.cuts()) if 0 < cut < self.duration))

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return sentences(self.transcript, self.cuts, duration=self.duration, longest=self.longest)

    @cached_property
    def _starts(self) -> list[float]:
        return [sentence.start for sentence in self.sentences]

    def spoken(self, span: Span) -> range:
        """Return the indices of the sentences that start inside the span."""
        return range(bisect_left(self._starts, span.start), bisect_left(self._starts, span.end))

    def text(self, span: Span) -> str:
        """Return what is said in the span."""
        return " ".join(self.sentences[index].text for index in self.spoken(span))

    @cached_property
    def stems(self) -> tuple[frozenset[str], ...]:
        """For each sentence, the stems of its words with content."""
        return tuple(frozenset(stems(one.tokens, self.cues.empty)) for one in self.sentences)

    @cached_property
    def likeness(self) -> Likeness:
        return Likeness(self.stems, self.cues.empty)

    @cached_property
    def _topics(self) -> tuple[Topic, ...]:
        return self.topics.topics if self.topics else ()

    @cached_property
    def topic_starts(self) -> frozenset[int]:
        """Return the indices of the sentences with which another topic begins."""
        starts = (topic.span.start - _SAME_START for topic in self._topics[1:])
        return frozenset(bisect_left(self._starts, start) for start in starts)

    @cached_property
    def _topic_starts(self) -> list[float]:
        return [topic.span.start for topic in self._topics]

    def topic_of(self, span: Span) -> Topic | None:
        """Return the topic at the middle of a span; None when topics are not known."""
        index = bisect_right(self._topic_starts, (span.start + span.end) / 2) - 1
        return self._topics[max(0, index)] if self._topics else None

    @cached_property
    def _turns(self) -> tuple[list[float], NDArray[np.float64]]:
        """When faces begin to speak, and the running sum of the seconds that they do."""
        turns = self.seen.speaking if self.seen else ()
        sums = np.concatenate([[0.0], np.cumsum([turn.span.duration for turn in turns])])
        return [turn.span.start for turn in turns], sums

    def seen_speaking(self, span: Span) -> float:
        """Return the seconds of a span during which the one who speaks is seen."""
        starts, sums = self._turns
        return self._seen_until(span.end, starts, sums) - self._seen_until(span.start, starts, sums)

    def _seen_until(self, at: float, starts: list[float], sums: NDArray[np.float64]) -> float:
        turns = self.seen.speaking if self.seen else ()
        index = bisect_right(starts, at) - 1
        if index < 0:
            return 0.0
        return float(sums[index]) + min(at, turns[index].span.end) - turns[index].span.start

    def cuts_within(self, span: Span) -> Sequence[float]:
        return self.cuts[bisect_right(self.cuts, span.start) : bisect_left(self.cuts, span.end)]

    @cached_property
    def _events(self) -> dict[str, tuple[list[SoundEvent], list[float], NDArray[np.float64]]]:
        """For each kind, the events, the times of their middles and the running sum of scores."""
        kinds: dict[str, list[SoundEvent]] = {}
        for event in self.sound.events:
            kinds.setdefault(event.kind, []).append(event)
        table = {}
        for kind, events in kinds.items():
            ordered = sorted(events, key=_middle)
            sums = np.concatenate([[0.0], np.cumsum([event.score for event in ordered])])
            table[kind] = ordered, [_middle(event) for event in ordered], sums
        return table

    def heard(self, kind: str, span: Span) -> float:
        """Return the scores, added up, of the events of a kind inside a span."""
        if kind not in self._events:
            return 0.0
        _, times, sums = self._events[kind]
        return float(sums[bisect_left(times, span.end)] - sums[bisect_left(times, span.start)])

    def first_heard(self, kind: str, span: Span) -> float:
        """Return when the first event of a kind begins, in seconds from the start of a span.

        There must be one.
        """
        events, times, _ = self._events[kind]
        return max(0.0, events[bisect_left(times, span.start)].span.start - span.start)

    def covered(self, kind: str, span: Span) -> float:
        """Return the seconds of a span that events of a kind cover, which must not overlap."""
        return sum(event.span.common(span) for event in self._events.get(kind, ([], [], []))[0])

    @cached_property
    def levels(self) -> NDArray[np.float64]:
        """The level of each step in dBFS, nothing below the threshold of hearing."""
        return np.maximum(np.asarray(self.sound.level, dtype=np.float64), _HEARD)

    @cached_property
    def usual_level(self) -> float:
        """The median level in dBFS of what can be heard."""
        heard = self.levels[self.levels > _HEARD]
        return float(np.median(heard)) if heard.size else _HEARD

    @cached_property
    def _sums(self) -> NDArray[np.float64]:
        return np.concatenate([[0.0], np.cumsum(self.levels)])

    def level(self, span: Span) -> float | None:
        """Return the mean level in dBFS of a span, None where nothing was measured."""
        first = min(max(0, int(span.start / self.sound.step)), len(self.levels))
        last = min(max(first, int(span.end / self.sound.step)), len(self.levels))
        if last == first:
            return None
        return float((self._sums[last] - self._sums[first]) / (last - first))

    def peaks(self, every: float = 5.0) -> list[float]:
        """Return the times at which the sound stands out, at most one in ``every`` seconds.

        A second stands out when it is 6 dB, twice the amplitude, above the usual level.
        """
        size = max(1, round(every / self.sound.step))
        found = []
        for first in range(0, len(self.levels), size):
            block = self.levels[first : first + size]
            loudest = int(np.argmax(block))
            if block[loudest] >= self.usual_level + 6.0:
                found.append((first + loudest) * self.sound.step)
        return [at for at in found if at < self.duration]


def _middle(event: SoundEvent) -> float:
    return (event.span.start + event.span.end) / 2
