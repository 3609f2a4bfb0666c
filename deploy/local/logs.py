"""Log files of the parts. A part writes to its file itself, so that it outlives the supervisor."""

import shutil
from pathlib import Path

MAX_BYTES = 10 << 20
KEPT = 3
"""Older files beside the one that is written."""

_TAIL_BYTES = 4096


def rotate(path: Path, *, max_bytes: int = MAX_BYTES) -> None:
    """Move a log that has grown too large aside, under its writer's feet.

    The writer appends, so after the file is emptied it goes on at the start.
    Lines written between the copy and the emptying are lost.
    """
    if not path.exists() or path.stat().st_size < max_bytes:
        return
    for number in range(KEPT, 1, -1):
        older = path.with_name(f"{path.name}.{number - 1}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{number}"))
    shutil.copyfile(path, path.with_name(f"{path.name}.1"))
    with path.open("r+b") as file:
        file.truncate(0)


def last_line(path: Path) -> str:
    """Return the last line of a log that says something."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return "it wrote no log"
    return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "it said nothing")
