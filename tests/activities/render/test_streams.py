from itertools import count
from pathlib import Path

import ffmpeg as library
import numpy as np
import pytest
from PIL import Image

from activities.render.streams import Files, joined, together
from core import ffmpeg
from tests.activities.render.footage import frames, number, numbered

pytestmark = pytest.mark.media


def written(stream: object, folder: Path) -> Path:
    target = folder / "o.mkv"
    ffmpeg.run(library.get_args(library.output(stream, str(target), vcodec="ffv1", pix_fmt="gray")))
    return target


def test_a_picture_stands_for_as_long_as_it_is_asked_for(tmp_path: Path) -> None:
    """Its name is no pattern and no option."""
    file = tmp_path / "50%d [x]: 'y'.png"
    Image.fromarray(np.full((20, 30), 200, np.uint8)).save(file)
    files = Files(30, count())

    # The same picture twice is two inputs, which may be filtered alike.
    both = joined([files.picture(str(file), 4), files.picture(str(file), 4)], 30)

    shown = frames(written(both, tmp_path))
    assert len(shown) == 8
    assert all(frame.gray.shape == (20, 30) and abs(frame.gray.mean() - 200) < 2 for frame in shown)


def test_a_film_starts_where_it_is_told_and_its_last_picture_stays(tmp_path: Path) -> None:
    film = numbered(tmp_path / "film.mkv", seconds=3)

    opened = Files(30, count()).film(str(film), start=2.5, frames=20)

    shown = [number(frame) for frame in frames(written(opened, tmp_path))]
    assert shown == [*range(75, 90), *[89] * 5]


def test_two_streams_go_into_one_filter(tmp_path: Path) -> None:
    grounds = [
        library.input(f"color=0x{level}:size=32x32:rate=30:duration=0.1", f="lavfi")
        for level in ("404040", "c0c0c0")
    ]

    mixed = together("hstack", *grounds)

    (image, *_) = [frame.gray for frame in frames(written(mixed, tmp_path))]
    assert image.shape == (32, 64)
    assert image[:, :32].mean() < image[:, 32:].mean()
