"""Footage with cuts at known frames."""

from collections.abc import Sequence
from pathlib import Path

from core import ffmpeg

FPS = 30

TAKES = (
    "testsrc2=size=640x360:rate=30",
    "mandelbrot=size=640x360:rate=30",
    "smptehdbars=size=640x360:rate=30",
    "gradients=size=640x360:rate=30:speed=0.02:seed=7",
    "life=size=640x360:rate=30:mold=10:ratio=0.1:seed=3,format=yuv420p,boxblur=3",
    "testsrc2=size=640x360:rate=30,hflip,eq=brightness=-0.35:contrast=0.4",
    "mandelbrot=size=640x360:rate=30:start_scale=0.3,eq=brightness=-0.3:contrast=0.5",
    "testsrc=size=640x360:rate=30,noise=alls=14:allf=t:all_seed=5",
)


def cut_together(path: Path, frames: Sequence[int]) -> Path:
    """Write one take after the other, each for so many frames, with hard cuts between them."""
    sources = [TAKES[number % len(TAKES)] for number in range(len(frames))]
    graph = [
        f"{source},trim=end_frame={count},setsar=1,format=yuv420p,setpts=PTS-STARTPTS[t{number}]"
        for number, (source, count) in enumerate(zip(sources, frames, strict=True))
    ]
    takes = "".join(f"[t{number}]" for number in range(len(frames)))
    graph.append(f"{takes}concat=n={len(frames)}[out]")
    codec = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-g", "250"]
    ffmpeg.run(["-filter_complex", ";".join(graph), "-map", "[out]", *codec, str(path)])
    return path
