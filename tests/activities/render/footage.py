"""Recordings with a known truth in every frame, plans over them, and ways to look at a result."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from activities.render.audio.loudness import Loudness, meter, read_meter
from activities.render.spec import render_spec
from activities.render.tasks import Rendered, RenderTask
from activities.render.work import render
from core import ffmpeg
from core.domain.artifact import Artifact
from core.domain.media import MediaInfo
from core.domain.plan import CaptionPlan, ClipPlan, OutputPlan
from core.domain.span import Span
from core.domain.transcript import Word

BITS = 10
SMALL = OutputPlan(width=180, height=320)
SAME_SHAPE = "180x320"
"""A source that ``SMALL`` shows whole."""


@dataclass(frozen=True)
class Frame:
    at: float
    gray: NDArray[np.uint8]


def numbered(
    path: Path, *, seconds: float, fps: str = "30", arguments: tuple[str, ...] = ()
) -> Path:
    """Make a recording whose frames show their number as bars of black and white.

    It clicks and flashes its lower half at every whole second.
    """
    bars = "".join(
        f",drawbox=x={18 * bit}:y=0:w=18:h=160:color=white:t=fill:enable='mod(floor(n/{2**bit}),2)'"
        for bit in range(BITS)
    )
    flash = ",drawbox=x=0:y=160:w=180:h=160:color=white:t=fill:enable='lt(mod(t+0.001,1),0.03)'"
    picture = f"color=black:size={SAME_SHAPE}:rate={fps}:duration={seconds}{bars}{flash}"
    click = f"aevalsrc='if(lt(mod(t,1),0.004),0.5*sin(2*PI*1500*t),0)':s=48000:d={seconds}"
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", click]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "45", "-pix_fmt", "yuv420p"]
    ffmpeg.run([*inputs, *codecs, "-c:a", "pcm_s16le", *arguments, str(path)])
    return path


def plan(
    *spans: tuple[float, float], media: MediaInfo, words: tuple[Word, ...] = (), **changes: Any
) -> ClipPlan:
    """Return a plan over a recording."""
    values: dict[str, Any] = {
        "clip_id": "clip",
        "title": "A title",
        "source": Artifact(key="workspace/source.mp4", size=1),
        "spans": tuple(Span(start=start, end=end) for start, end in spans),
        "captions": CaptionPlan(words=words) if words else None,
        "output": SMALL,
    }
    return ClipPlan(media=media, **{**values, **changes})


def media(
    seconds: float, width: int = 180, height: int = 320, *, sound: bool = True, **changes: Any
) -> MediaInfo:
    values: dict[str, Any] = {"fps": 30.0, "video_codec": "h264"}
    codec = "aac" if sound else None
    return MediaInfo(
        duration=seconds, width=width, height=height, audio_codec=codec, **{**values, **changes}
    )


def built(source: Path, made: ClipPlan, folder: Path) -> tuple[Path, Rendered]:
    """Render a plan in a folder and return the clip."""
    folder.mkdir(parents=True, exist_ok=True)
    before = Path.cwd()
    os.chdir(folder)
    try:
        result = render(RenderTask(source=str(source), spec=render_spec(made)), lambda _: None)
    finally:
        os.chdir(before)
    return folder / "clip.mp4", result


def frames(path: Path) -> list[Frame]:
    """Return every frame of a small video."""
    return list(_frames(path))


def number(frame: Frame) -> int:
    """Read the bars of a ``numbered`` recording."""
    height, width = frame.gray.shape
    row = frame.gray[height // 8 : height // 3].mean(axis=0)
    step = width / BITS
    return sum(1 << bit for bit in range(BITS) if row[int((bit + 0.5) * step)] > 128)


def flashes(found: list[Frame]) -> list[float]:
    """Return the times at which the lower half turns white."""
    lit = [frame.gray[frame.gray.shape[0] * 5 // 8 :].mean() > 128 for frame in found]
    return [
        frame.at
        for frame, now, before in zip(found, lit, [False, *lit], strict=False)
        if now and not before
    ]


def clicks(path: Path) -> list[float]:
    """Return the times at which it clicks."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        rate, parts = stream.rate, [f.to_ndarray() for f in container.decode(stream)]
    level = np.abs(np.concatenate(parts, axis=1)[0])
    loud = np.flatnonzero(level > level.max() / 3)
    firsts = loud[np.diff(loud, prepend=-rate) > rate // 4]
    return [float(first) / rate for first in firsts]


def loudness(path: Path) -> Loudness:
    """Measure a file."""
    return read_meter(ffmpeg.run(meter(str(path))))


def _frames(path: Path) -> Iterator[Frame]:
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            assert frame.time is not None
            gray = frame.reformat(format="gray").to_ndarray()
            yield Frame(frame.time, gray.astype(np.uint8))
