"""Divide a long recording into parts that are worked on apart from each other."""

from itertools import pairwise

from core.domain.part import Part
from core.domain.span import Span

MARGIN = 15.0
"""Seconds that a part sees of its neighbours, so that a word or a face at the border is whole."""


def divided(duration: float, length: float) -> tuple[Part, ...]:
    """Return the parts of a recording of ``duration`` seconds, of ``length`` seconds each or more.

    A recording that is not half as long again as one part stays whole. The own spans lie end
    to end from 0 to the duration; borders lie on whole seconds.
    """
    count = max(1, int(duration / length + 0.5)) if duration >= 1.5 * length else 1
    borders = [0.0, *(float(round(duration * n / count)) for n in range(1, count)), duration]
    return tuple(
        Part(
            index=index,
            of=count,
            own=Span(start=start, end=end),
            seen=Span(
                start=max(0.0, start - MARGIN if index else 0.0),
                end=min(duration, end + MARGIN if index < count - 1 else end),
            ),
        )
        for index, (start, end) in enumerate(pairwise(borders))
    )
