"""What it costs to level five minutes of speech, beside ffmpeg's loudnorm.

Run as ``python -m tests.benchmarks.loudness``. Both take the same samples from a file and write
samples; the numbers are CPU-seconds of everything that runs for it. What comes out is measured
by ffmpeg's meter, ours also after it was encoded as AAC.
"""

import resource
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import cast

import ffmpeg as library

from activities.render.audio import levelling, loudness, pcm
from activities.render.audio.loudness import Loudness
from activities.render.delivery import AAC
from core import ffmpeg
from core.domain.plan import AudioPlan
from core.settings import settings
from deploy.local import sample
from tests.benchmarks.measure import Ratio

GOAL = 4.0
PAIRS = 3
MINUTES = 5.0

_AUDIO = AudioPlan()
_LOOP_SECONDS = 60.0
# Speech as it comes from a lapel: too quiet, with peaks that need the limiter.
_QUIETER = "-9dB"


def ratios() -> list[Ratio]:
    """Measure both in turns.

    Raises:
        ClippedError: the sample cannot be made, or ffmpeg failed.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        talk = _talk(folder / "talk.f32")
        costs = [(_cost(_ours, talk), _cost(_peer, talk)) for _ in range(PAIRS)]
        encoded = _encoded(_beside(talk, "ours"))
        ours = loudness.read_meter(ffmpeg.run(loudness.meter(str(encoded))))
        peer = levelling.integrated(_beside(talk, "peer"))
    mine, theirs = (statistics.median(cost) for cost in zip(*costs, strict=True))
    return [_cheaper(mine, theirs), _exact(ours, peer)]


def _cheaper(mine: float, theirs: float) -> Ratio:
    return Ratio(
        name="loudness",
        measured=f"{theirs / mine:.2f}x",
        beside=f"fewer: {mine:.2f} CPU-s for {MINUTES:g} min, loudnorm {theirs:.2f}",
        goal=f">= {GOAL:.0f}x",
        met=theirs >= GOAL * mine,
    )


def _exact(ours: Loudness, peer: float) -> Ratio:
    missed = abs(ours.integrated - _AUDIO.loudness)
    return Ratio(
        name="loudness exact",
        measured=f"{missed:.2f} LU",
        beside=(
            f"from {_AUDIO.loudness:g} LUFS at {ours.true_peak:.1f} dBTP as AAC;"
            f" loudnorm {abs(peer - _AUDIO.loudness):.2f} LU"
        ),
        goal=f"<= 0.5 LU, <= {_AUDIO.true_peak:g} dBTP",
        met=missed <= 0.5 and ours.true_peak <= _AUDIO.true_peak,
    )


def _talk(path: Path) -> Path:
    spoken = sample.ensure(settings(), lambda _: None, seconds=_LOOP_SECONDS)
    opened = library.input(str(spoken), stream_loop=-1, t=MINUTES * 60)
    ffmpeg.run(pcm.decoded(opened.audio.filter("volume", _QUIETER), path))
    return path


def _ours(talk: Path) -> None:
    levelling.levelled(talk, _beside(talk, "ours"), _AUDIO)


def _peer(talk: Path) -> None:
    wanted = {"I": _AUDIO.loudness, "TP": _AUDIO.true_peak, "LRA": 11}
    levelled = library.input(str(talk), **pcm.FORMAT).audio.filter("loudnorm", **wanted)
    made = library.output(levelled, str(_beside(talk, "peer")), **pcm.FORMAT)
    ffmpeg.run(cast("list[str]", library.get_args(made)))


def _encoded(samples: Path) -> Path:
    target = samples.with_suffix(".aac")
    heard = library.input(str(samples), **pcm.FORMAT).audio
    ffmpeg.run(cast("list[str]", library.get_args(library.output(heard, str(target), **AAC))))
    return target


def _beside(talk: Path, name: str) -> Path:
    return talk.with_name(f"{name}.f32")


def _cost(work: Callable[[Path], None], talk: Path) -> float:
    """Return the CPU-seconds of this process and of those that it started."""
    before = _spent()
    work(talk)
    return _spent() - before


def _spent() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


if __name__ == "__main__":
    found = ratios()
    sys.stdout.writelines(f"{ratio.line()}\n" for ratio in found)
    sys.exit(0 if all(ratio.met for ratio in found) else 1)
