"""The memory of each step on a short and on a long recording: it must not grow with the length.

Run as ``python -m tests.benchmarks memory --minutes 5 60``. The recordings are the sample,
over and over, without encoding it again.
"""

import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from activities import catalog
from activities.face_track.contract import TrackTask
from activities.ingest.contract import FetchAnswer, FetchTask, Prepared, PrepareTask
from activities.ingest.working_copies import PICTURE, SOUND
from activities.listen.contract import ListenTask
from activities.scenes.contract import DetectTask
from activities.transcribe.contract import TranscribeTask
from core import ffmpeg
from core.domain.base import Value
from core.domain.faces import FaceTracks
from core.domain.job import SourceKind, SourceRef
from core.domain.scenes import Scenes
from core.domain.sound import Sound
from core.domain.transcript import Transcript
from core.errors import EngineUnavailableError
from core.settings import settings
from deploy.local.sample_work import SampleTask
from tests.benchmarks.measure import MB, Cost, Row, in_child

V = TypeVar("V", bound=Value)

RATIO = 1.25
SPARE = 50 * MB
MINUTES = (2, 20)
"""The lengths of the short and of the long recording."""

_SAMPLE_SECONDS = 60.0
_SLACK_SECONDS = 2.0


def benchmark(minutes: tuple[int, int] = MINUTES) -> Iterator[Row]:
    """Give a line for each step."""
    few, many = minutes
    short, long = measure(few), measure(many)
    for step, base in short.items():
        most = RATIO * base.peak + SPARE
        yield Row(
            name=f"memory of {step}",
            value=f"{long[step].peak / base.peak:.2f}x",
            limit=f"of {few} min, {base.peak / MB:.0f} MB, in {many} min",
            goal=f"<= {RATIO}x + {SPARE // MB} MB",
            met=long[step].peak <= most,
        )


def measure(minutes: int) -> dict[str, Cost]:
    """Return what each step costs on a recording of that length, by step and engine."""
    recording = source(minutes)
    costs = {}
    with tempfile.TemporaryDirectory(dir=recording.parent) as name:
        for step, cost in _steps(recording, Path(name), seconds=60.0 * minutes):
            sys.stderr.write(f"{step}, {minutes} min: {cost}\n")
            costs[step] = cost
    return costs


def source(minutes: int) -> Path:
    """Return a recording of that length, made now if it is not there yet."""
    folder = settings().cache_dir / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    reference, _ = in_child(
        "deploy.local.sample_work:make",
        SampleTask(seconds=_SAMPLE_SECONDS),
        answer=SourceRef,
        folder=folder,
    )
    sample = Path(reference.location)
    path = folder / f"{sample.parent.name}-{minutes}min.mp4"
    if not path.exists():
        unfinished = path.with_suffix(".unfinished.mp4")
        loop = ["-stream_loop", "-1", "-i", str(sample), "-t", str(60 * minutes), "-c", "copy"]
        ffmpeg.run([*loop, str(unfinished)])
        unfinished.replace(path)
    return path


def _steps(recording: Path, folder: Path, *, seconds: float) -> Iterator[tuple[str, Cost]]:
    """Do the steps of a job up to the choice of moments, each with what the one before left."""
    at = SourceRef(kind=SourceKind.FILE, location=str(recording))
    fetched, cost = in_child(
        "activities.ingest.work:fetch", FetchTask(source=at), answer=FetchAnswer, folder=folder
    )
    yield "fetch", cost
    prepared, cost = in_child(
        "activities.ingest.work:prepare",
        PrepareTask(source=str(folder / fetched.name), media=fetched.media),
        answer=Prepared,
        folder=folder,
    )
    yield "prepare", cost
    duration = prepared.media.duration
    if abs(duration - seconds) > _SLACK_SECONDS:
        raise ValueError(f"{recording} lasts {duration:.0f} s in place of {seconds:.0f} s")
    yield from _analysis(folder, duration)


def _analysis(folder: Path, duration: float) -> Iterator[tuple[str, Cost]]:
    video, audio = str(folder / PICTURE), str(folder / SOUND)
    work = "activities.scenes.work:detect"
    for_scenes = (
        DetectTask(video=video, duration=duration, detector=name)
        for name in catalog.SCENE_DETECTORS.names()
    )
    scenes, cost = _first(work, for_scenes, answer=Scenes, folder=folder)
    yield f"scenes, {_name(scenes.engine)}", cost

    work = "activities.face_track.work:track"
    for_faces = (
        TrackTask(video=video, audio=audio, duration=duration, detector=name)
        for name in catalog.FACE_DETECTORS.names()
    )
    faces, cost = _first(work, for_faces, answer=FaceTracks, folder=folder)
    yield f"faces, {_name(faces.engine)}", cost

    task = ListenTask(audio=audio, duration=duration)
    _, cost = in_child("activities.listen.work:listen", task, answer=Sound, folder=folder)
    yield "listen", cost

    work = "activities.transcribe.work:transcribe"
    for_speech = (
        TranscribeTask(audio=audio, duration=duration, engine=name, language=None)
        for name in catalog.TRANSCRIBERS.names()
    )
    speech, cost = _first(work, for_speech, answer=Transcript, folder=folder)
    yield f"transcribe, {_name(speech.engine)}", cost


def _first(work: str, tasks: Iterable[Value], *, answer: type[V], folder: Path) -> tuple[V, Cost]:
    """Do the first task whose engine can run here, as the activity does.

    Raises:
        EngineUnavailableError: none can.
    """
    failed = []
    for task in tasks:
        try:
            return in_child(work, task, answer=answer, folder=folder)
        except EngineUnavailableError as error:
            failed.append(str(error))
    raise EngineUnavailableError("; ".join(failed))


def _name(engine: str) -> str:
    """Return the name of an engine without its version and model."""
    return engine.split(maxsplit=1)[0]
