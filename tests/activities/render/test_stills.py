from pathlib import Path

import numpy as np
import pytest

from activities.render import stills
from activities.render.thumbnail import Moment, Still
from activities.render.views import View
from core import ffmpeg
from core.domain.box import Box
from core.errors import UnreadableMediaError
from tests.activities.render.footage import Frame, number, numbered

pytestmark = pytest.mark.media

_PICTURE = Box(x=0, y=0, width=1, height=1)
WHOLE = View(window=_PICTURE, area=_PICTURE)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered(tmp_path_factory.mktemp("stills") / "s.mp4", seconds=6)


def shown(still: Still) -> int:
    return number(Frame(still.moment.at, still.image.mean(axis=2).astype(np.uint8)))


def test_each_picture_is_the_one_at_its_moment(source: Path) -> None:
    wanted = [0.0, 0.7, 2.5, 5.9]

    found = stills.read(source, [Moment(at, WHOLE) for at in wanted], 0)

    assert [shown(still) for still in found] == [round(at * 30) for at in wanted]


def test_a_window_is_cut_out(source: Path) -> None:
    window = View(window=Box(x=0.25, y=0.5, width=0.5, height=0.25), area=_PICTURE)

    (still,) = stills.read(source, [Moment(1.0, window)], 0)

    assert still.image.shape == (80, 90, 3)


def test_a_turned_recording_is_upright(source: Path, tmp_path: Path) -> None:
    lying = tmp_path / "lying.mp4"
    ffmpeg.run(["-i", str(source), "-vf", "transpose=cclock", "-an", "-t", "2", str(lying)])

    (still,) = stills.read(lying, [Moment(1.5, WHOLE)], 90)

    assert shown(still) == 45


def test_a_cut_is_a_large_change(tmp_path: Path) -> None:
    cut = "color=black:size=64x64:rate=30:duration=2,negate=enable='gte(n,30)'"
    ffmpeg.run(["-f", "lavfi", "-i", cut, "-c:v", "ffv1", str(tmp_path / "s.mkv")])

    before, at, after = stills.read(
        tmp_path / "s.mkv", [Moment(t, WHOLE) for t in (0.9, 1.0, 1.2)], 0
    )

    assert at.change > 100
    assert max(before.change, after.change) < 5


def test_a_moment_after_the_end_gets_the_last_picture(source: Path) -> None:
    (still,) = stills.read(source, [Moment(9.0, WHOLE)], 0)

    assert shown(still) == 179


def test_rubbish_is_not_readable(tmp_path: Path) -> None:
    (tmp_path / "s.mp4").write_bytes(b"rubbish")

    with pytest.raises(UnreadableMediaError):
        stills.read(tmp_path / "s.mp4", [Moment(0.0, WHOLE)], 0)
