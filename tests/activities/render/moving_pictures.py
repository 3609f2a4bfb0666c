"""One small clip of a still picture with a square, and what an effect makes of it."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import ffmpeg
from core.domain.plan import BrandPlan, EffectPlan, TransitionPlan
from core.domain.plan.effects import Option
from core.domain.span import Span
from tests.activities.render.footage import SAME_SHAPE, frames, media, plan
from tests.activities.render.plain_clips import drawn

FRAMES = 30
FIRST, LAST = 6, 24
"""The frames of the clip that an effect is asked for, half-open."""

Image = NDArray[np.uint8]


def affected(
    name: str,
    folder: Path,
    *,
    brand: BrandPlan | None = None,
    whole: bool = False,
    **options: Option,
) -> list[Image]:
    """Return the frames of a clip of 30 gray frames with a white square of 60 in their middle."""
    square = f"color=0x404040:size={SAME_SHAPE}:rate=30:duration=1,format=yuv444p"
    square += ",drawbox=x=60:y=130:w=60:h=60:color=white:t=fill"
    ffmpeg.run(["-f", "lavfi", "-i", square, "-c:v", "ffv1", str(folder / "square.mkv")])
    span = None if whole else Span(start=FIRST / 30, end=LAST / 30)
    effect = EffectPlan(name=name, span=span, options=options)
    made = plan((0, 1), media=media(1), effects=(effect,), brand=brand)
    return [frame.gray for frame in frames(drawn(folder / "square.mkv", made, folder=folder)[0])]


def passed(name: str, folder: Path, *, levels: tuple[int, int] = (60, 200)) -> list[Image]:
    """Return the frames of a clip of 30 frames whose 12 in the middle join two levels of gray."""
    picture = "color=0x{0:02x}{0:02x}{0:02x}:size=180x320:rate=30:duration=1"
    joined = ";".join(f"{picture.format(level)}[p{n}]" for n, level in enumerate(levels))
    joined += ";[p0][p1]concat"
    source = folder / "two.mkv"
    ffmpeg.run(["-f", "lavfi", "-i", joined, "-c:v", "ffv1", "-pix_fmt", "yuv444p", str(source)])
    transitions = (TransitionPlan(name=name, after=0, seconds=0.4),)
    made = plan((0.1, 0.6), (1.4, 1.9), media=media(2), transitions=transitions)
    return [frame.gray for frame in frames(drawn(source, made, folder=folder)[0])]


def check_passed(shown: list[Image], levels: tuple[int, int] = (60, 200)) -> None:
    """Both sides are as they were, to the frame, and the ends of the join look like them."""
    assert len(shown) == FRAMES
    for number, image in enumerate(shown):
        if number < 9 or number >= 21:
            level = levels[number >= 21]
            assert abs(image.astype(int) - level).max() <= 3, number
    near, far = abs(shown[9].mean() - levels[0]), abs(shown[20].mean() - levels[1])
    assert max(near, far) < 0.15 * (levels[1] - levels[0])


def side(image: Image) -> float:
    """Return the side of the square in pixels, to a part of a pixel."""
    light = np.clip((image.astype(float) - 64) / (255 - 64), 0, 1)
    return float(np.sqrt(light.sum()))


def middle(image: Image) -> tuple[float, float]:
    """Return where the middle of the square is, in pixels from the left and the top."""
    light = np.clip((image.astype(float) - 64) / (255 - 64), 0, 1)
    rows, columns = np.arange(image.shape[0]) + 0.5, np.arange(image.shape[1]) + 0.5
    return (
        float(light.sum(axis=0) @ columns / light.sum()),
        float(rows @ light.sum(axis=1) / light.sum()),
    )


def untouched(shown: list[Image]) -> bool:
    """Return whether all frames are there and those that were not asked for are as they were."""
    outside = [*shown[:FIRST], *shown[LAST:]]
    return len(shown) == FRAMES and all(abs(side(image) - 60) < 0.6 for image in outside)
