"""Does a moment mean the same without what comes before and after it? Pure.

What words can tell: it starts with "he" and nobody was named, it answers a question that
is not in it, somebody else says what it seems to say, it is taken back right after.
The cues are those of ``cues``; where a language has none, nothing is doubted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from activities.select.marks import is_question
from activities.select.recording import Recording
from activities.select.sentences import Sentence
from activities.select.tally import quoted

# Seconds. What is said after a longer pause is another matter.
_NEAR = 4.0
_NEW_THOUGHT = 1.0
_FIRST_WORDS = 8
# Sentences before a moment in which a quotation may have been opened.
_REACH = 6
_OPENING_MARKS, _CLOSING_MARKS = "\u201c\u00ab\u201e", "\u201d\u00bb"


@dataclass(frozen=True)
class Doubt:
    """A reason why a moment may not stand alone."""

    points: float
    """What it costs of coherence, which goes to 100."""
    warning: str
    """One sentence."""


class Context:
    """Doubts about where moments of one recording start and stop, each found once."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._cues = recording.cues
        self._before: dict[int, tuple[Doubt, ...]] = {}
        self._after: dict[int, tuple[Doubt, ...]] = {}

    def doubts(self, inside: range) -> tuple[Doubt, ...]:
        """Return what speaks against showing these sentences alone, the worst first."""
        if not inside:
            return ()
        found = {*self.before(inside.start), *self.after(inside.stop - 1)}
        return tuple(sorted(found, key=lambda doubt: (-doubt.points, doubt.warning)))

    def before(self, first: int) -> tuple[Doubt, ...]:
        """Return what a moment misses that starts with that sentence."""
        if first not in self._before:
            self._before[first] = tuple(self._missing_before(first))
        return self._before[first]

    def after(self, last: int) -> tuple[Doubt, ...]:
        """Return what a moment misses that stops with that sentence."""
        if last not in self._after:
            self._after[last] = tuple(self._missing_after(last))
        return self._after[last]

    def _missing_before(self, first: int) -> Iterator[Doubt]:
        if first == 0:
            return
        sentence, previous = self._sentence(first), self._sentence(first - 1)
        yield from self._dangling(sentence)
        if recalled := _phrase_in(sentence.tokens[:_FIRST_WORDS], self._cues.recalling):
            yield Doubt(8, f"It refers to an earlier part: {quoted(recalled)}.")
        if sentence.pause_before > _NEAR:
            return
        if is_question(previous, self._cues):
            asked = quoted(previous.text)
            yield Doubt(14, f"It answers a question that is asked before it: {asked}.")
        elif self._cues.answering.intersection(sentence.tokens[:1]):
            yield Doubt(10, "It starts with an answer, and what was asked is not in it.")
        if told := _ends_with(previous.tokens, self._cues.telling):
            yield Doubt(16, f"Somebody else is quoted: before it comes {quoted(told)}.")
        elif self._inside_of_quotation(first):
            yield Doubt(14, "It is part of a quotation that begins before it.")
        if framed := _phrase_in(previous.tokens, self._cues.framing):
            yield Doubt(14, f"It may not be meant: before it comes {quoted(framed)}.")

    def _dangling(self, sentence: Sentence) -> Iterator[Doubt]:
        """Yield a doubt for a first word that means something outside of the moment."""
        words = [word for word in sentence.tokens[:_FIRST_WORDS] if word not in self._cues.fillers]
        first, hollow = sentence.tokens[:1], _starts_with(words, self._cues.hollow)
        carries_on = sentence.pause_before < _NEW_THOUGHT
        if hollow:
            words = []
        if self._cues.absent.intersection(words[:1]):
            yield Doubt(14, f"Who is meant by {quoted(words[0])} is said before it.")
        elif carries_on and self._cues.pointing.intersection(words[:1]):
            yield Doubt(12, f"What is meant by {quoted(words[0])} is said before it.")
        if self._cues.joining.intersection(first):
            points = 18 if carries_on else 9
            yield Doubt(points, f"It starts with {quoted(first[0])} and carries on a thought.")

    def _inside_of_quotation(self, first: int) -> bool:
        """Is a quotation mark open when the sentence starts?"""
        before = self._recording.sentences[max(0, first - _REACH) : first]
        said = " ".join(sentence.text for sentence in before)
        opened = max(said.rfind(mark) for mark in _OPENING_MARKS)
        closed = max(said.rfind(mark) for mark in _CLOSING_MARKS)
        return opened > closed or said.count('"') % 2 == 1

    def _missing_after(self, last: int) -> Iterator[Doubt]:
        sentence = self._sentence(last)
        if self._cues.unfinished.intersection(sentence.tokens[-1:]) and not sentence.finished:
            yield Doubt(18, "It breaks off in the middle of a sentence.")
        if is_question(sentence, self._cues):
            yield Doubt(10, "It ends with a question that is left open.")
        if _ends_with(sentence.tokens, self._cues.telling):
            yield Doubt(16, "It ends before what somebody else said is told.")
        following = self._recording.sentences[last + 1 : last + 3]
        if not following or sentence.pause_after > _NEAR:
            return
        if turned := self._turn(following):
            yield Doubt(14, f"It may be taken back: after it comes {quoted(turned)}.")
        elif limit := _starts_with(following[0].tokens, self._cues.limiting):
            points = 7 if sentence.pause_after < _NEW_THOUGHT else 4
            yield Doubt(points, f"What follows limits it: after it comes {quoted(limit)}.")

    def _turn(self, following: Sequence[Sentence]) -> str:
        """Return the words with which what was said is taken back; empty when it is not."""
        for sentence in following:
            if phrase := _phrase_in(sentence.tokens[:_FIRST_WORDS], self._cues.reversing):
                return phrase
            if sentence.pause_after > _NEW_THOUGHT:
                return ""
        return ""

    def _sentence(self, index: int) -> Sentence:
        return self._recording.sentences[index]


def _phrase_in(tokens: Sequence[str], known: Sequence[str]) -> str:
    said = f" {' '.join(tokens)} "
    return next((phrase for phrase in known if f" {phrase} " in said), "")


def _ends_with(tokens: Sequence[str], known: Sequence[str]) -> str:
    said = f" {' '.join(tokens)}"
    return next((phrase for phrase in known if said.endswith(f" {phrase}")), "")


def _starts_with(tokens: Sequence[str], known: Sequence[str]) -> str:
    said = f"{' '.join(tokens[:_FIRST_WORDS])} "
    return next((phrase for phrase in known if said.startswith(f"{phrase} ")), "")
