"""What a render costs beside one bare ffmpeg pass with the same decode, filters and encoder.

Run as ``python -m tests.benchmarks.render``. The numbers are CPU-seconds of child
processes, which other work on the machine hardly moves; the two take turns.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from activities import catalog
from activities.render import captioning, colours, graph
from activities.render.delivery import AAC, CAPTIONS, CLIP, FONTS
from activities.render.spec import render_spec
from activities.render.tasks import RenderTask
from core import ffmpeg
from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.media import MediaInfo
from core.domain.plan import CaptionPlan, ClipPlan, CropKey, LayoutPlan, Panel
from core.domain.span import Span
from core.domain.transcript import Word

GATE = 1.05
PAIRS = 3
SECONDS = 62.0
START = 20.0

_TALK = (
    "so the thing that nobody tells you about building something new is that most days "
    "feel exactly the same, and then one morning you look back and everything has changed."
)


class Cost(Value):
    """CPU-seconds of both, one after the other."""

    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


def main() -> int:
    """Print the ratio and return 0 when it is within the gate."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        costs = measure(folder, pairs=PAIRS)
    for cost in costs:
        _say(f"render {cost.ours:7.2f} CPU-s   bare pass {cost.bare:7.2f} CPU-s", cost.ratio)
    ratio = statistics.median(cost.ratio for cost in costs)
    _say(f"render / bare pass, {SECONDS:.0f} s at 1080x1920, gate {GATE:.2f}", ratio)
    return 0 if ratio <= GATE else 1


def measure(folder: Path, *, pairs: int) -> list[Cost]:
    """Return what each pair cost."""
    source = make_source(folder / "source.mp4")
    plan = make_plan()
    found = []
    for pair in range(pairs):
        ours = _cost(_render, source, plan, folder / f"ours-{pair}")
        bare = _cost(_bare, source, plan, folder / f"bare-{pair}")
        found.append(Cost(ours=ours, bare=bare))
    return found


def make_source(path: Path) -> Path:
    """Make 90 s of something like a talk at 1080p: a still room, grain, one moving figure."""
    room = "gradients=size=1920x1080:rate=30:duration=90:c0=0x283040:c1=0x806050:speed=0.00001"
    figure = "testsrc=size=360x640:rate=30:duration=90"
    scene = (
        "[0][1]overlay=x='900+40*sin(t/2)':y='300+8*sin(2*t)',noise=alls=4:allf=t,format=yuv420p"
    )
    voice = "aevalsrc='0.2*sin(2*PI*140*t)*max(0,sin(2*PI*t*1.7))*max(0,sin(t/3))':s=48000:d=90"
    inputs = ["-f", "lavfi", "-i", room, "-f", "lavfi", "-i", figure, "-f", "lavfi", "-i", voice]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-b:v", "8M", "-g", "60", "-c:a", "aac"]
    ffmpeg.run([*inputs, "-filter_complex", scene, *codecs, str(path)])
    return path


def make_plan() -> ClipPlan:
    """Return a vertical clip with captions and a camera that moves every few seconds."""
    talk = _TALK.split()
    words = tuple(
        Word(text=talk[n % len(talk)], start=START + n * 0.33, end=START + n * 0.33 + 0.3)
        for n in range(int(SECONDS / 0.33))
    )
    keys = tuple(
        CropKey(at=START + 4 * n, x=0.45 + 0.1 * (n % 3), y=0.5, ease=0.7 if n else 0.0)
        for n in range(round(SECONDS / 4))
    )
    return ClipPlan(
        clip_id="benchmark",
        title="Benchmark",
        source=Artifact(key="benchmark/source.mp4", size=1),
        media=MediaInfo(
            duration=90, width=1920, height=1080, fps=30, video_codec="h264", audio_codec="aac"
        ),
        spans=(Span(start=START, end=START + SECONDS),),
        layout=LayoutPlan(panels=(Panel(crop=keys),)),
        captions=CaptionPlan(words=words),
    )


def _render(source: Path, plan: ClipPlan, folder: Path) -> None:
    """Render as an activity does: in a process of its own."""
    folder.mkdir()
    task = RenderTask(source=str(source), spec=render_spec(plan))
    _in_child("activities.render.work:render", task, folder)


def _bare(source: Path, plan: ClipPlan, folder: Path) -> None:
    """Run one ffmpeg with the same picture graph and encoder, and the sound straight through."""
    folder.mkdir()
    shown = captioning.of(plan)
    assert shown is not None
    shown.write(folder / CAPTIONS, folder / FONTS)
    build = graph.Build(
        plan,
        sound=str(source),
        encoding=catalog.ENCODERS.load(plan.output.encoder)().options(plan.output),
        target=CLIP,
        captions=CAPTIONS,
    )
    arguments = graph.clip(build, source, colours.read(source))
    sound = arguments.index(str(source), arguments.index(str(source)) + 1) - 1
    arguments[sound:sound] = ["-ss", str(START), "-t", str(SECONDS)]
    copied = arguments.index("-c:a")
    coded = [part for key, value in AAC.items() if key != "fflags" for part in (f"-{key}", value)]
    arguments[copied : copied + 2] = coded
    before = Path.cwd()
    os.chdir(folder)
    try:
        ffmpeg.run(arguments)
    finally:
        os.chdir(before)


def _in_child(work: str, task: Value, folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path.cwd()), *sys.path])}
    process = subprocess.Popen(
        [sys.executable, "-m", "core.child", work],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=folder,
        env=environment,
        start_new_session=True,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(task.model_dump_json() + "\n")
    process.stdin.flush()
    last = process.stdout.readlines()[-1]
    process.wait()
    if '"result"' not in last:
        raise RuntimeError(last)


def _cost(
    work: Callable[[Path, ClipPlan, Path], None], source: Path, plan: ClipPlan, folder: Path
) -> float:
    """Return the CPU-seconds of the processes that the work started and waited for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work(source, plan, folder)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _say(line: str, ratio: float) -> None:
    sys.stdout.write(f"{line}   ratio {ratio:.3f}\n")


if __name__ == "__main__":
    started = time.monotonic()
    code = main()
    sys.stdout.write(f"took {time.monotonic() - started:.0f} s\n")
    sys.exit(code)
