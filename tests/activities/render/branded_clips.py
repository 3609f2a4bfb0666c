"""Small gray clips with what a brand draws on them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core import ffmpeg
from core.domain.artifact import Artifact
from tests.activities.render.footage import media, plan
from tests.activities.render.plain_clips import drawn

FILE = Artifact(key="workspace/brand/picture.png", size=1)
RGB = NDArray[np.int16]


def stored(folder: Path, size: tuple[int, int], colour: str) -> dict[str, str]:
    """Store a picture of one colour, and return the files of a plan."""
    path = folder / "stored.png"
    Image.new("RGB", size, colour).save(path)
    return {FILE.key: str(path)}


def branded(folder: Path, *, files: Mapping[str, str] | None = None, **wanted: Any) -> list[RGB]:
    """Return the frames in RGB of a clip of 30 dark gray frames."""
    source = folder / "gray.mkv"
    picture = "color=0x303030:size=180x320:rate=30:duration=1,format=yuv444p"
    ffmpeg.run(["-f", "lavfi", "-i", picture, "-c:v", "ffv1", str(source)])
    made = plan((0, 1), media=media(1), **wanted)
    clip = drawn(source, made, folder=folder / "clip", files=files)[0]
    with av.open(str(clip)) as container:
        shown = [frame.reformat(format="rgb24") for frame in container.decode(video=0)]
    return [frame.to_ndarray().astype(np.int16) for frame in shown]


def touched(image: RGB) -> tuple[int, int, int, int]:
    """Return left, top, right and bottom of what is not the gray of the clip, half-open."""
    changed = abs(image - 0x30).max(axis=2) > 12
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    assert rows.size, "nothing is drawn"
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def is_plain(image: RGB) -> bool:
    """Return whether nothing is drawn on a picture."""
    return bool(abs(image - 0x30).max() <= 12)
