"""What is known about a recording when its moments are chosen. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from activities.select.cues import Cues, cues
from activities.select.sentences import Sentence, sentences
from core.domain.scenes import Scenes
from core.domain.sound import Sound
from core.domain.span import Span
from core.domain.transcript import Transcript

# dBFS. Below it there is nothing that a viewer would hear as part of the recording.
_HEARD = -60.0


@dataclass(frozen=True)
class Recording:
    """A recording as its transcript, its cuts and its sound tell of it."""

    transcript: Transcript
    scenes: Scenes
    sound: Sound
    duration: float
    """Seconds."""
    longest: float
    """Seconds of the longest clip; no sentence is longer."""

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

    def cuts_within(self, span: Span) -> Sequence[float]:
        return self.cuts[bisect_right(self.cuts, span.start) : bisect_left(self.cuts, span.end)]

    @cached_property
    def _events(self) -> dict[str, tuple[list[float], NDArray[np.float64]]]:
        """For each kind of event, the times of their middles and the running sum of scores."""
        table = {}
        for kind in ("laughter", "applause", "peak"):
            events = [event for event in self.sound.events if event.kind == kind]
            heard = sorted(((e.span.start + e.span.end) / 2, e.score) for e in events)
            sums = np.concatenate([[0.0], np.cumsum([score for _, score in heard])])
            table[kind] = [at for at, _ in heard], sums
        return table

    def heard(self, kind: str, span: Span) -> float:
        """Return the scores, added up, of the events of a kind inside a span."""
        times, sums = self._events[kind]
        return float(sums[bisect_left(times, span.end)] - sums[bisect_left(times, span.start)])

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
