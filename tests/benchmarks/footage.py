"""Five minutes of a conversation as people film it: 1080p30, 6 Mbit/s, with grain."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core import ffmpeg
from core.settings import settings
from deploy.local import sample
from deploy.local.sample import truth

SECONDS = 300.0
MINUTE = 60.0
_SHOT = 7.5
_GRAIN = "scale=1920:1080:flags=bicubic,noise=alls=6:allf=t:all_seed=3,setsar=1,format=yuv420p"
_ENCODER = (
    *("-c:v", "libx264", "-preset", "veryfast", "-b:v", "6M", "-maxrate", "8M"),
    *("-bufsize", "12M", "-r", "30"),
)


@dataclass(frozen=True)
class Footage:
    path: Path
    cuts: tuple[float, ...]
    """When the picture cuts, in seconds."""


def busy() -> Footage:
    """Return a conversation with a cut every two to twelve seconds: the sample, again and again.

    Raises:
        ClippedError: the sample cannot be made.
    """
    film = sample.ensure(settings(), lambda _: None)
    shots = truth(film).shots
    length = shots[-1].span.end
    ends = [shot.span.end + turn * length for turn in range(9) for shot in shots]
    looped = ["-stream_loop", "-1", "-i", str(film), "-t", f"{SECONDS:g}", "-vf", _GRAIN]
    path = _made(film, "busy", [*looped, *_ENCODER, "-c:a", "aac"])
    return Footage(path, tuple(end for end in ends if end < SECONDS - 0.1))


def talk() -> Footage:
    """Return the same people with a cut every 30 seconds: shots of the sample, to and fro.

    Raises:
        ClippedError: the sample cannot be made.
    """
    film = sample.ensure(settings(), lambda _: None)
    long = [shot.span for shot in truth(film).shots if shot.span.duration > _SHOT + 0.5]
    # The fourth shows the same two people as the first.
    graph, count = _to_and_fro([span.start + 0.25 for span in long[:3]])
    inputs = ["-i", str(film), "-stream_loop", "-1", "-i", str(film)]
    wanted = ["-filter_complex", graph, "-map", "[out]", "-map", "1:a", "-t", f"{SECONDS:g}"]
    path = _made(film, "talk", [*inputs, *wanted, *_ENCODER, "-c:a", "aac"])
    return Footage(path, tuple(4 * _SHOT * n for n in range(1, count)))


def minute() -> Path:
    """Return the first minute of the conversation with many cuts, as it is encoded there.

    Whom it shows speaking are those who are heard, as the truth about the sample says.

    Raises:
        ClippedError: the sample cannot be made.
    """
    film = sample.ensure(settings(), lambda _: None)
    arguments = ["-i", str(busy().path), "-t", f"{MINUTE:g}", "-c", "copy"]
    return _made(film, "busy", arguments, seconds=MINUTE)


def _to_and_fro(starts: Sequence[float]) -> tuple[str, int]:
    """Return a filter graph that shows each shot four times, every second time backwards."""
    count = round(SECONDS / (4 * _SHOT))
    frames = round(_SHOT * 30)
    parts = [f"[0:v]split={count}" + "".join(f"[i{n}]" for n in range(count))]
    for n in range(count):
        start = starts[n % len(starts)]
        cut = f"trim=start={start:.3f}:duration={_SHOT},setpts=PTS-STARTPTS"
        parts.append(f"[i{n}]{cut},split[a{n}][b{n}]")
        parts.append(f"[b{n}]reverse[r{n}]")
        parts.append(f"[a{n}][r{n}]concat,loop=loop=1:size={2 * frames}:start=0[s{n}]")
    shots = "".join(f"[s{n}]" for n in range(count))
    return ";".join([*parts, f"{shots}concat=n={count},{_GRAIN}[out]"]), count


def _made(film: Path, name: str, arguments: list[str], *, seconds: float = SECONDS) -> Path:
    folder = settings().cache_dir / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{film.parent.name}-{name}-{seconds:g}s.mp4"
    if not path.exists():
        unfinished = path.with_name(f"{os.getpid()}-{path.name}")
        ffmpeg.run([*arguments, str(unfinished)])
        unfinished.rename(path)
    return path
