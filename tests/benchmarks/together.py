"""What overlapping clips cost in one run, beside a run for each.

Sharing saves decoding, so the gain depends on what else a clip costs: the row tells it for
drafts, among which people choose, and beside that for finished clips.
"""

import os
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import median

from activities import catalog
from activities.render import colours, graph
from core import ffmpeg
from core.domain.plan import ClipPlan, OutputPlan
from core.domain.span import Span
from tests.benchmarks.measure import Ratio, timed
from tests.benchmarks.render import make_plan, make_source

_GAIN = 1.25
_PAIRS = 3
_STARTS, _SECONDS = (10.0, 15.0, 20.0), 20.0
_DRAFT = OutputPlan(width=540, height=960, profile="draft")
_FINISHED = OutputPlan()


def ratios() -> list[Ratio]:
    """Measure three overlapping moments of 1080p30.

    Raises:
        ClippedError: the footage cannot be made, or ffmpeg failed.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = _source(folder)
        pairs = [_pair(_DRAFT, source, folder) for _ in range(_PAIRS)]
        finished = _pair(_FINISHED, source, folder)
    gain = median(apart / together for together, apart in pairs)
    together, apart = (median(pair[side] for pair in pairs) for side in (0, 1))
    told = f"less than three runs, {together:.1f} and {apart:.1f} CPU-s"
    moments = f"three moments of {_SECONDS:.0f} s, each 5 s after the one before, as drafts"
    larger = f"finished, where encoding is nearly all: {finished[1] / finished[0]:.2f}x"
    return [
        Ratio(
            name="overlapping clips",
            measured=f"{gain:.2f}x",
            beside=f"{told}: {moments}; {larger}",
            goal=f">= {_GAIN:g}x",
            met=gain >= _GAIN,
        )
    ]


def _source(folder: Path) -> Path:
    """Return a recording as people upload it; what is encoded in haste is decoded in no time."""
    made, source = make_source(folder / "made.mp4"), folder / "source.mp4"
    picture = ["-c:v", "libx264", "-preset", "veryfast", "-b:v", "6M", "-g", "150"]
    length = str(_STARTS[-1] + _SECONDS + 2)
    ffmpeg.run(["-i", str(made), "-t", length, *picture, "-c:a", "copy", str(source)])
    return source


def _pair(output: OutputPlan, source: Path, folder: Path) -> tuple[float, float]:
    """Return the CPU-seconds of one run for all, and of a run for each."""
    plans = _plans(output)
    return _cost([plans], source, folder), _cost([[plan] for plan in plans], source, folder)


def _plans(output: OutputPlan) -> list[ClipPlan]:
    whole = make_plan()
    return [
        whole.model_copy(
            update={
                "spans": (Span(start=start, end=start + _SECONDS),),
                "output": output,
                "captions": None,
            }
        )
        for start in _STARTS
    ]


def _cost(runs: Sequence[Sequence[ClipPlan]], source: Path, folder: Path) -> float:
    """Return the CPU-seconds of ffmpeg for the pictures of the runs, one after the other."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        return timed(partial(_run_all, runs, source))[1]
    finally:
        os.chdir(before)


def _run_all(runs: Sequence[Sequence[ClipPlan]], source: Path) -> None:
    for plans in runs:
        _run(plans, source)


def _run(plans: Sequence[ClipPlan], source: Path) -> None:
    encoder = catalog.ENCODERS.load(plans[0].output.encoder)()
    builds = [
        graph.Build(plan, None, encoder.options(plan.output), f"{number}.mp4")
        for number, plan in enumerate(plans)
    ]
    ffmpeg.run(graph.clips(builds, source, colours.read(source)))
