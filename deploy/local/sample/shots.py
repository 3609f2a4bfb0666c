"""Which camera shows the conversation when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Literal

from core.domain.span import Span
from deploy.local.sample.speech import Line, Speech

View = Literal["wide", "medium", "close"]
"""Both people alike; one large and the other small; one alone."""

FPS = 30

_SHORTEST, _LONGEST = 2.2, 8.0
"""Seconds between cuts, as far as the ends of sentences allow."""
_REACTION = Span(start=1.6, end=4.5)
"""How long a sentence may be to show the one who listens."""


@dataclass(frozen=True)
class Shot:
    """One camera from one cut to the next. The times lie on pictures."""

    view: View
    subject: str
    """The speaker whom it shows larger or alone; ``a`` for a wide one."""
    span: Span


@dataclass(frozen=True)
class _Cut:
    at: float
    view: View
    subject: str


def direct(speech: Speech) -> tuple[Shot, ...]:
    """Return the shots of a conversation, end to end."""
    cuts = list(_cuts(speech.lines))
    ends = [*(cut.at for cut in cuts[1:]), on_picture(speech.duration)]
    return tuple(
        Shot(cut.view, cut.subject, Span(start=cut.at, end=end))
        for cut, end in zip(cuts, ends, strict=True)
    )


def on_picture(at: float) -> float:
    """Return the time of the picture nearest to ``at``."""
    return round(at * FPS) / FPS


def _cuts(lines: Sequence[Line]) -> Iterator[_Cut]:
    views: dict[str, Iterator[View]] = {
        "a": cycle(("close", "medium")),
        "b": cycle(("medium", "close")),
    }
    current = _Cut(0.0, "wide", "a")
    yield current
    for before, line, after in zip(lines, lines[1:], (*lines[2:], lines[-1]), strict=False):
        at = on_picture((before.end + line.start) / 2)
        if at - current.at < _SHORTEST:
            continue
        if line.topic != before.topic:
            following = _Cut(at, "wide", "a")
        elif _shows(current, line.speaker) and at - current.at < _LONGEST:
            continue
        elif _is_reaction(before, line, current):
            following = _Cut(at, "close", "b" if line.speaker == "a" else "a")
        elif after.speaker != line.speaker and line.end - at < _SHORTEST:
            # The answer comes before the next cut can, so both are shown.
            following = _Cut(at, "medium", line.speaker)
        else:
            following = _Cut(at, next(views[line.speaker]), line.speaker)
        if (following.view, following.subject) == (current.view, current.subject):
            following = _Cut(at, next(views[line.speaker]), line.speaker)
        yield (current := following)


def _shows(cut: _Cut, speaker: str) -> bool:
    return cut.view == "wide" or cut.subject == speaker


def _is_reaction(before: Line, line: Line, current: _Cut) -> bool:
    """Whether to show the listener: for a short sentence of a long turn."""
    shown = current.view != "wide" and current.subject == line.speaker == before.speaker
    return shown and _REACTION.contains(line.end - line.start)
