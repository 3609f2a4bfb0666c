"""Judge moments by their words, pauses, sound and cuts. Needs no model and no network.

The points are our own. They follow what editors of short clips agree on: the first
seconds decide, nothing may drag, the viewer leaves with something, and it makes
sense alone. Cues of words help in English; pauses, pace and sound in any language.
"""

from collections.abc import Sequence
from math import log

from activities.select.base import Rating, Verdict
from activities.select.marks import Marks
from activities.select.recording import Recording
from activities.select.tally import Tally
from core.domain.clip import Candidate, Scores
from core.domain.span import Span

# Shares of hook, flow and value in virality. Trend has none: here nothing is known about it.
_HOOK, _FLOW, _VALUE = 0.40, 0.25, 0.35
_UNKNOWN_TREND = 50.0
# Seconds that a clip may well last; three times as long or as short is no better than any.
_IDEAL = 35.0


class BuiltIn:
    """The scorer that is always there."""

    def rate(self, candidates: Sequence[Candidate], recording: Recording) -> Rating:
        """Judge every candidate."""
        marks = Marks(recording)
        return Rating(
            engine="built-in",
            verdicts=tuple(
                Verdict(candidate=one.id, scores=_scores(one.span, recording, marks))
                for one in candidates
            ),
        )


def _scores(span: Span, recording: Recording, marks: Marks) -> Scores:
    inside = recording.spoken(span)
    if inside:
        tallies = (
            _hook(span, inside, recording, marks=marks),
            _flow(span, inside, recording, marks=marks),
            _value(span, inside, recording, marks=marks),
        )
        coherence = _coherence(span, inside, recording, marks=marks)
    else:
        tallies = (
            _sudden(span, recording),
            _lively(span, recording),
            _eventful(span, recording),
        )
        coherence = _framed(span, recording)
    hook, flow, value = (tally.score for tally in tallies)
    return Scores(
        hook=hook,
        flow=flow,
        value=value,
        trend=_UNKNOWN_TREND,
        virality=round(_HOOK * hook + _FLOW * flow + _VALUE * value, 1),
        coherence=coherence.score,
        reasons=tuple(tally.reason for tally in (*tallies, coherence) if tally.reason),
    )


def _hook(span: Span, inside: range, recording: Recording, *, marks: Marks) -> Tally:
    opening = marks.opening(inside.start)
    first = recording.sentences[inside.start]
    tally = Tally(45)
    tally.add(20 * opening.question, "It opens with a question.")
    tally.add(16 * opening.story, "It opens like a story.")
    tally.add(min(14, 7 * opening.bold), "It opens with a strong claim.")
    tally.add(7 * bool(opening.numbers), "It opens with a number.")
    tally.add(8 * bool(opening.viewer), "It speaks to the viewer from the start.")
    tally.add(5 * (first.pause_before >= 0.7), "It starts after a pause, with a new thought.")
    # After a long pause a speaker who says "so" begins, and does not carry on.
    carrying_on = 0.5 if first.pause_before >= 1.0 else 1.0
    tally.add(-16 * carrying_on * opening.joining, "It starts in the middle of a thought.")
    tally.add(-10 * carrying_on * opening.pointing, "It starts with a word that points back.")
    tally.add(-4 * (opening.filler and not opening.joining), "It starts with a filler.")
    start = Span(start=span.start, end=min(span.end, span.start + 3))
    tally.add(1.5 * _louder(start, recording, by=6), "It starts louder than the rest.")
    tally.add(-2 * max(0.0, first.start - span.start - 0.5), "It starts with silence.")
    return tally


def _flow(span: Span, inside: range, recording: Recording, *, marks: Marks) -> Tally:
    sentences = recording.sentences[inside.start : inside.stop]
    spoken = sum(sentence.end - sentence.start for sentence in sentences)
    pause = max((sentence.pause_after for sentence in sentences[:-1]), default=0.0)
    words = marks.count("words", inside)
    tally = Tally(60)
    silence = max(0.0, 1 - spoken / span.duration - 0.2)
    tally.add(-60 * silence, "Much of it is silence.")
    tally.add(-6 * max(0.0, min(pause, 6.0) - 2.0), "A long pause holds it up.")
    if marks.usual_rate and spoken > 0:
        faster = words / spoken / marks.usual_rate - 1
        why = "It is spoken faster than the rest." if faster > 0 else "It is spoken slowly."
        tally.add(max(-12.0, min(12.0, 40 * faster)), why)
    tally.add(8 * max(0.0, 1 - abs(log(span.duration / _IDEAL)) / log(3)))
    speakers = {sentence.words[0].speaker for sentence in sentences} - {None}
    tally.add(6 * (len(speakers) > 1), "People talk with each other.")
    tally.add(min(6.0, 30 * len(recording.cuts_within(span)) / span.duration))
    return tally


