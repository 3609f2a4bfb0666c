"""What runs in the process of this step."""

from collections.abc import Callable
from pathlib import Path

from activities import catalog
from activities.scenes.contract import DetectTask
from activities.scenes.ends import end_to_end
from activities.scenes.join import joined
from activities.scenes.reading import pictures
from activities.scenes.watching import Watcher
from core.domain.part import JoinTask
from core.domain.scenes import Scenes

_LOOKS_BETWEEN_REPORTS = 150


def detect(task: DetectTask, report: Callable[[float], None]) -> Scenes:
    """Find the scenes of a part.

    Raises:
        EngineUnavailableError: the detector cannot run here and now.
        UnreadableMediaError: the video cannot be decoded.
    """
    detector = catalog.SCENE_DETECTORS.load(task.detector)()
    detector.prepare(lambda _: None)
    watcher = Watcher()
    for count, seen in enumerate(pictures(Path(task.video))):
        detector.see(seen)
        watcher.see(seen)
        if count % _LOOKS_BETWEEN_REPORTS == 0 and task.duration > 0:
            report(min(1.0, seen.at / task.duration))
    cuts = detector.cuts()
    fades = watcher.fades(cuts)
    middles = [(fade.start + fade.end) / 2 for fade in fades]
    return Scenes(
        engine=detector.engine,
        scenes=end_to_end([*cuts, *middles], task.duration),
        fades=tuple(fades),
        black=watcher.black(task.duration),
        still=watcher.still(task.duration),
        picture=watcher.picture(),
    )


def join(task: JoinTask, report: Callable[[float], None]) -> Scenes:
    """Put the scenes of all parts together."""
    pieces = [
        (piece.part, Scenes.model_validate_json(Path(piece.path).read_bytes()))
        for piece in task.pieces
    ]
    report(0.5)
    return joined(pieces, task.duration)
