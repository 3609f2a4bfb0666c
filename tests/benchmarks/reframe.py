"""What it takes to get from a recording to the path of the crop, beside clipsai."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

from activities import catalog
from activities.ingest.probe import probe
from activities.plan.contract import Plans, PlanTask
from core.domain.artifact import Artifact
from core.domain.base import Value
from core.domain.clip import Choice, Scores, Selection
from core.domain.job import Tier
from core.domain.media import MediaInfo
from core.domain.plan import CropKey
from core.domain.span import Span
from core.domain.transcript import Transcript, Word
from core.errors import EngineUnavailableError
from core.settings import settings
from deploy.local import sample
from deploy.local.sample import truth
from tests.benchmarks import footage, peers, vision
from tests.benchmarks.measure import MB, Ratio, cost, decode, timed, watched

_GAIN, _PEAK = 8.0, 400 * MB
_JOB = "00000000-0000-0000-0000-000000000001"

_PEER = "clipsai"
# The versions that work together: newer ones of mediapipe and of numpy lack what it calls.
_NEEDED = (
    *("torch==2.8.0", "torchvision==0.23.0", "numpy==1.26.4", "mediapipe==0.10.21"),
    *("av==18.1.0", "scenedetect==0.7.2", "scikit-learn==1.9.1", "pynvml==13.0.1"),
    *("psutil", "pillow", "requests", "tqdm"),
)
# They ask for more: what transcribes and diarizes, and a torch that is too old.
_ALONE = ("clipsai==0.2.1", "facenet-pytorch==2.6.0")

# The peer as ``clipsai.resize`` runs it, from the point where it knows who speaks when. The
# package imports all of itself, and its files are probed by programs that are not needed here.
_SCRIPT = """
import json, sys, types
from importlib.util import find_spec

package = types.ModuleType("clipsai")
package.__path__ = list(find_spec("clipsai").submodule_search_locations)
sys.modules["clipsai"] = package
sys.modules["magic"] = types.ModuleType("magic")

import numpy
from clipsai.resize.resizer import Resizer
from clipsai.resize.vid_proc import detect_scenes

told = json.load(sys.stdin)

class Video:
    path = told["path"]
    get_duration = lambda self: told["duration"]
    get_frame_rate = lambda self: told["fps"]
    get_width_pixels = lambda self: told["width"]
    get_height_pixels = lambda self: told["height"]

