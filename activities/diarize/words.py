"""Who says each word."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain.span import Span
from core.domain.transcript import Transcript, Word
from core.domain.voices import Voices, VoiceTurn

# What it costs that somebody else goes on, in shares of a word: within a sentence one word is
# not enough, unless pauses set it apart; at its end, one is.
_CHANGE, _CHANGE_AT_PAUSE, _CHANGE_AT_END = 0.7, 0.3, 0.1
# Seconds between two words that are a pause.
_PAUSE = 0.3
# A word without any voice goes to one that is heard so many seconds before or after it.
_NEAR = 1.0
_LITTLE = 0.2


@dataclass(frozen=True)
class _Turns:
    """The turns of a recording as arrays, in order of their starts."""

    starts: NDArray[np.float64]
    latest: NDArray[np.float64]
    """The latest end of this turn and those before it."""
    turns: tuple[VoiceTurn, ...]

    def near(self, word: Word) -> Sequence[VoiceTurn]:
        """Return the turns that a word may lie in or near, and perhaps more."""
        first = int(np.searchsorted(self.latest, word.start - _NEAR))
        last = int(np.searchsorted(self.starts, word.end + _NEAR))
        return self.turns[first:last]


def with_speakers(transcript: Transcript, voices: Voices) -> Transcript:
    """Return the transcript with the voice of every word.

    A word belongs to the voice that is heard during most of it; of two voices at once, to the
    one whose turn is longer. Within a sentence nobody else is heard for a single word, unless
    there are pauses around it. Without a voice every word stays as it is.
    """
    if not voices.voices or not transcript.words:
        return transcript
    ids = [voice.id for voice in voices.voices]
    turns = _arranged(voices)
    scores = np.array([_shares(word, turns.near(word), ids) for word in transcript.words])
    line = _best_line(scores, _costs(transcript))
    words = tuple(
        word.model_copy(update={"speaker": ids[voice]})
        for word, voice in zip(transcript.words, line, strict=True)
    )
    return transcript.model_copy(update={"words": words})


def _arranged(voices: Voices) -> _Turns:
    turns = tuple(sorted(voices.turns, key=lambda turn: turn.span.start))
    ends = np.array([turn.span.end for turn in turns])
    return _Turns(
        np.array([turn.span.start for turn in turns]),
        np.maximum.accumulate(ends) if len(ends) else ends,
        turns,
    )


def _shares(word: Word, turns: Sequence[VoiceTurn], ids: Sequence[str]) -> list[float]:
    """Return how much of a word each voice is heard in, 0..1."""
    span = Span(start=word.start, end=word.end)
    length = max(span.duration, 1e-3)
    shares = dict.fromkeys(ids, 0.0)
    for turn in sorted(turns, key=lambda turn: turn.span.duration):
        common = span.common(turn.span) / length
        # Of two voices in one word the one that speaks longer takes what both have.
        for other in shares:
            if other != turn.voice:
                shares[other] = min(shares[other], 1 - common)
        shares[turn.voice] = min(1.0, shares[turn.voice] + common)
    if turns and max(shares.values()) <= 0:
        nearest = min(turns, key=lambda turn: _distance(span, turn.span))
        shares[nearest.voice] = _LITTLE
    return [shares[voice] for voice in ids]


def _distance(one: Span, other: Span) -> float:
    return max(one.start - other.end, other.start - one.end)


def _costs(transcript: Transcript) -> list[float]:
    """Return what a change of voice costs before each word."""
    ends = set(transcript.sentence_ends)
    costs = [0.0]
    for index in range(1, len(transcript.words)):
        pause = transcript.words[index].start - transcript.words[index - 1].end
        within = _CHANGE_AT_PAUSE if pause >= _PAUSE else _CHANGE
        costs.append(_CHANGE_AT_END if index in ends else within)
    return costs


def _best_line(scores: NDArray[np.float64], costs: Sequence[float]) -> list[int]:
    """Return the voice of every word, by dynamic programming (Viterbi, 1967)."""
    own = np.arange(scores.shape[1])
    value = scores[0].copy()
    came = []
    for row, cost in zip(scores[1:], costs[1:], strict=True):
        leader = int(value.argmax())
        stays = value >= value[leader] - cost
        came.append(np.where(stays, own, leader))
        value = np.where(stays, value, value[leader] - cost) + row
    line = [int(value.argmax())]
    for before in reversed(came):
        line.append(int(before[line[-1]]))
    return line[::-1]
