"""Points for a moment in which somebody speaks, with reasons that say what was heard. Pure.

The points are our own. They follow what editors of short clips agree on: the first
seconds decide, nothing may drag, the viewer leaves with something, and it makes
sense alone. Cues of words help where the language has some; pauses, pace and sound
in any language.
"""

from math import log

from activities.select.context import Context
from activities.select.marks import Marks
from activities.select.recording import Recording
from activities.select.sound_scores import add_events, louder
from activities.select.tally import Tally, quoted
from core.domain.span import Span

# Seconds that a clip may well last; three times as long or as short is no better than any.
_IDEAL = 35.0
# After a pause of so many seconds somebody who says "so" begins, and does not carry on.
_FRESH = 0.7
_ENDED = 0.8


class SpeechScores:
    """Judges moments of one recording by their words."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._marks = Marks(recording)
        self._context = Context(recording)

    def hook(self, span: Span, inside: range) -> Tally:
        opening = self._marks.opening(inside.start)
        first = self._recording.sentences[inside.start]
        tally = Tally(45, "opens with a plain statement")
        tally.add(20 * opening.question, lambda: f"opens with a question, {quoted(first.text)}")
        story = 16 * bool(opening.story)
        tally.add(story, lambda: f"opens like a story ({quoted(opening.story)})")
        tally.add(
            min(14, 7 * len(opening.bold)),
            lambda: f"opens with a strong claim ({quoted(opening.bold[0])})",
        )
        tally.add(
            7 * bool(opening.numbers), lambda: f"opens with a number ({quoted(opening.numbers[0])})"
        )
        tally.add(8 * opening.viewer, "speaks to the viewer from the start")
        tally.add(5 * (first.pause_before >= _FRESH), "starts after a pause, with a new thought")
        tally.add(5 * (inside.start in self._recording.topic_starts), "starts with a new topic")
        missing = sum(doubt.points for doubt in self._context.before(inside.start))
        tally.add(-min(26.0, 0.9 * missing), "starts in the middle of a thought")
        tally.add(-4 * opening.filler, lambda: f"starts with a filler, {quoted(first.tokens[0])}")
        start = Span(start=span.start, end=min(span.end, span.start + 3))
        loudness = louder(start, self._recording, by=6)
        tally.add(1.5 * loudness, "starts loud" if loudness > 0 else "starts softly")
        if self._recording.seen_speaking(start) > 1.0:
            tally.add(4, "shows who speaks from the start")
        tally.add(-2 * max(0.0, first.start - span.start - 0.5), "starts with silence")
        return tally

    def flow(self, span: Span, inside: range) -> Tally:
        sentences = self._recording.sentences[inside.start : inside.stop]
        spoken = sum(sentence.end - sentence.start for sentence in sentences)
        pause = max((sentence.pause_after for sentence in sentences[:-1]), default=0.0)
        words = self._marks.count("words", inside)
        tally = Tally(60, "moves at the usual pace")
        silence = max(0.0, 1 - spoken / span.duration - 0.2)
        tally.add(-60 * silence, lambda: f"is silent for {span.duration - spoken:.0f} s")
        trailing = max(0.0, span.end - sentences[-1].end - 0.5)
        tally.add(-min(20.0, 8 * trailing), lambda: f"ends with {trailing:.0f} s of silence")
        held = -6 * max(0.0, min(pause, 6.0) - 2.0)
        tally.add(held, lambda: f"is held up by a pause of {pause:.0f} s")
        if self._marks.usual_rate and spoken > 0:
            faster = words / spoken / self._marks.usual_rate - 1
            rate = f"{60 * words / spoken:.0f} words a minute"
            why = f"is spoken faster than the rest, {rate}" if faster > 0 else f"is slow, {rate}"
            tally.add(max(-12.0, min(12.0, 40 * faster)), why)
        tally.add(
            8 * max(0.0, 1 - abs(log(span.duration / _IDEAL)) / log(3)),
            lambda: f"has a good length, {span.duration:.0f} s",
        )
        speakers = {sentence.words[0].speaker for sentence in sentences} - {None}
        tally.add(6 * (len(speakers) > 1), lambda: f"lets {len(speakers)} people talk")
        cuts = len(self._recording.cuts_within(span))
        tally.add(min(6.0, 30 * cuts / span.duration), lambda: f"cuts {cuts} times")
        return tally

    def value(self, span: Span, inside: range) -> Tally:
        # A long moment holds more of everything, and no more of it in a second.
        share = min(1.0, (_IDEAL / span.duration) ** 0.5)
        counts = {name: share * self._marks.count(name, inside) for name in Marks.COUNTS}
        cite = self._marks.first
        tally = Tally(40, "holds no number, reason or claim that stands out")
        tally.add(
            min(14, 3.5 * counts["explaining"]),
            lambda: f"explains something ({cite('explaining', inside)})",
        )
        tally.add(
            min(12, 4 * counts["numbers"]), lambda: f"names numbers ({cite('numbers', inside)})"
        )
        tally.add(
            8 * (counts["listing"] >= 2), lambda: f"goes through a list ({cite('listing', inside)})"
        )
        tally.add(12 * self._answers(inside), "asks a question and answers it")
        tally.add(
            min(10, 2.5 * counts["bold"]), lambda: f"makes strong claims ({cite('bold', inside)})"
        )
        tally.add(
            min(6, 3 * counts["contrast"]), lambda: f"has a turn ({cite('contrast', inside)})"
        )
        if self._marks.usual_density:
            content = self._marks.count("content", inside)
            denser = content / span.duration / self._marks.usual_density - 1
            why = "says much in little time" if denser > 0 else "says little in its time"
            tally.add(max(-10.0, min(10.0, 25 * denser)), why)
        add_events(tally, span, self._recording)
        loudness = louder(span, self._recording, by=5)
        tally.add(1.2 * loudness, f"is {'louder' if loudness > 0 else 'softer'} than the rest")
        return tally

    def coherence(self, span: Span, inside: range) -> Tally:
        recording = self._recording
        first, last = recording.sentences[inside.start], recording.sentences[inside.stop - 1]
        tally = Tally(60, "can be followed alone")
        for doubt in self._context.doubts(inside):
            tally.add(-doubt.points, _clause(doubt.warning))
        tally.add(7 * (first.pause_before >= _FRESH), "starts with a new thought")
        tally.add(10 * (last.pause_after >= _ENDED), "ends where the speaker pauses")
        self._add_topics(tally, inside)
        if self._marks.punctuated:
            why = "ends with a whole sentence" if last.finished else "ends unfinished"
            tally.add(6 if last.finished else -12, why)
        tally.add(-6 * (len(inside) > 1 and self._marks.is_linked(inside.start)))
        if len(inside) > 2:
            following = range(inside.start + 1, inside.stop)
            linked = self._marks.count("linked", following) / len(following)
            why = "stays with one thing" if linked > 0.3 else "jumps from thing to thing"
            tally.add(max(-6.0, min(8.0, 20 * (linked - 0.3))), why)
        end = Span(start=max(span.start, last.end - 1.5), end=last.end)
        tally.add(4 * (louder(end, recording, by=6) < louder(span, recording, by=6) - 2))
        words = [word.confidence for word in (*first.words, *last.words)]
        tally.add(-8 * (sum(words) / len(words) < 0.5), "is hard to understand")
        return tally

    def _add_topics(self, tally: Tally, inside: range) -> None:
        starts = self._recording.topic_starts
        tally.add(5 * (inside.start in starts), "starts where its topic starts")
        tally.add(5 * (inside.stop in starts), "ends where its topic ends")
        crossed = sum(index in starts for index in inside[1:])
        tally.add(-8 * min(2, crossed), "goes from one topic to another")

    def _answers(self, inside: range) -> bool:
        """Is a question followed by enough words, 15, to be an answer?"""
        asked = self._marks.first_question(inside)
        return asked is not None and self._marks.count("words", range(asked + 1, inside.stop)) >= 15


def _clause(warning: str) -> str:
    """Return a sentence about "it" as a clause without its subject."""
    return warning.removeprefix("It ").rstrip(".")
