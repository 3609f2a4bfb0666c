"""Where the camera of a panel stands between its keys."""

from collections.abc import Sequence
from itertools import pairwise

from core.domain.plan.layout import CropKey

MIDDLE = CropKey(at=0.0, x=0.5, y=0.5)
"""Where a camera without keys stands."""


def smooth(share: float) -> float:
    """Return how far a move has come after a share of its time, slow at both ends (smoothstep)."""
    return share * share * (3 - 2 * share)


def standing(path: Sequence[CropKey], at: float) -> CropKey:
    """Return where a camera stands at a time of the source, as a key that jumps there.

    ``path`` is in order of time.
    """
    here = path[0] if path else MIDDLE
    for before, key in pairwise(path):
        begin = max(key.at - key.ease, before.at)
        if at < begin:
            break
        share = 1.0 if at >= key.at else (at - begin) / (key.at - begin)
        here = _between(before, key, smooth(share))
    return here.model_copy(update={"at": at, "ease": 0.0})


def _between(before: CropKey, key: CropKey, share: float) -> CropKey:
    values = {
        name: getattr(before, name) + (getattr(key, name) - getattr(before, name)) * share
        for name in ("x", "y", "size")
    }
    return key.model_copy(update=values)
