"""What a clip costs in the default profile and as a draft, beside two encodes of three branches.

The peer's way is that of programs that cut, frame and caption in turn: a first run lays the
frame out three times over, as a blurred background, as a crop and as a whole, and encodes; a
second draws the captions and encodes again, both by x264 medium at 19. Likeness is SSIM to the
same frames without any loss.
"""

import os
import re
import tempfile
import time
from pathlib import Path

from activities.render import colours, graph
from activities.render.delivery import CAPTIONS, CLIP
from activities.render.spec import render_spec
from activities.render.tasks import Rendered, RenderTask
from core import ffmpeg
from core.domain.artifact import Artifact
from core.domain.media import MediaInfo
from core.domain.plan import CaptionPlan, ClipPlan, OutputPlan
from core.domain.plan.captions import CaptionWord
from core.domain.span import Span
from tests.benchmarks import footage
from tests.benchmarks.measure import Ratio, cost, timed

GATE, LIKENESS, DRAFT = 3.4, 0.002, 0.25
START, SECONDS = 20.0, 12.0
MINUTE = 60.0
CORES = 2
_WORD_SECONDS = 0.33
_TALK = (
    "so the thing that nobody tells you about building something new is that most days "
    "feel exactly the same, and then one morning you look back and everything has changed."
)
_MEDIUM = ("-c:v", "libx264", "-preset", "medium", "-crf", "19", "-pix_fmt", "yuv420p")
_AAC = ("-c:a", "aac", "-b:a", "160k", "-ar", "48000")
_LOSSLESS = {"c:v": "libx264", "preset": "ultrafast", "qp": "0", "pix_fmt": "yuv420p"}
# Where the same frames stand: the middle of the picture, as the plan without a camera has it.
_CROP = "crop=w=ih*1080/1920:h=ih:exact=1,scale=1080:1920:flags=lanczos,setsar=1"
_BRANCHES = (
    "[0:v]fps=30,split=3[a][b][c];"
    "[a]scale=1080:1920:force_original_aspect_ratio=increase,crop=1080:1920,boxblur=20:2[behind];"
    f"[b]{_CROP}[close];"
    "[c]scale=1080:-2:flags=lanczos[whole];"
    "[behind][whole]overlay=0:(H-h)/2[far];"
    "[far][close]overlay=0:0,setsar=1,format=yuv420p[v]"
)


def ratios() -> list[Ratio]:
    """Render a captioned clip both ways, and a draft of a minute.

    Raises:
        ClippedError: the recording cannot be made or rendered.
    """
    source = footage.minute()
    with tempfile.TemporaryDirectory() as name:
        return [*_default(source, Path(name)), _draft(source, Path(name))]


def plan(span: Span, output: OutputPlan) -> ClipPlan:
    """Return a captioned plan of the middle of a recording of the bench."""
    talk = _TALK.split()
    words = tuple(
        CaptionWord(text=talk[n % len(talk)], start=at, end=at + 0.9 * _WORD_SECONDS)
        for n in range(int(span.duration / _WORD_SECONDS))
        for at in (span.start + n * _WORD_SECONDS,)
    )
    return ClipPlan(
        clip_id="benchmark",
        title="Benchmark",
        source=Artifact(key="benchmark/source.mp4", size=1),
        media=MediaInfo(
            duration=MINUTE, width=1920, height=1080, fps=30, video_codec="h264", audio_codec="aac"
        ),
        spans=(span,),
        captions=CaptionPlan(words=words),
        output=output,
    )


def _default(source: Path, folder: Path) -> list[Ratio]:
    made = plan(Span(start=START, end=START + SECONDS), OutputPlan())
    mine = folder / "ours"
    mine.mkdir()
    task = RenderTask(source=str(source), spec=render_spec(made))
    _, ours = cost("activities.render.work:render", task, Rendered, mine)
    before = Path.cwd()
    os.chdir(mine)  # where the captions and their fonts lie
    try:
        theirs = timed(lambda: _peer(source))[1]
        _reference(made, source)
        likeness, other = (_ssim(name) for name in (CLIP, "second.mp4"))
    finally:
        os.chdir(before)
    size, peers_size = ((mine / name).stat().st_size / 1e6 for name in (CLIP, "second.mp4"))
    return [
        Ratio(
            "default profile",
            f"{theirs / ours:.2f}x",
            f"fewer CPU-s: {ours:.1f} beside {theirs:.1f} for two encodes of three branches",
            f">= {GATE:g}x",
            theirs / ours >= GATE,
        ),
        Ratio(
            "default, likeness",
            f"{likeness:.4f}",
            f"SSIM beside {other:.4f}",
            f">= {LIKENESS:g} less",
            likeness >= other - LIKENESS,
        ),
        Ratio(
            "default, size",
            f"{size:.1f} MB",
            f"beside {peers_size:.1f} MB",
            "no larger",
            size <= peers_size,
        ),
    ]


def _draft(source: Path, folder: Path) -> Ratio:
    """Return how long a draft of a minute takes on two cores."""
    made = plan(Span(start=0.0, end=MINUTE), OutputPlan(profile="draft"))
    task = RenderTask(source=str(source), spec=render_spec(made))
    draft = folder / "draft"
    draft.mkdir()
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, set(sorted(cores)[:CORES]))
    began = time.monotonic()
    try:
        _, seconds = cost("activities.render.work:render", task, Rendered, draft)
    finally:
        os.sched_setaffinity(0, cores)
    share = (time.monotonic() - began) / MINUTE
    beside = f"of the length of a minute on {CORES} cores, {seconds:.1f} CPU-s"
    return Ratio("draft", f"{share:.2f}x", beside, f"<= {DRAFT:g}x", share <= DRAFT)


def _peer(source: Path) -> None:
    """Make the clip by two runs, in the folder of the captions."""
    window = ["-ss", str(START), "-t", str(SECONDS), "-i", str(source)]
    levelled = ["-af", "loudnorm=I=-14:TP=-1.5:LRA=11"]
    graph_of = ["-filter_complex", _BRANCHES, "-map", "[v]", "-map", "0:a"]
    ffmpeg.run([*window, *graph_of, *levelled, *_MEDIUM, *_AAC, "first.mp4"])
    drawn = ["-vf", f"ass={CAPTIONS}:fontsdir=fonts"]
    ffmpeg.run(["-i", "first.mp4", *drawn, *_MEDIUM, *_AAC, "second.mp4"])


def _reference(made: ClipPlan, source: Path) -> None:
    """Leave the same frames without any loss."""
    build = graph.Build(
        made, sound=str(source), encoding=_LOSSLESS, target="reference.mp4", captions=CAPTIONS
    )
    arguments = graph.clip(build, source, colours.read(source))
    arguments[arguments.index("-c:a") : arguments.index("-c:a") + 2] = ["-an"]
    ffmpeg.run(arguments)


def _ssim(name: str) -> float:
    """Return how like the reference a file is, 0..1, over all planes and frames."""
    said = ffmpeg.run(["-i", name, "-i", "reference.mp4", "-lavfi", "ssim", "-f", "null", "-"])
    return float(re.findall(r"All:([0-9.]+)", said)[-1])
