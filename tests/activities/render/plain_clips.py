"""Clips without anything but their picture: the graph alone, quickly encoded, and plug-ins."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from activities.render import colours, graph
from activities.render.base import Scope, Stream
from activities.render.choices import Choice, Number
from activities.render.streams import together
from core import ffmpeg
from core.domain.box import Box
from core.domain.plan import ClipPlan, CropKey, Panel

QUICK = {"c:v": "libx264", "preset": "ultrafast", "crf": "8", "pix_fmt": "yuv420p", "g": "30"}


class Mix:
    """A transition whose every frame is half of either side."""

    def join(self, before: Stream, after: Stream, scope: Scope) -> Stream:
        assert scope.last > scope.first
        return together("blend", before, after, all_mode="average")


class Blank:
    """An effect that paints its frames gray."""

    choices: ClassVar[Mapping[str, Choice]] = {"strength": Number(1.0, 0.0, 5.0)}

    def apply(self, picture: Stream, scope: Scope) -> Stream:
        frames = f"between(n,{scope.first},{scope.last - 1})"
        size = {"w": scope.width, "h": scope.height}
        return picture.filter("drawbox", **size, color="0x808080", t="fill", enable=frames)


def drawn(
    source: Path, *plans: ClipPlan, folder: Path, files: Mapping[str, str] | None = None
) -> list[Path]:
    """Build the pictures of plans of one source in one run, and return the clips."""
    folder.mkdir(parents=True, exist_ok=True)
    with inside(folder):
        nothing = ["-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo", "-t", "1"]
        ffmpeg.run([*nothing, "-c:a", "aac", "silence.aac"])
        builds = [
            graph.Build(plan, "silence.aac", QUICK, f"{number}.mp4", files=files or {})
            for number, plan in enumerate(plans)
        ]
        ffmpeg.run(graph.clips(builds, source, colours.read(source)))
    return [folder / f"{number}.mp4" for number in range(len(plans))]


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Work in a folder."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def bands(path: Path, *levels: int, size: str = "640x360", seconds: float = 0.5) -> Path:
    """Make a recording of upright gray bands of the same width, from the left to the right."""
    count = len(levels)
    boxes = (
        f"drawbox=x=iw*{n}/{count}:w=iw/{count}:color=0x{3 * f'{level:02x}'}:t=fill"
        for n, level in enumerate(levels)
    )
    picture = f"color=black:size={size}:rate=30:duration={seconds},format=yuv444p"
    arguments = ["-f", "lavfi", "-i", ",".join([picture, *boxes]), "-c:v", "ffv1"]
    ffmpeg.run([*arguments, str(path)])
    return path


def looking(*crops: tuple[float, float, float]) -> tuple[Panel, ...]:
    """Return panels that stand still at x, y with a size."""
    return tuple(Panel(crop=(CropKey(at=0, x=x, y=y, size=size),)) for x, y, size in crops)


def level(image: NDArray[np.uint8], area: Box) -> float:
    """Return how bright an area of a picture is; its pixels must be alike."""
    height, width = image.shape
    top, bottom = area.y * height, (area.y + area.height) * height
    left, right = area.x * width, (area.x + area.width) * width
    part = image[round(top) + 3 : round(bottom) - 3, round(left) + 3 : round(right) - 3]
    assert part.std() < 3, "the panel shows more than one band"
    return float(part.mean())


def covered(areas: Sequence[Box]) -> float:
    """Return which share of the picture areas cover; they must not overlap."""
    for n, one in enumerate(areas):
        for other in areas[n + 1 :]:
            across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
            down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
            assert min(across, down) < 1e-9
    return sum(area.area for area in areas)