def _value(span: Span, inside: range, recording: Recording, *, marks: Marks) -> Tally:
    # A long moment holds more of everything, and no more of it in a second.
    share = min(1.0, (_IDEAL / span.duration) ** 0.5)
    counts = {name: share * marks.count(name, inside) for name in Marks.COUNTS}
    tally = Tally(40)
    tally.add(min(14, 3.5 * counts["explaining"]), "It explains something.")
    tally.add(min(12, 4 * counts["numbers"]), "It names numbers.")
    tally.add(8 * (counts["listing"] >= 2), "It goes through a list.")
    tally.add(12 * _answers(inside, marks), "It asks a question and answers it.")
    tally.add(min(10, 2.5 * counts["bold"]), "It makes strong claims.")
    tally.add(min(6, 3 * counts["contrast"]), "It has a turn.")
    if marks.usual_density:
        denser = marks.count("content", inside) / span.duration / marks.usual_density - 1
        why = "Much is said in little time." if denser > 0 else "Little is said in its time."
        tally.add(max(-10.0, min(10.0, 25 * denser)), why)
    _add_events(tally, span, recording)
    tally.add(1.2 * _louder(span, recording, by=5), "It is louder than the rest.")
    return tally


def _coherence(span: Span, inside: range, recording: Recording, *, marks: Marks) -> Tally:
    sentences, opening = recording.sentences, marks.opening(inside.start)
    first, last = sentences[inside.start], sentences[inside.stop - 1]
    tally = Tally(60)
    carrying_on = 0.5 if first.pause_before >= 1.0 else 1.0
    tally.add(-18 * carrying_on * opening.joining, "It carries on what was said before.")
    tally.add(-12 * carrying_on * opening.pointing, "It speaks of something named before.")
    tally.add(7 * (first.pause_before >= 0.7), "It starts with a new thought.")
    tally.add(10 * (last.pause_after >= 0.8), "It ends where the speaker pauses.")
    if marks.punctuated:
        tally.add(6 if last.finished else -12, "" if last.finished else "It ends unfinished.")
    broken = bool(recording.cues.unfinished.intersection(last.tokens[-1:]))
    tally.add(-18 * broken, "It breaks off in the middle of a sentence.")
    tally.add(-10 * bool(marks.questions[inside.stop - 1]), "It ends with an open question.")
    tally.add(-6 * (len(inside) > 1 and marks.is_linked(inside.start)))
    if len(inside) > 2:
        following = range(inside.start + 1, inside.stop)
        linked = marks.count("linked", following) / len(following)
        why = "It stays with one thing." if linked > 0.3 else "It jumps from thing to thing."
        tally.add(max(-6.0, min(8.0, 20 * (linked - 0.3))), why)
    end = Span(start=max(span.start, last.end - 1.5), end=last.end)
    tally.add(4 * (_louder(end, recording, by=6) < _louder(span, recording, by=6) - 2))
    words = [word.confidence for word in (*first.words, *last.words)]
    tally.add(-8 * (sum(words) / len(words) < 0.5), "The speech is hard to understand.")
    return tally


def _answers(inside: range, marks: Marks) -> bool:
    """Is a question followed by enough words, 15, to be an answer?"""
    asked = [index for index in inside if marks.questions[index]]
    if not asked:
        return False
    return marks.count("words", range(asked[0] + 1, inside.stop)) >= 15


def _louder(span: Span, recording: Recording, *, by: float) -> float:
    """Return how many dB a span is above the usual level, from -by to by; 0 when unknown."""
    level = recording.level(span)
    return 0.0 if level is None else max(-by, min(by, level - recording.usual_level))


def _add_events(tally: Tally, span: Span, recording: Recording) -> None:
    tally.add(min(18.0, 12 * recording.heard("laughter", span)), "People laugh.")
    tally.add(min(18.0, 12 * recording.heard("applause", span)), "People applaud.")


def _sudden(span: Span, recording: Recording) -> Tally:
    tally = Tally(35)
    start = Span(start=span.start, end=min(span.end, span.start + 5))
    tally.add(2 * _louder(start, recording, by=8), "It starts louder than the rest.")
    tally.add(6 * (span.start in recording.cuts), "It starts with a new picture.")
    return tally


def _lively(span: Span, recording: Recording) -> Tally:
    tally = Tally(40)
    tally.add(min(25.0, 100 * len(recording.cuts_within(span)) / span.duration), "It cuts often.")
    return tally


def _eventful(span: Span, recording: Recording) -> Tally:
    tally = Tally(30)
    _add_events(tally, span, recording)
    tally.add(min(15.0, 6 * recording.heard("peak", span)), "The sound has a peak.")
    tally.add(1.5 * _louder(span, recording, by=8), "It is louder than the rest.")
    return tally


def _framed(span: Span, recording: Recording) -> Tally:
    tally = Tally(45)
    whole = span.start <= 0 and span.end >= recording.duration
    tally.add(20 * whole, "It is the whole recording.")
    edges = {0.0, recording.duration, *recording.cuts}
    tally.add(8 * (span.start in edges) + 8 * (span.end in edges), "It starts and ends at cuts.")
    return tally
