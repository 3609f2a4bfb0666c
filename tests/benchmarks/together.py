"""What overlapping clips cost in one run, beside a run for each."""

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
# Clips to choose from are drafts: of a finished clip, nearly all of the cost is its encoder.
_OUTPUT = OutputPlan(width=540, height=960, profile="draft")


def ratios() -> list[Ratio]:
    """Measure three drafts of overlapping moments of a minute of 1080p30.

    Raises:
        ClippedError: the footage cannot be made, or ffmpeg failed.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, plans = _source(folder), _plans()
        alone = [[plan] for plan in plans]
        pairs = [
            (_cost([plans], source, folder), _cost(alone, source, folder)) for _ in range(_PAIRS)
        ]
    gain = median(apart / together for together, apart in pairs)
    together, apart = (median(pair[side] for pair in pairs) for side in (0, 1))
    return [
        Ratio(
            name="overlapping clips",
            measured=f"{gain:.2f}x",
            beside=f"less than three runs, {together:.1f} and {apart:.1f} CPU-s",
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
    nothing = ["-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo", "-t", "1"]
    ffmpeg.run([*nothing, "-c:a", "aac", str(folder / "silence.aac")])
    return source


def _plans() -> list[ClipPlan]:
    whole = make_plan()
    return [
        whole.model_copy(
            update={
                "spans": (Span(start=start, end=start + _SECONDS),),
                "output": _OUTPUT,
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
    encoding = catalog.ENCODERS.load(_OUTPUT.encoder)().options(_OUTPUT)
    builds = [
        graph.Build(plan, sound="silence.aac", encoding=encoding, target=f"{number}.mp4")
        for number, plan in enumerate(plans)
    ]
    ffmpeg.run(graph.clips(builds, source, colours.read(source)))
