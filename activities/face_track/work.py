"""What runs in the processes of this step."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from activities import catalog
from activities.face_track import faces
from activities.face_track.base import ActiveSpeaker, Engine, Sound
from activities.face_track.contract import Engines, Tracked, TrackTask
from activities.face_track.crops import CropFile
from activities.face_track.join import joined
from activities.face_track.look import Look
from activities.face_track.persons import with_persons
from activities.face_track.sound import Silence, SoundFile
from activities.face_track.speaking import Evidence, turns
from activities.face_track.tracking import Chain, follow
from activities.face_track.watching import MAX_FACES, Eyes, sample_rate, watch
from core.domain.faces import SpeakerTurn
from core.domain.part import JoinTask
from core.errors import EngineUnavailableError
from core.registry import Registry

E = TypeVar("E", bound=Engine)
Report = Callable[[float], None]

_CROWD = f"more than {MAX_FACES} faces are seen at once; the largest {MAX_FACES} are followed"

# The share of the progress of this step that preparing the engines takes.
_PREPARED = 0.05


def track(task: TrackTask, report: Report) -> Tracked:
    """Follow the faces of a part. Without a face there are no tracks, and no error.

    Raises:
        EngineUnavailableError: the detector, or no engine of a kind, can run here and now.
        UnreadableMediaError: the video or the sound cannot be decoded.
    """
    detector = catalog.FACE_DETECTORS.load(task.detector)()
    detector.prepare(lambda done: report(done * _PREPARED))
    chosen = _Chosen(task.engines)
    speaker, embedder = chosen.speaker, chosen.embedder
    crops = CropFile(Path("crops")) if speaker.wants_crops and task.audio else None
    eyes = Eyes(detector, embedder, chosen.people, mouths=task.audio is not None, crops=crops)
    seen = watch(
        Path(task.video),
        eyes,
        duration=task.duration,
        report=lambda done: report(_PREPARED + done * (1 - _PREPARED)),
    )
    chains, bodies = follow(seen.faces), follow(seen.bodies)
    found = faces.tracks(seen.faces, chains)
    found += faces.tracks(seen.bodies, bodies, first=len(found) + 1, kind="body")
    sound = SoundFile(Path(task.audio)) if task.audio else Silence()
    names = (detector.engine, embedder.engine, *((speaker.engine,) if task.audio else ()))
    return Tracked(
        engine=", ".join(names),
        sample_rate=round(sample_rate(task.duration), 4),
        tracks=with_persons(found, embedder.same),
        speaking=_speaking(seen.faces, chains, speaker, sound, crops=crops),
        views=seen.views,
        note="; ".join([*chosen.notes, *([_CROWD] if seen.crowd else [])]),
        same=embedder.same,
    )


def join(task: JoinTask, _: Report) -> Tracked:
    """Return the faces of a recording from those of its parts."""
    return joined(
        (piece.part, Tracked.model_validate_json(Path(piece.path).read_bytes()))
        for piece in task.pieces
    )


class _Chosen:
    """The first engine of each kind that can run, and why those before it cannot."""

    def __init__(self, engines: Engines) -> None:
        self.notes: list[str] = []
        self.embedder = self._first(catalog.FACE_EMBEDDERS, engines.embedders)
        self.speaker = self._first(catalog.ACTIVE_SPEAKERS, engines.speakers)
        self.people = self._first(catalog.PERSON_DETECTORS, engines.people)

    def _first(self, table: Registry[type[E]], names: Sequence[str]) -> E:
        failed = []
        for name in names:
            try:
                engine = table.load(name)()
                engine.prepare(lambda _: None)
            except EngineUnavailableError as error:
                failed.append(f"{name} could not be used: {error}")
            else:
                self.notes += failed
                return engine
        raise EngineUnavailableError("; ".join(failed))


def _speaking(
    looks: Sequence[Look],
    chains: Sequence[Chain],
    speaker: ActiveSpeaker,
    sound: Sound,
    *,
    crops: CropFile | None,
) -> tuple[SpeakerTurn, ...]:
    found = []
    if len(sound.level):
        for number, chain in enumerate(chains, start=1):
            face, known = faces.visible(looks, chain, crops)
            values = np.where(known, speaker.evidence(face, sound), 0.0)
            found.append(Evidence(number, face.first, values))
    return turns(found, np.asarray(sound.level))
