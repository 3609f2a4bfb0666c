"""What of a clip's picture belongs to people, frame by frame, as a film of gray."""

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

from activities import catalog
from activities.render import looking
from activities.render.delivery import MATTE
from activities.render.seeing import Mask, Picture, Segmenter
from core.domain.plan import ClipPlan

# What engines look at: enough for the edge of a person, and a sixteenth of the work.
_LONGEST_SIDE = 480

# Rounds of this window, as a share of the longer side, bring the edge of a mask to the edges of
# the picture (guided filter: He, Sun and Tang 2010), where they are stronger than the noise.
_WINDOW = 0.02
_NOISE = 1e-3
# How far a mask may differ from the one before, where the network is unsure, so that edges do
# not tremble; and how far pictures differ, 0..1, when another shot begins.
_KEPT = 0.5
_OTHER_SHOT = 0.12
# What a mask says between these is spread over 0..1: the network leaves a veil over walls.
_LOW, _HIGH = 0.15, 0.85


def make(plan: ClipPlan, source: Path, *, engine: str, report: Callable[[float], None]) -> None:
    """Leave ``matte.mkv`` for a clip, as the engine of that name sees it.

    Raises:
        EngineUnavailableError: it cannot run here and now.
        ProcessFailedError: ffmpeg failed.
    """
    seeing = catalog.SEGMENTERS.load(engine)()
    seeing.prepare(lambda _: None)
    shown = looking.pictures(plan, source, longest=_LONGEST_SIDE, report=report)
    write(shown, seeing, fps=plan.output.fps)


def write(pictures: Iterator[Picture], engine: Segmenter, *, fps: int) -> None:
    """Leave ``matte.mkv`` with a gray frame for each picture, in its size. Lossless."""
    grays = ((mask * 255 + 0.5).astype(np.uint8) for mask in masks(pictures, engine))
    looking.write(grays, MATTE, pixels="gray", fps=fps)


def masks(pictures: Iterator[Picture], engine: Segmenter) -> Iterator[Mask]:
    """Yield what an engine sees, each in the size of its picture, calm and with sharp edges."""
    before: tuple[Picture, Mask] | None = None
    for picture in pictures:
        found = engine.person(picture)
        if before is not None and _difference(picture, before[0]) < _OTHER_SHOT:
            found = calmed(found, before[1])
        before = picture, found
        yield refined(found, picture)


def calmed(found: Mask, before: Mask) -> Mask:
    """Return a mask that stays more like the one before, the less sure the network is."""
    unsure = 1 - np.abs(2 * found - 1)
    share = _KEPT * unsure
    return np.asarray(found * (1 - share) + before * share, np.float32)


def refined(mask: Mask, picture: Picture) -> Mask:
    """Return a mask in the size of a picture, its edges where the picture has edges, 0..1."""
    height, width = picture.shape[:2]
    rough = np.asarray(cv2.resize(mask, (width, height)), np.float32)
    guide = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.float32) / np.float32(255)
    side = max(3, round(_WINDOW * max(height, width)) | 1)

    def mean(values: Mask) -> Mask:
        return np.asarray(cv2.blur(values, (side, side)), np.float32)

    middle, level = mean(guide), mean(rough)
    slope = (mean(guide * rough) - middle * level) / (mean(guide * guide) - middle**2 + _NOISE)
    fine = mean(slope) * guide + mean(level - slope * middle)
    return np.asarray(((fine - _LOW) / (_HIGH - _LOW)).clip(0, 1), np.float32)


def _difference(picture: Picture, before: Picture) -> float:
    return float(cv2.absdiff(picture[::4, ::4], before[::4, ::4]).mean()) / 255
