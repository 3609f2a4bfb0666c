"""The eyes of a clip as they should look, frame by frame, as a film to lay over it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from activities import catalog
from activities.render import looking
from activities.render.delivery import EYES
from activities.render.seeing import EyeTurner, Picture
from core.domain.plan import ClipPlan


def make(plan: ClipPlan, source: Path, *, engine: str, report: Callable[[float], None]) -> None:
    """Leave ``eyes.mkv`` for a clip, as the engine of that name draws them.

    Raises:
        EngineUnavailableError: it cannot run here and now.
        ProcessFailedError: ffmpeg failed.
    """
    turner = catalog.EYE_TURNERS.load(engine)()
    turner.prepare(lambda _: None)
    shown = looking.pictures(plan, source, report=report)
    looking.write(layers(shown, turner), EYES, pixels="bgra", fps=plan.output.fps)


def layers(pictures: Iterator[Picture], turner: EyeTurner) -> Iterator[NDArray[np.uint8]]:
    """Yield what lies over each picture: blue, green, red and how visible they are."""
    for picture in pictures:
        layer = np.zeros((*picture.shape[:2], 4), np.uint8)
        for x, y, drawn, visible in turner.turned(picture):
            rows, columns = drawn.shape[:2]
            part = layer[y : y + rows, x : x + columns]
            part[..., :3] = drawn
            part[..., 3] = visible * 255 + 0.5
        yield layer
