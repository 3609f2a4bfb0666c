"""The path of a panel's window: from keys in source time to moves in frames of the clip."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from activities.render.base import Move, Sight
from activities.render.timing import Piece
from core.domain.media import MediaInfo
from core.domain.plan import MIDDLE, CropKey, Framing, smooth, standing


def window(media: MediaInfo, shape: float) -> tuple[float, float]:
    """Return width and height of the largest window in the source's picture, 0..1 of it.

    ``shape`` is its width divided by its height, as seen.
    """
    ratio = shape / (media.width / media.height)
    return min(1.0, ratio), min(1.0, 1 / ratio)


def keys(framing: Framing, panel: int, *, moves: bool) -> tuple[CropKey, ...]:
    """Return the keys of a panel in order; only the first for a camera that does not move."""
    found = sorted(framing.crop(panel), key=lambda key: key.at)
    return tuple(found if moves else found[:1])


def inside(keys: Sequence[CropKey], largest: tuple[float, float]) -> tuple[CropKey, ...]:
    """Return the keys in order, moved so that their windows stay in the picture.

    ``largest`` is the window of a key of size 1.
    """
    return tuple(
        key.model_copy(
            update={
                "x": _held(key.x, key.size * largest[0]),
                "y": _held(key.y, key.size * largest[1]),
            }
        )
        for key in sorted(keys, key=lambda key: key.at)
    )


def moves(keys: Sequence[CropKey], found: Sequence[Piece], fps: int) -> tuple[Move, ...]:
    """Return the moves of the camera over pieces that lie end to end.

    Each is valid until the next. Frames are counted from the first of the first piece.
    """
    path, before, answer = list(keys) or [MIDDLE], found[0].first, []
    for piece in found:
        answer += _piece_moves(path, replace(piece, first=piece.first - before), fps)
    return tuple(answer)


def position(keys: Sequence[CropKey], at: float) -> Sight:
    """Return what a panel looks at at a time of the source."""
    return _sight(standing(keys, at))


def eased(origin: Sight, target: Sight, share: float) -> Sight:
    """Return what is seen on the way, by smoothstep: slow at both ends."""
    way = smooth(share)
    return Sight(*(a + (b - a) * way for a, b in zip(origin, target, strict=True)))


def _sight(key: CropKey) -> Sight:
    return Sight(key.x, key.y, key.size)


def _held(center: float, size: float) -> float:
    return min(max(center, size / 2), 1 - size / 2)


def _piece_moves(path: Sequence[CropKey], piece: Piece, fps: int) -> list[Move]:
    """Return the moves that can be seen in the piece; the first starts with the piece."""
    seen: list[Move] = []
    for move in _all_moves(path, piece, fps):
        if move.frame >= piece.first + piece.frames:
            break
        if move.frame <= piece.first:
            seen.clear()  # over before the piece starts
        frame = max(move.frame, piece.first)
        if seen and seen[-1].frame == frame:
            seen.pop()
        seen.append(replace(move, frame=frame))
    return seen


def _all_moves(path: Sequence[CropKey], piece: Piece, fps: int) -> list[Move]:
    first = _sight(path[0])
    start = min(piece.first, piece.frame(path[0].at, fps))
    found = [Move(start, start, start, first, first)]
    for before, key in pairwise(path):
        begin = piece.frame(max(key.at - key.ease, before.at), fps)
        end = piece.frame(key.at, fps)
        target = _sight(key)
        if end > begin:
            found.append(Move(begin, begin, end, _sight(before), target))
        found.append(Move(end, end, end, target, target))
    return found
