"""The words of a clip, and where exactly it begins and ends."""

from collections.abc import Sequence

from core.domain.plan import CaptionWord
from core.domain.span import Span
from core.domain.transcript import Transcript

# A consonant begins before the ear dates its word; a clip that starts on the
# stroke sounds torn off. The last sound needs longer to fade than the first to come.
_AIR_BEFORE = 0.15
_AIR_AFTER = 0.35


def edges(chosen: Span, transcript: Transcript, *, cuts: Sequence[float], duration: float) -> Span:
    """Return the chosen span with a little air around it, in seconds of the source.

    The air ends at a neighbouring word, at a cut of the picture and at the ends
    of the source, which lasts ``duration`` seconds.
    """
    before, after = _neighbours(chosen, transcript)
    start_walls = [0.0, *before, *(cut for cut in cuts if cut <= chosen.start)]
    end_walls = [duration, *after, *(cut for cut in cuts if cut >= chosen.end)]
    start = max(chosen.start - _AIR_BEFORE, min(chosen.start, max(start_walls)))
    end = min(chosen.end + _AIR_AFTER, max(chosen.end, min(end_walls)))
    return Span(start=start, end=max(start, min(end, duration)))


def spoken(chosen: Span, transcript: Transcript, *, shown: Span) -> tuple[CaptionWord, ...]:
    """Return the words of the chosen span, their times kept inside what is shown."""
    return tuple(
        CaptionWord.model_validate(
            word.model_copy(
                update={
                    "start": min(max(word.start, shown.start), shown.end),
                    "end": min(max(word.end, shown.start), shown.end),
                }
            )
        )
        for word in transcript.within(chosen)
    )


def _neighbours(chosen: Span, transcript: Transcript) -> tuple[list[float], list[float]]:
    """Return the end of the word before and the start of the word after, where there are any."""
    middles = [((word.start + word.end) / 2, word) for word in transcript.words]
    before = [word.end for middle, word in middles if middle < chosen.start]
    after = [word.start for middle, word in middles if middle >= chosen.end]
    return before[-1:], after[:1]
