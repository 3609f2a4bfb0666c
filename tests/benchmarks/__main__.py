"""Every benchmark, or the named ones: ``python -m tests.benchmarks [name ...]``.

Each line has a number, the limit it is measured against in the same run, and the goal.
The exit code is 1 when a goal is missed.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from tests.benchmarks import memory, orchestration, render
from tests.benchmarks.measure import Row

NAMES = ("render", "orchestration", "memory")


def main(arguments: list[str]) -> int:
    """Run them in turn; return 0 when every goal is met."""
    asked = _parser().parse_args(arguments)
    missed = 0
    for name in asked.names or NAMES:
        for row in _rows(name, (asked.minutes[0], asked.minutes[1])):
            sys.stdout.write(f"{row}\n")
            sys.stdout.flush()
            missed += not row.met
    return 1 if missed else 0


def _rows(name: str, minutes: tuple[int, int]) -> Iterable[Row]:
    if name == "render":
        return [_render()]
    if name == "orchestration":
        return asyncio.run(orchestration.benchmark())
    return memory.benchmark(minutes)


def _render() -> Row:
    with tempfile.TemporaryDirectory() as folder:
        costs = render.measure(Path(folder), pairs=render.PAIRS)
    ratio = statistics.median(cost.ratio for cost in costs)
    bare = statistics.median(cost.bare for cost in costs)
    return Row(
        name="render",
        value=f"{ratio:.3f}x",
        limit=f"of one bare ffmpeg pass, {bare:.1f} CPU-s",
        goal=f"<= {render.GATE:.2f}",
        met=ratio <= render.GATE,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(NAMES))
    parser.add_argument(
        "--minutes",
        nargs=2,
        type=int,
        default=memory.MINUTES,
        metavar=("SHORT", "LONG"),
        help="lengths of the two recordings of the memory benchmark; default: %(default)s",
    )
    return parser


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # threads of the Temporal client still run; an ordinary end can crash on them
