"""Silence removal by smart cut, beside auto-editor, on a minute of a talk at 1080p.

The newest auto-editor that is a Python package is 23.32.1; later ones fetch a program. It wants
ffprobe, of which it asks the streams alone: a stand-in answers from PyAV. Both are given the
pauses to find as silence, and both cut with the same margins.
"""

import os
import stat
import subprocess
import tempfile
from pathlib import Path

from activities.render import facts
from activities.render.spec import render_spec
from activities.render.tasks import Rendered, RenderTask
from core import ffmpeg
from core.domain.artifact import Artifact
from core.domain.media import MediaInfo
from core.domain.plan import ClipPlan, OutputPlan
from core.domain.span import Span
from core.errors import EngineUnavailableError, ProcessFailedError
from tests.benchmarks import footage, peers
from tests.benchmarks.measure import Ratio, cost, timed

GATE = 8.0
SECONDS = 60.0
_EVERY, _SAID, _MARGIN = 6.0, 4.16, 0.2
"""Somebody speaks for so long, that often; so much is kept around it. All in seconds."""

_PEER = "auto-editor"
_ALONE = ("auto-editor==23.32.1",)
_NEEDED = ("av==12.3.0", "numpy==1.26.4", "pillow==10.4.0")
_FFPROBE = """#!{python}
import json
import sys

import av

with av.open(sys.argv[-1]) as container:
    streams = []
    for stream in container.streams:
        context = stream.codec_context
        said = {{
            "codec_type": stream.type,
            "codec_name": context.name,
            "time_base": str(stream.time_base),
            "duration": str(float(stream.duration * stream.time_base)),
        }}
        if stream.type == "video":
            said |= {{"width": context.width, "height": context.height}}
            said |= {{"pix_fmt": context.pix_fmt, "r_frame_rate": str(stream.base_rate)}}
        else:
            said |= {{"sample_rate": str(context.sample_rate), "channels": context.channels}}
        streams.append(said)
    length = {{"duration": str(container.duration / 1e6)}}
    print(json.dumps({{"streams": streams, "format": length}}))
"""


def ratios() -> list[Ratio]:
    """Cut the same pauses by both.

    Raises:
        ClippedError: the recording cannot be made or cut.
    """
    source = recording()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "ours").mkdir()
        task = RenderTask(source=str(source), spec=render_spec(plan()))
        made, ours = cost("activities.render.work:render", task, Rendered, folder / "ours")
        kept = facts.read(folder / "ours" / "clip.mp4").picture.frames
        return [_beside(source, folder, ours=ours, kept=kept, copied=made.copied)]


def recording() -> Path:
    """Return the minute with a key frame every two seconds, as recorders and streams have them.

    Raises:
        ClippedError: it cannot be made.
    """
    minute = footage.minute()
    path = minute.with_name(f"{minute.stem}-pauses.mp4")
    if not path.exists():
        voice = f"aevalsrc='0.3*sin(2*PI*220*t)*lt(mod(t,{_EVERY}),{_SAID})':s=48000:d={SECONDS}"
        unfinished = path.with_name(f"{os.getpid()}-{path.name}")
        coding = ["-c:v", "libx264", "-preset", "veryfast", "-b:v", "6M", "-g", "60", "-r", "30"]
        coding += ["-vf", "scale=out_color_matrix=bt709", "-colorspace", "bt709"]
        inputs = ["-i", str(minute), "-f", "lavfi", "-i", voice, "-map", "0:v", "-map", "1:a"]
        ffmpeg.run([*inputs, *coding, "-c:a", "aac", "-t", str(SECONDS), str(unfinished)])
        unfinished.rename(path)
    return path


def plan() -> ClipPlan:
    """Return the plan that keeps what is said, in the size of the recording."""
    starts = [n * _EVERY for n in range(round(SECONDS / _EVERY))]
    spans = [Span(start=max(0.0, start - _MARGIN), end=start + _SAID + _MARGIN) for start in starts]
    return ClipPlan(
        clip_id="benchmark",
        title="Benchmark",
        source=Artifact(key="benchmark/source.mp4", size=1),
        media=MediaInfo(
            duration=SECONDS,
            width=1920,
            height=1080,
            fps=30,
            video_codec="h264",
            audio_codec="aac",
        ),
        spans=tuple(spans),
        captions=None,
        output=OutputPlan(width=1920, height=1080),
    )


def _beside(source: Path, folder: Path, *, ours: float, kept: int, copied: float) -> Ratio:
    name, goal = "silence removal", f">= {GATE:g}x, as many frames"
    told = f"{ours:.1f} CPU-s, {copied:.0%} copied;"
    try:
        frames, theirs = _peer(source, folder)
    except (EngineUnavailableError, ProcessFailedError) as error:
        return Ratio(name, "-", f"{told} peer absent: {error}", goal, met=False)
    ratio = theirs / ours
    met = ratio >= GATE and abs(frames - kept) <= len(plan().spans)
    beside = f"fewer: {told} auto-editor {theirs:.1f} CPU-s; {kept} and {frames} frames"
    return Ratio(name, f"{ratio:.1f}x", beside, goal, met=met)


def _peer(source: Path, folder: Path) -> tuple[int, float]:
    """Return how many frames the peer keeps, and its CPU-seconds."""
    python = peers.interpreter(_PEER, _NEEDED, alone=_ALONE)
    tools = folder / "tools"
    tools.mkdir()
    (tools / "ffmpeg").symlink_to(ffmpeg.executable())
    probe = tools / "ffprobe"
    probe.write_text(_FFPROBE.format(python=python))
    probe.chmod(probe.stat().st_mode | stat.S_IXUSR)
    target = folder / "theirs.mp4"
    command = [str(python), "-m", "auto_editor", str(source), "--no-open", "--progress", "none"]
    command += ["--ffmpeg-location", str(tools / "ffmpeg"), "--margin", f"{_MARGIN}sec"]
    command += ["-o", str(target)]

    def run() -> None:
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)
        except subprocess.CalledProcessError as error:
            raise ProcessFailedError(f"auto-editor failed: {peers.said_last(error)}") from error

    _, seconds = timed(run)
    return facts.read(target).picture.frames, seconds
