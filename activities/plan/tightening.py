"""Take the pauses and the filler words out of a clip."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal, NamedTuple

from activities.plan.cutting import without
from activities.plan.fillers import filler_runs
from activities.plan.punching import punched
from core.domain.plan import ClipPlan
from core.domain.span import Span
from core.domain.transcript import Word

Speed = Literal["relaxed", "natural", "fast"]

# Without a pause of so many seconds on either side, a filler has grown into its neighbours,
# and taking it out would be heard.
_FREE = 0.06
# A cut that brings less is not worth a jump of the picture.
_WORTH = 0.12
# Sound that is no word but lasts so long is laughter or a thing that happens, and stays.
_HAPPENING = 0.3
# Recognisers tell the times of fillers no better than that.
_FILLER_SLACK = 0.15


class _Pace(NamedTuple):
    """How much a speed takes out. All are seconds."""

    pause: float
    """Pauses up to this long stay as they are."""
    after: float
    """What is kept of a pause after the word before it: words die away slowly."""
    before: float
    """What is kept of it before the word that follows."""


_PACES: dict[Speed, _Pace] = {
    "relaxed": _Pace(pause=1.0, after=0.12, before=0.12),
    "natural": _Pace(pause=0.5, after=0.12, before=0.1),
    "fast": _Pace(pause=0.28, after=0.1, before=0.08),
}


def tightened(
    plan: ClipPlan,
    words: Sequence[Word],
    silences: Sequence[Span] | None = None,
    *,
    speed: Speed = "natural",
    language: str = "",
    cuts: Sequence[float] = (),
) -> ClipPlan:
    """Return the plan without its long pauses and its filler words.

    ``words`` are those of the transcript, ``silences`` where the recording is silent, and
    ``cuts`` where its picture changes, all in seconds of the source. What lies between words
    and is not silent for 0.3 s, such as laughter, stays; without ``silences`` all of it is
    taken for silent. No word is cut. Around every word that is kept 80 to 120 ms of its pause
    stay, or all of it where it is shorter. A filler goes only when a pause of 60 ms stands on
    either side. A span of the plan in which no other word is heard stays as it is. Where the
    picture would jump visibly, a small zoom hides it.
    """
    pace = _PACES[speed]
    ordered = sorted(words, key=lambda word: word.start)
    fillers = _removable(ordered, language)
    gaps = [
        gap
        for pause in _pauses(ordered, fillers)
        if any(_takes(pause, span, pace) for span in plan.spans)
        for quiet in _quiet_parts(_inner(pause, pace), pause.fillers, silences)
        for gap in _left(quiet, _wordless(plan.spans, ordered, fillers))
        if gap.duration >= _WORTH
    ]
    return punched(without(plan, gaps), gaps, cuts=cuts) if gaps else plan


@dataclass(frozen=True)
class _Pause:
    """What lies between two words that are kept."""

    span: Span
    fillers: tuple[Span, ...]


def _wordless(
    spans: Sequence[Span], ordered: Sequence[Word], fillers: AbstractSet[int]
) -> list[Span]:
    """Return the spans in which no word is heard but fillers: they are shown for their picture."""
    said = [
        Span(start=word.start, end=max(word.start, word.end))
        for number, word in enumerate(ordered)
        if number not in fillers
    ]
    return [span for span in spans if not any(span.overlaps(word) for word in said)]


def _pauses(ordered: Sequence[Word], fillers: AbstractSet[int]) -> Iterator[_Pause]:
    """Yield what lies between kept words; before the first and after the last only fillers."""
    spoken: float | None = None
    waiting: list[Span] = []
    for number, word in enumerate(ordered):
        if number in fillers:
            waiting.append(Span(start=word.start, end=max(word.start, word.end)))
            continue
        begin = spoken if spoken is not None else min([f.start for f in waiting] or [word.start])
        if word.start > begin:
            yield _Pause(Span(start=begin, end=word.start), tuple(waiting))
        waiting = []
        spoken = max(begin, word.end)
    if waiting:
        begin = spoken if spoken is not None else waiting[0].start
        yield _Pause(Span(start=begin, end=max(f.end for f in waiting)), tuple(waiting))


def _removable(ordered: Sequence[Word], language: str) -> set[int]:
    """Return which words are fillers that stand apart from what is said around them."""
    found: set[int] = set()
    for first, last in filler_runs([word.text for word in ordered], language):
        before = max((word.end for word in ordered[:first]), default=float("-inf"))
        end = max(word.end for word in ordered[first:last])
        after = ordered[last].start if last < len(ordered) else float("inf")
        if ordered[first].start - before >= _FREE and after - end >= _FREE:
            found.update(range(first, last))
    return found


def _takes(pause: _Pause, shown: Span, pace: _Pace) -> bool:
    """Return whether something is taken out of what a span of the plan shows of a pause."""
    if any(shown.overlaps(filler) for filler in pause.fillers):
        return True
    return shown.common(pause.span) > pace.pause


def _inner(pause: _Pause, pace: _Pace) -> Span:
    """Return a pause without what stays around the words on either side of it."""
    start, end = pause.span.start + pace.after, pause.span.end - pace.before
    if pause.fillers:
        start = min(start, *(filler.start for filler in pause.fillers))
        end = max(end, *(filler.end for filler in pause.fillers))
    return Span(start=start, end=max(start, end))


def _quiet_parts(
    inner: Span, fillers: Sequence[Span], silences: Sequence[Span] | None
) -> list[Span]:
    """Return a stretch without what happens in it."""
    if silences is None:
        return [inner]
    slack = _FILLER_SLACK
    said = [Span(start=filler.start - slack, end=filler.end + slack) for filler in fillers]
    sounds = _left(inner, [*said, *silences])
    return _left(inner, [sound for sound in sounds if sound.duration >= _HAPPENING])


def _left(whole: Span, others: Sequence[Span]) -> list[Span]:
    """Return what is left of a span without others."""
    found, at = [], whole.start
    for other in sorted(others, key=lambda span: span.start):
        if at < other.start < whole.end:
            found.append(Span(start=at, end=other.start))
        at = max(at, other.end)
    return [*found, Span(start=at, end=whole.end)] if at < whole.end else found
