"""The words of a plan in clip time, cut into phrases that nothing may join."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from activities.render.base import CardWord
from activities.render.timing import cut_time
from core.domain.plan import ClipPlan
from core.domain.span import Span
from core.domain.transcript import Word

# A pause this long is heard as one: the card before it goes.
_PAUSE_SECONDS = 0.6

# What ends a sentence, in the scripts that the transcribers write.
_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "।")  # noqa: RUF001
_CLOSING = "\"'”’»)]】」』"  # noqa: RUF001


@dataclass(frozen=True)
class Phrase:
    """Words that may share a card, and the clip time at which the last card must be gone."""

    words: tuple[CardWord, ...]
    until: float


def phrases(plan: ClipPlan) -> list[Phrase]:
    """Return everything that is said in the clip. Words whose middle is cut away vanish."""
    if plan.captions is None:
        return []
    found: list[Phrase] = []
    before = 0.0
    for span in plan.spans:
        edges = Span(
            start=cut_time(before, plan.output.fps),
            end=cut_time(before + span.duration, plan.output.fps),
        )
        found += _of_span(plan.captions.words, span, before - span.start, edges)
        before += span.duration
    return found


def ends_sentence(text: str) -> bool:
    """Return whether a sentence ends with this word."""
    return text.rstrip(_CLOSING).endswith(_ENDS)


def _of_span(words: Iterable[Word], span: Span, shift: float, edges: Span) -> list[Phrase]:
    """Return the phrases of one span, ``shift`` seconds later; it is shown between the edges."""
    heard = sorted(
        (w for w in words if span.contains((w.start + w.end) / 2) and _clean(w.text)),
        key=lambda w: (w.start, w.end),
    )
    if not heard:
        return []
    timed = _timed(heard, shift, edges)
    groups: list[list[CardWord]] = [[timed[0]]]
    for (earlier, word), said in zip(pairwise(timed), pairwise(heard), strict=True):
        if _parted(earlier, word) or said[0].speaker != said[1].speaker:
            groups.append([])
        groups[-1].append(word)
    starts = [*(group[0].start for group in groups[1:]), edges.end]
    return [
        Phrase(tuple(g), min(until, edges.end)) for g, until in zip(groups, starts, strict=True)
    ]


def _parted(earlier: CardWord, word: CardWord) -> bool:
    return ends_sentence(earlier.text) or word.start - earlier.end >= _PAUSE_SECONDS


def _timed(heard: Sequence[Word], shift: float, edges: Span) -> list[CardWord]:
    """Return the words in clip time, in whole hundredths, one after the other.

    Words that a transcriber puts at one and the same time follow each other by a hundredth.
    """
    starts: list[float] = []
    for word in heard:
        at = max(edges.start, round(word.start + shift, 2))
        starts.append(max(at, round(starts[-1] + 0.01, 2)) if starts else at)
    nexts = [*starts[1:], edges.end]
    return [
        CardWord(
            text=_clean(word.text),
            start=start,
            end=max(start, min(round(word.end + shift, 2), following, edges.end)),
            spaced=index == 0 or _spaced(heard[index - 1].text, word.text),
        )
        for index, (word, start, following) in enumerate(zip(heard, starts, nexts, strict=True))
    ]


def _spaced(left: str, right: str) -> bool:
    """Return whether a space belongs between two words: Chinese and Japanese have none."""
    return not (_is_wide(left.strip()[-1:]) and _is_wide(right.strip()[:1]))


def _is_wide(character: str) -> bool:
    return bool(character) and unicodedata.east_asian_width(character) in "WF"


def _clean(text: str) -> str:
    """Return the text on one line and without control characters."""
    kept = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    return " ".join(kept.split())
