"""What an encoder makes of a moving picture with cuts."""

import os
from pathlib import Path

from activities.render import facts
from activities.render.base import Encoder
from activities.render.facts import Picture
from core import ffmpeg
from core.domain.plan import OutputPlan

SMALL = OutputPlan(width=128, height=128)
_SECONDS = 2.5


def encode(encoder: Encoder, path: Path, output: OutputPlan = SMALL, *, smaller: int = 0) -> Path:
    """Encode a picture that turns to its negative every 0.7 s, and return the file."""
    moving = f"testsrc2=size={output.width}x{output.height}:rate={output.fps}:duration={_SECONDS}"
    cuts = f"{moving},noise=alls=20:allf=t:all_seed=1,negate=enable='mod(floor(t/0.7),2)'"
    chosen = encoder.options(output, smaller=smaller)
    options = [part for name, value in chosen.items() for part in (f"-{name}", value)]
    ffmpeg.run(["-f", "lavfi", "-i", f"{cuts},format=yuv420p", *options, str(path)])
    return path


def picture(path: Path) -> Picture:
    """Return what a file says of its picture."""
    return facts.read(path).picture


def on_one_core(encoder: Encoder, path: Path) -> bytes:
    """Encode as a machine of one core does, and return the bytes."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        return encode(encoder, path).read_bytes()
    finally:
        os.sched_setaffinity(0, cores)
