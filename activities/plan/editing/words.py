"""Edit a clip by its words."""

import math
from collections.abc import Sequence

from activities.plan.cutting import without
from core.domain.plan import CaptionWord, ClipPlan
from core.domain.span import Span
from core.errors import InvalidPlanError

# What stays of the silence after a word that is kept and before the next one. Recognisers date
# words to within about a tenth of a second; a consonant begins before the ear dates it.
_AIR_AFTER = 0.12
_AIR_BEFORE = 0.1
# The most silence that goes with a word, on each side: a longer one is there to be seen.
_MOST_SILENCE = 0.75


def deleted(plan: ClipPlan, first: int, last: int) -> ClipPlan:
    """Return the plan without these words, neither said nor written.

    Raises:
        InvalidPlanError: there are no such words, or nothing of the clip remains.
    """
    words = _checked(plan, first, last)
    kept = (*words[:first], *words[last + 1 :])
    gap = _gap(plan.spans, words, first, last)
    return without(_worded(plan, kept), [gap])


def replaced(plan: ClipPlan, first: int, last: int, *, text: str) -> ClipPlan:
    """Return the plan with these words written as one text, in the time that they take.

    Raises:
        InvalidPlanError: there are no such words, or the text is empty.
    """
    words = _checked(plan, first, last)
    if not text.strip():
        raise InvalidPlanError(f"captions.words.{first}.text: is empty; to cut a word, delete it")
    one = words[first].model_copy(update={"text": text.strip(), "end": words[last].end})
    return _worded(plan, (*words[:first], one, *words[last + 1 :]))


def _checked(plan: ClipPlan, first: int, last: int) -> tuple[CaptionWord, ...]:
    words = plan.captions.words if plan.captions else ()
    if last >= len(words):
        has = f"they go from 0 to {len(words) - 1}" if words else "the plan has none"
        raise InvalidPlanError(f"captions.words: there is no word {last}; {has}")
    if last < first:
        raise InvalidPlanError(
            f"captions.words: {first} to {last} are none; say the first one first"
        )
    return words


def _worded(plan: ClipPlan, words: Sequence[CaptionWord]) -> ClipPlan:
    assert plan.captions is not None
    captions = plan.captions.model_copy(update={"words": tuple(words)})
    return plan.model_copy(update={"captions": captions})


def _gap(shown: Sequence[Span], words: Sequence[CaptionWord], first: int, last: int) -> Span:
    """Return what is cut out with some words: the silence around them goes as well, but for a
    little after the word before and before the word after.
    """
    start, end = words[first].start, words[last].end
    before = words[first - 1].end if first > 0 else -math.inf
    after = words[last + 1].start if last + 1 < len(words) else math.inf
    earliest = max(before, min(start, max(start - _MOST_SILENCE, before + _AIR_AFTER)))
    latest = min(after, max(end, min(end + _MOST_SILENCE, after - _AIR_BEFORE)))
    # What would be left of a span without a word, and too short to be there to be seen.
    around = [span for span in shown if span.contains(start)]
    starts = [span.start for span in around if before <= span.start >= earliest - _MOST_SILENCE]
    ends = [span.end for span in around if after >= span.end <= latest + _MOST_SILENCE]
    earliest, latest = min([earliest, *starts]), max([latest, *ends])
    return Span(start=round(max(0.0, earliest), 3), end=round(max(latest, earliest, 0.0), 3))
