"""The parts of a clip between two cuts of the picture."""

from collections.abc import Iterable

from core.domain.span import Span

# A scene shorter than this is a flash: nobody could follow a new crop in it.
_MIN_SHOT = 0.5


def shots(clip: Span, cuts: Iterable[float]) -> tuple[Span, ...]:
    """Return the shots of a clip, end to end; a scene under half a second joins its neighbour."""
    starts = [clip.start]
    for cut in sorted(cuts):
        if cut - starts[-1] >= _MIN_SHOT and clip.end - cut >= _MIN_SHOT:
            starts.append(cut)
    ends = [*starts[1:], clip.end]
    return tuple(Span(start=a, end=b) for a, b in zip(starts, ends, strict=True))
