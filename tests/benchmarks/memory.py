"""Whether memory stays flat when the recording gets longer, step by step."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from core import ffmpeg
from core.process import run_in_process
from core.scratch import Scratch
from core.settings import settings
from deploy.local import sample
from tests.benchmarks.analysis import Analysed, AnalysisTask
from tests.benchmarks.measure import MB, Ratio

MINUTES = (2.0, 20.0)
"""A short and a long recording. The full comparison, 5 and 60, takes much longer."""
GROWTH = 1.25
MARGIN = 50 * MB

_LOOP_SECONDS = 60.0


def ratios(minutes: tuple[float, float] = MINUTES) -> list[Ratio]:
    """Measure the peak of every step, and of the worker, for both lengths.

    Raises:
        ClippedError: the sample cannot be made, or a step failed.
    """
    short, long = (_analysed(length).peaks for length in minutes)
    return [_ratio(name, short[name], long[name], minutes=minutes) for name in short]


def source(minutes: float) -> Path:
    """Return a recording of so many minutes: the first minute of the sample, again and again."""
    looped = sample.ensure(settings(), lambda _: None, seconds=_LOOP_SECONDS)
    path = _folder() / f"{looped.parent.name}-{minutes:g}min.mp4"
    if not path.exists():
        unfinished = path.with_name(f"{os.getpid()}-{path.name}")
        length = ["-t", str(minutes * 60), "-c", "copy"]
        ffmpeg.run(["-stream_loop", "-1", "-i", str(looped), *length, str(unfinished)])
        unfinished.rename(path)
    return path


def _ratio(name: str, short: int, long: int, *, minutes: tuple[float, float]) -> Ratio:
    return Ratio(
        name=f"memory {name}",
        measured=f"{long / short:.2f}x",
        beside=(
            f"{long / MB:.0f} MB for {minutes[1]:g} min of source,"
            f" {short / MB:.0f} MB for {minutes[0]:g} min"
        ),
        goal=f"<= {GROWTH:.2f}x + {MARGIN / MB:.0f} MB",
        met=long <= GROWTH * short + MARGIN,
    )


def _analysed(minutes: float) -> Analysed:
    task = AnalysisTask(source=str(source(minutes)))
    scratch = Scratch(_folder() / "unfinished")
    try:
        with scratch.folder() as folder:
            return asyncio.run(_run(task, folder, progress=lambda _: None))
    finally:
        scratch.close()


async def _run(task: AnalysisTask, folder: Path, *, progress: Callable[[float], None]) -> Analysed:
    work = "tests.benchmarks.analysis:analyse"
    return await run_in_process(work, task, Analysed, scratch=folder, progress=progress)


def _folder() -> Path:
    folder = settings().cache_dir / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
