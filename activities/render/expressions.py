"""What changes from frame to frame, such as where a camera is, in ffmpeg's expressions."""

from collections.abc import Sequence

from activities.render.base import Move

X, Y, SIZE = 0, 1, 2
"""What of a ``Sight`` is asked for."""


def way(moves: Sequence[Move], part: int, frame: str = "n") -> str:
    """Return the expression of a part of what is seen: a balanced tree of choices.

    ``frame`` is what the filter calls the number of the frame.
    """
    if not moves:
        return "1" if part == SIZE else "0.5"
    if len({_ends(move, part) for move in moves}) == 1 and _is_still(moves[0], part):
        return number(moves[0].target[part])
    if len(moves) == 1:
        return _eased(moves[0], part, frame)
    middle = len(moves) // 2
    early, late = way(moves[:middle], part, frame), way(moves[middle:], part, frame)
    return f"if(lt({frame},{moves[middle].frame}),{early},{late})"


def stepped(branches: Sequence[tuple[float, str]], variable: str) -> str:
    """Return the expression that is each branch from its number on, up to the next one's.

    The first holds below its number, too. A balanced tree: ffmpeg reads no expression that is
    nested, or strung together, a hundred times.
    """
    if len(branches) == 1:
        return branches[0][1]
    middle = len(branches) // 2
    early, late = stepped(branches[:middle], variable), stepped(branches[middle:], variable)
    return f"if(lt({variable},{number(branches[middle][0])}),{early},{late})"


def number(value: float) -> str:
    """Return a number without what it does not need."""
    return f"{value:.6f}".rstrip("0").rstrip(".") or "0"


def _eased(move: Move, part: int, frame: str) -> str:
    """Return the smoothstep of one move, as ``camera.eased`` computes it."""
    if move.begin == move.end or _is_still(move, part):
        return number(move.target[part])
    origin, target = _ends(move, part)
    share = f"clip(({frame}-{move.begin})/{move.end - move.begin},0,1)"
    return f"({number(origin)}+({number(target - origin)})*pow({share},2)*(3-2*{share}))"


def _ends(move: Move, part: int) -> tuple[float, float]:
    return move.origin[part], move.target[part]


def _is_still(move: Move, part: int) -> bool:
    return move.origin[part] == move.target[part]
