"""The path of the crop window: from keys in source time to moves in frames of the clip."""

from collections.abc import Sequence
from itertools import pairwise

from activities.render.base import Move
from activities.render.timing import Piece
from core.domain.media import MediaInfo
from core.domain.plan import CropKey, OutputPlan

Point = tuple[float, float]

CENTER = CropKey(at=0.0, x=0.5, y=0.5)


def window(media: MediaInfo, output: OutputPlan) -> Point:
    """Return width and height of the largest window of the clip's shape, 0..1 of the source."""
    shape = (output.width / output.height) / (media.width / media.height)
    return min(1.0, shape), min(1.0, 1 / shape)


def inside(keys: Sequence[CropKey], size: Point) -> tuple[CropKey, ...]:
    """Return the keys in order, moved so that a window of that size stays in the picture."""
    return tuple(
        key.model_copy(update={"x": _held(key.x, size[0]), "y": _held(key.y, size[1])})
        for key in sorted(keys, key=lambda key: key.at)
    )


def moves(keys: Sequence[CropKey], found: Sequence[Piece], fps: int) -> tuple[Move, ...]:
    """Return the moves of the camera over all pieces, each valid until the next."""
    path = list(keys) or [CENTER]
    return tuple(move for piece in found for move in _piece_moves(path, piece, fps))


def position(keys: Sequence[CropKey], at: float) -> Point:
    """Return where the centre of the window is at a time of the source."""
    path = list(keys) or [CENTER]
    here = (path[0].x, path[0].y)
    for before, key in pairwise(path):
        begin = max(key.at - key.ease, before.at)
        if at < begin:
            break
        origin, target = (before.x, before.y), (key.x, key.y)
        share = 1.0 if at >= key.at else (at - begin) / (key.at - begin)
        here = eased(origin, target, share)
    return here


def eased(origin: Point, target: Point, share: float) -> Point:
    """Return a point on the way, by smoothstep: slow at both ends."""
    s = share * share * (3 - 2 * share)
    return origin[0] + (target[0] - origin[0]) * s, origin[1] + (target[1] - origin[1]) * s


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
        seen.append(Move(frame, move.begin, move.end, move.origin, move.target))
    return seen


def _all_moves(path: Sequence[CropKey], piece: Piece, fps: int) -> list[Move]:
    first = (path[0].x, path[0].y)
    start = min(piece.first, piece.frame(path[0].at, fps))
    found = [Move(start, start, start, first, first)]
    for before, key in pairwise(path):
        begin = piece.frame(max(key.at - key.ease, before.at), fps)
        end = piece.frame(key.at, fps)
        target = (key.x, key.y)
        if end > begin:
            found.append(Move(begin, begin, end, (before.x, before.y), target))
        found.append(Move(end, end, end, target, target))
    return found
