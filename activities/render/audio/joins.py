"""Put stretches of takes in a row, so that no join clicks and none changes the length."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from activities.render.audio.pcm import Floats, chunks, stretch
from activities.render.audio.takes import Cut


def join(cuts: Sequence[Cut], takes: Sequence[Floats], joined: Floats, *, crossfade: int) -> None:
    """Write the cuts where they belong in ``joined``.

    Around a join both recordings sound together for ``crossfade`` samples, half of them before
    it: each is heard a little beyond its edge. Their powers add up to one, so that the sound
    of a room, which is another noise on either side, keeps its level. What follows the last
    cut is silence.
    """
    for cut in cuts:
        for part in chunks(cut.length):
            found = stretch(takes[cut.take], cut.start + part.start, part.stop - part.start)
            joined[cut.begin + part.start : cut.begin + part.stop] = found
    for before, after in pairwise(cuts):
        if not after.goes_on(before):
            _fade(before, after, takes, joined, crossfade=crossfade)
    ending = (
        joined[max(0, cuts[-1].end - crossfade) : cuts[-1].end]
        if cuts[-1].end < len(joined)
        else joined[:0]
    )
    ending *= np.linspace(1, 0, len(ending), dtype=np.float32)[:, None]


def seams(cuts: Sequence[Cut]) -> list[int]:
    """Return the samples of the clip at which the recording jumps."""
    return [after.begin for before, after in pairwise(cuts) if not after.goes_on(before)]


def _fade(
    before: Cut, after: Cut, takes: Sequence[Floats], joined: Floats, *, crossfade: int
) -> None:
    half = min(crossfade, before.length, after.length) // 2
    if half == 0:
        return
    going = stretch(takes[before.take], before.start + before.length - half, 2 * half)
    coming = stretch(takes[after.take], after.start - half, 2 * half)
    angle = (np.arange(2 * half, dtype=np.float32)[:, None] + 0.5) * np.float32(np.pi / 4 / half)
    mixed = going * np.cos(angle) + coming * np.sin(angle)
    joined[after.begin - half : after.begin + half] = mixed
