"""Whether memory stays flat when the recording gets longer, step by step.

A long recording is worked on in parts, so that no step on a part ever sees more than some
twenty minutes; those are measured on a real part out of the middle of the long recording.
What sees all of it are ingest, the joins, the steps after them and the worker; those are
measured on the whole length, with what was found in that part in the place of every part.

The worker itself and the largest of all steps must stay flat: a worker runs so many steps at
once, whichever they are, so these two tell how much memory it needs. A step on the whole holds
what is known about hours, every word and every face. It may grow, as long as it stays below
the largest step of the short recording: then it takes nothing that must not be there anyway.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

from core import ffmpeg
from core.process import run_in_process
from core.scratch import Scratch
from core.settings import settings
from deploy.local import sample
from tests.benchmarks.analysis import WORKER, Analysed, AnalysisTask
from tests.benchmarks.measure import MB, Ratio

MINUTES = (10.0, 240.0)
"""A short and a long recording."""
GROWTH = 1.15

_LARGEST = "largest step"
_JOIN = "join"
# A file of hours stays small with this, and looks and sounds the same.
_SMALLER = ("-c:v", "libx264", "-preset", "veryfast", "-crf", "30", "-c:a", "copy")


def ratios(minutes: tuple[float, float] = MINUTES) -> list[Ratio]:
    """Measure the peak of every step, and of the worker, for both lengths.

    The sample is played again and again to fill the minutes. This takes about as long as it
    takes to analyse ten and twenty minutes of it.

    Raises:
        ClippedError: the sample cannot be made, or a step failed.
    """
    scratch = Scratch(settings().cache_dir / "bench" / "unfinished")
    try:
        short, long = (_analysed(length, scratch).peaks for length in minutes)
    finally:
        scratch.close()
    short[_LARGEST], long[_LARGEST] = _largest(short), _largest(long)
    return [_ratio(name, short, long, minutes=minutes) for name in long]


def _largest(peaks: dict[str, int]) -> int:
    return max(size for name, size in peaks.items() if name != WORKER)


def _ratio(
    name: str, short: dict[str, int], long: dict[str, int], *, minutes: tuple[float, float]
) -> Ratio:
    before, after = _before(name, short), long[name]
    flat = name in {WORKER, _LARGEST}
    most = GROWTH * before if flat else max(GROWTH * before, short[_LARGEST])
    return Ratio(
        name=f"memory {name}",
        measured=f"{after / before:.2f}x",
        beside=(
            f"{after / MB:.0f} MB for {minutes[1]:g} min of source,"
            f" {before / MB:.0f} MB for {minutes[0]:g} min"
        ),
        goal=f"<= {GROWTH:.2f}x" if flat else f"<= {GROWTH:.2f}x or {short[_LARGEST] / MB:.0f} MB",
        met=after <= most,
    )


def _before(name: str, short: dict[str, int]) -> int:
    """Return what a step holds of a short recording: for a join, which it has not, its room."""
    room, _, function = name.partition(" ")
    if function != _JOIN:
        return short[name]
    return max(size for step, size in short.items() if step.startswith(f"{room} "))


def _analysed(minutes: float, scratch: Scratch) -> Analysed:
    with scratch.folder() as folder:
        task = AnalysisTask(source=str(_source(minutes, folder)))
        return asyncio.run(_run(task, folder, progress=lambda _: None))


def _source(minutes: float, folder: Path) -> Path:
    """Return a recording of so many minutes, less a second: the sample, again and again.

    A picture more than the hours that are taken would be one too many.
    """
    once, path = folder / "once.mp4", folder / f"{minutes:g}-min.mp4"
    whole = sample.ensure(settings(), lambda _: None)
    ffmpeg.run(["-i", str(whole), *_SMALLER, str(once)])
    length = ["-t", str(minutes * 60 - 1), "-c", "copy"]
    ffmpeg.run(["-stream_loop", "-1", "-i", str(once), *length, str(path)])
    return path


async def _run(task: AnalysisTask, folder: Path, *, progress: Callable[[float], None]) -> Analysed:
    work = "tests.benchmarks.analysis:analyse"
    return await run_in_process(work, task, Analysed, scratch=folder, progress=progress)
