"""What runs in the process of this step."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from activities import catalog
from activities.face_track.contract import TrackTask
from activities.face_track.faces import mouths, tracks
from activities.face_track.pictures import look_through, sample_rate
from activities.face_track.sound import levels
from activities.face_track.speaking import turns
from activities.face_track.tracking import follow
from core.domain.faces import FaceTracks

# The share of the progress of this step that preparing the detector takes.
_PREPARED = 0.05


def track(task: TrackTask, report: Callable[[float], None]) -> FaceTracks:
    """Follow the faces of a recording. Without a face there are no tracks, and no error.

    Raises:
        EngineUnavailableError: the detector cannot run here and now.
        UnreadableMediaError: the video or the sound cannot be decoded.
    """
    detector = catalog.FACE_DETECTORS.load(task.detector)()
    detector.prepare(lambda done: report(done * _PREPARED))
    looks = look_through(
        Path(task.video),
        detector,
        duration=task.duration,
        report=lambda done: report(_PREPARED + done * (1 - _PREPARED)),
    )
    chains = follow(looks)
    level = np.zeros(0, np.float32) if task.audio is None else levels(Path(task.audio))
    return FaceTracks(
        engine=detector.engine,
        sample_rate=round(sample_rate(task.duration), 4),
        tracks=tracks(looks, chains),
        speaking=turns(mouths(looks, chains), level),
    )
