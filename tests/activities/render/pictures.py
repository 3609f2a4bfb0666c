"""Captions drawn by libass on a flat ground."""

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from activities.render import captioning
from core import ffmpeg
from core.domain.plan import BrandPlan, CaptionPlan, CaptionWord, ClipPlan, OutputPlan
from tests.activities.render.footage import media, plan

GROUND = 0x60

Picture = NDArray[np.uint8]
"""Height, width, RGB."""


def captioned(
    words: Sequence[CaptionWord],
    *,
    size: tuple[int, int] = (540, 960),
    platform: str | None = None,
    brand: BrandPlan | None = None,
    **captions: object,
) -> ClipPlan:
    """Return a plan of those words."""
    seconds = max(word.end for word in words) + 0.5
    return plan(
        (0, seconds),
        media=media(seconds),
        captions=CaptionPlan.model_validate({"words": tuple(words), **captions}),
        output=OutputPlan(width=size[0], height=size[1], platform=platform),
        brand=brand,
    )


def said(text: str, step: float = 0.4, **fields: object) -> list[CaptionWord]:
    """Return the words of a text, one after the other."""
    return [
        CaptionWord.model_validate(
            {"text": word, "start": n * step, "end": (n + 1) * step, **fields}
        )
        for n, word in enumerate(text.split())
    ]


def drawn(folder: Path, made: ClipPlan, rate: float = 2.0) -> list[Picture]:
    """Return every picture of the captions of a plan, so many a second."""
    shown = captioning.of(made)
    assert shown is not None
    folder.mkdir(parents=True, exist_ok=True)
    shown.write(folder / "captions.ass", folder / "fonts")
    width, height = made.output.width, made.output.height
    ground = f"color=0x{GROUND:02x}{GROUND:02x}{GROUND:02x}:size={width}x{height}"
    source = f"{ground}:rate={rate}:duration={made.duration},format=gbrp"
    burned = f"ass={folder}/captions.ass:fontsdir={folder}/fonts"
    target = folder / "o.mkv"
    ffmpeg.run(["-f", "lavfi", "-i", source, "-vf", burned, "-c:v", "ffv1", str(target)])
    with av.open(str(target)) as container:
        frames = container.decode(video=0)
        return [frame.to_ndarray(format="rgb24").astype(np.uint8) for frame in frames]