numpy.random.seed(0)
video = Video()
crops = Resizer(device="cpu").resize(video, told["turns"], detect_scenes(video))
print(len(crops.segments))
"""
# It drops turns that are shorter than this, in seconds, and fails at the very last pictures.
_SHORTEST = 1.5
_LAST = 0.1


@dataclass(frozen=True)
class Taken:
    """What one program took to plan the crop."""

    costs: dict[str, float]
    """CPU-seconds, by step."""
    peaks: dict[str, int]
    """Bytes, by process."""
    places: int
    """How many places the crop takes."""

    @property
    def cost(self) -> float:
        return sum(self.costs.values())

    @property
    def peak(self) -> int:
        return max(self.peaks.values())


def ratios() -> list[Ratio]:
    """Measure both on a minute of 1080p30 of a conversation, with cuts.

    Raises:
        ClippedError: the footage cannot be made, or a step failed.
    """
    source, words = footage.minute(), _words()
    bare, ours = decode(source), _ours(source, words)
    steps = " + ".join(f"{name} {spent:.1f}" for name, spent in ours.costs.items())
    told = f"ours {ours.cost:.1f} CPU-s ({steps}), bare decode {bare:.1f}"
    held = ", ".join(f"{_room(name)} {peak / MB:.0f}" for name, peak in ours.peaks.items())
    try:
        peer = _theirs(source, words)
    except EngineUnavailableError as error:
        absent = f"peer absent: {error}"
        return [
            _speed("-", f"{absent}; {told}", met=False),
            _memory(ours, f"{absent}; MB of {held}"),
        ]
    gain = peer.cost / ours.cost
    return [
        _speed(
            f"{gain:.1f}x",
            f"less than {_PEER}, {peer.cost:.1f} CPU-s for {peer.places} crops,"
            f" told who speaks; {told}; {ours.places} crop keys",
            met=gain >= _GAIN and ours.places > 0,
        ),
        _memory(ours, f"beside {peer.peak / MB:.0f} MB of {_PEER}; MB of {held}"),
    ]


def _speed(measured: str, beside: str, *, met: bool) -> Ratio:
    return Ratio(
        name="reframe plan",
        measured=measured,
        beside=beside,
        goal=f">= {_GAIN:g}x",
        met=met,
    )


def _memory(ours: Taken, beside: str) -> Ratio:
    return Ratio(
        name="reframe plan, memory",
        measured=f"{ours.peak / MB:.0f} MB",
        beside=beside,
        goal=f"< {_PEAK / MB:.0f} MB",
        met=ours.peak < _PEAK,
    )


def _ours(source: Path, words: tuple[Word, ...]) -> Taken:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found, peaks = watched(partial(vision.follow, source, Tier.ACCURATE, folder))
        task = _task(found, words, folder)
        run = partial(cost, "activities.plan.work:plan", task, Plans, folder)
        (plans, planned), held = watched(run)
    path: tuple[CropKey, ...] = plans.plans[0].plan.layout.crop(0)
    return Taken({**found.costs, "plan": planned}, {**peaks, **held}, len(path))


def _task(found: vision.Followed, words: tuple[Word, ...], folder: Path) -> PlanTask:
    """Return the planning of one clip that shows all of the recording."""
    length = found.media.duration
    choice = Choice(candidate=0, span=Span(start=0, end=length), scores=Scores(), title="All")

    def stored(name: str, value: Value) -> str:
        path = folder / name
        path.write_text(value.model_dump_json())
        return str(path)

    heard = Transcript(engine="given", language="en", duration=length, words=words)
    return PlanTask(
        transcript=stored("transcript.json", heard),
        scenes=stored("scenes.json", found.scenes),
        faces=stored("faces.json", found.faces),
        selection=stored("selection.json", Selection(engine="given", choices=(choice,))),
        job=_JOB,
        source=Artifact(key="source.mp4", size=1),
        media=found.media,
        caption_style=catalog.CAPTION_STYLES.names()[0],
        layout=None,
        formats=("9:16",),
    )


def _theirs(source: Path, words: tuple[Word, ...]) -> Taken:
    python = peers.interpreter(_PEER, _NEEDED, alone=_ALONE)
    media = probe(source).media
    told = json.dumps(
        {
            **media.model_dump(include={"duration", "fps", "width", "height"}),
            "path": str(source),
            "turns": _turns(words, media),
        }
    )
    # Threads that wait for each other on a busy machine are not its fault.
    environment = {**os.environ, "OMP_WAIT_POLICY": "passive", "CUDA_VISIBLE_DEVICES": ""}

    def run() -> int:
        done = subprocess.run(
            [str(python), "-c", _SCRIPT, _PEER],
            input=told,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
            start_new_session=True,
        )
        return int(done.stdout)

    try:
        (places, spent), peaks = watched(partial(timed, run))
    except subprocess.CalledProcessError as error:
        raise EngineUnavailableError(f"{_PEER} failed: {peers.said_last(error)}") from error
    return Taken({_PEER: spent}, peaks, places)


def _turns(words: Iterable[Word], media: MediaInfo) -> list[dict[str, object]]:
    """Return who speaks when as the peer wants it: end to end, from the start to the end."""
    starts: list[tuple[float, int]] = []
    for speaker, said in groupby(words, key=lambda word: word.speaker or ""):
        first, *rest = said
        last = rest[-1] if rest else first
        number = ord(speaker or "a") - ord("a")
        if last.end - first.start >= _SHORTEST and (not starts or starts[-1][1] != number):
            starts.append((first.start if starts else 0.0, number))
    ends = [*(start for start, _ in starts[1:]), media.duration - _LAST]
    return [
        {"speakers": [number], "start_time": start, "end_time": end}
        for (start, number), end in zip(starts, ends, strict=True)
    ]


def _words() -> tuple[Word, ...]:
    """Return what is said in the minute."""
    film = sample.ensure(settings(), lambda _: None)
    return tuple(word for word in truth(film).words if word.end <= footage.MINUTE)


def _room(work: str) -> str:
    return work.split(".")[1]
