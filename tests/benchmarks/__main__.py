"""Measure everything that has a goal: ``python -m tests.benchmarks [NAME …]``.

One line of a table for each ratio, with the limit measured in the same run. The exit
code is 1 when a goal is missed or a benchmark failed.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from core.errors import ClippedError
from tests.benchmarks import (
    captions,
    clips,
    encoding,
    loudness,
    memory,
    orchestration,
    reframe,
    render,
    service,
    smart_cut,
    sounds,
    speaker,
    speakers,
    together,
    topics,
    vision,
    words,
)
from tests.benchmarks.measure import Ratio

MEASURED = {
    "orchestration": orchestration.ratios,
    "service": service.ratios,
    "vision": vision.ratios,
    "reframe": reframe.ratios,
    "speaker": speaker.ratios,
    "speakers": speakers.ratios,
    "sounds": sounds.ratios,
    "words": words.ratios,
    "topics": topics.ratios,
    "clips": clips.ratios,
    "captions": captions.ratios,
    "encoding": encoding.ratios,
    "together": together.ratios,
    "loudness": loudness.ratios,
    "smart_cut": smart_cut.ratios,
}
NAMES = (*MEASURED, "render", "memory")


def main() -> int:
    """Run the chosen benchmarks in turn, and return the exit code."""
    asked = _arguments()
    missed = 0
    for name in NAMES:
        if asked.names and name not in asked.names:
            continue
        sys.stderr.write(f"measuring {name} …\n")
        began = time.monotonic()
        try:
            ratios = _ratios(name, minutes=(asked.minutes[0], asked.minutes[1]))
        except ClippedError as error:
            sys.stdout.write(f"{name} could not be measured: {error}\n")
            missed += 1
            continue
        sys.stderr.write(f"measured {name} in {time.monotonic() - began:.0f} s\n")
        sys.stdout.writelines(f"{ratio.line()}\n" for ratio in ratios)
        sys.stdout.flush()
        missed += sum(not ratio.met for ratio in ratios)
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"any of: {', '.join(NAMES)}")
    parser.add_argument(
        "--minutes",
        nargs=2,
        type=float,
        metavar=("SHORT", "LONG"),
        default=memory.MINUTES,
        help="how long the recordings are whose memory is compared (default: 10 240)",
    )
    asked = parser.parse_args()
    for name in asked.names:
        if name not in NAMES:
            parser.error(f"there is no benchmark {name!r}; there are {', '.join(NAMES)}")
    if not 0 < asked.minutes[0] < asked.minutes[1]:
        parser.error("--minutes takes a short length and a longer one")
    return asked


def _ratios(name: str, *, minutes: tuple[float, float]) -> list[Ratio]:
    if name in MEASURED:
        return MEASURED[name]()
    if name == "render":
        return _render()
    return memory.ratios(minutes)


def _render() -> list[Ratio]:
    with tempfile.TemporaryDirectory() as folder:
        costs = render.measure(Path(folder), pairs=render.PAIRS)
    ratio = statistics.median(cost.ratio for cost in costs)
    bare = statistics.median(cost.bare for cost in costs)
    return [
        Ratio(
            name="render",
            measured=f"{ratio:.3f}x",
            beside=f"of one bare ffmpeg pass, {bare:.1f} CPU-s",
            goal=f"<= {render.GATE:.2f}",
            met=ratio <= render.GATE,
        )
    ]


if __name__ == "__main__":
    sys.exit(main())
