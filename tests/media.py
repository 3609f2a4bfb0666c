"""Test recordings, made by ffmpeg when a test asks for them."""

import os
from pathlib import Path

from core import ffmpeg

SHARED = Path(os.environ.get("CLIPPED_TEST_MEDIA", Path(__file__).parents[2] / "shared" / "media"))
"""Real recordings. Tests that use them skip when the folder is absent."""


def video(
    path: Path,
    *,
    seconds: float = 4.0,
    size: str = "640x360",
    fps: float = 30,
    sound: bool = True,
    arguments: tuple[str, ...] = (),
) -> Path:
    """Make a recording of a moving test picture and a tone, and return its path."""
    picture = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate={fps}:duration={seconds}"]
    tone = ["-f", "lavfi", "-i", f"sine=frequency=440:sample_rate=48000:duration={seconds}"]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    ffmpeg.run([*picture, *(tone if sound else []), *codecs, *arguments, str(path)])
    return path
