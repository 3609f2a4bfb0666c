"""From cuts to scenes."""

from collections.abc import Iterable
from itertools import pairwise

from core.domain.span import Span

# Times are rounded to a tenth of a millisecond, and a scene is never shorter than that.
_DIGITS = 4


def end_to_end(cuts: Iterable[float], duration: float) -> tuple[Span, ...]:
    """Return the scenes between the cuts, from 0 to ``duration`` seconds without a hole.

    Cuts may come in any order, more than once, and outside the recording: those are ignored.
    """
    end = round(max(0.0, duration), _DIGITS)
    inside = sorted({at for cut in cuts if 0 < (at := round(cut, _DIGITS)) < end})
    edges = [0.0, *inside, end]
    return tuple(Span(start=start, end=stop) for start, stop in pairwise(edges))
