"""Several clips of one source in one run: the same clips, for less."""

from hashlib import sha256
from pathlib import Path

import pytest

from activities.render import graph, timing
from activities.render.colours import Colours
from activities.render.decoding import Single, opened
from core.domain.plan import ClipPlan, CropKey, LayoutPlan, OutputPlan, Panel
from tests.activities.render.footage import SMALL, frames, media, number, numbered, plan
from tests.activities.render.plain_clips import QUICK, drawn

pytestmark = pytest.mark.media
SHAPES = (SMALL, OutputPlan(width=180, height=180), OutputPlan(width=320, height=180))


def inputs(source: Path, *plans: ClipPlan) -> int:
    """Return how often a run of the plans opens the source."""
    builds = [graph.Build(made, "s.aac", QUICK, f"{n}.mp4") for n, made in enumerate(plans)]
    return graph.clips(builds, source, Colours(1, 1, 360)).count(str(source))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered(tmp_path_factory.mktemp("source") / "source.mp4", seconds=14, fps="30000/1001")


def test_clips_that_overlap_share_a_decoder(source: Path) -> None:
    clips = [plan((start, start + 20), media=media(90)) for start in (0, 10, 25)]

    assert inputs(source, *clips) == 1


def test_clips_that_do_not_overlap_read_for_themselves(source: Path) -> None:
    assert inputs(source, plan((0, 5), media=media(90)), plan((5, 9), media=media(90))) == 2


def test_several_shapes_of_the_same_cuts_share_every_decoder(source: Path) -> None:
    clips = [plan((40, 45), (0, 20), media=media(90), output=shape) for shape in SHAPES]

    assert inputs(source, *clips) == 2


def test_clips_that_jump_differently_do_not_wait_for_each_other(source: Path) -> None:
    """One that shows the end first would keep all that the other needs until then in memory."""
    first, second = plan((40, 45), (0, 20), media=media(90)), plan((0, 20), media=media(90))

    assert inputs(source, first, second) == 3


def test_a_moment_that_is_shown_twice_is_read_twice(source: Path) -> None:
    made = plan((10, 15), (10, 15), media=media(90))
    readings = timing.readings(timing.pieces(made))

    one, other = opened(source, [readings])[0]

    assert isinstance(one, Single)
    assert isinstance(other, Single)
    assert one.seek == other.seek
    assert inputs(source, made) == 2


def test_together_each_clip_is_the_one_it_is_alone(source: Path, tmp_path: Path) -> None:
    length = media(14, fps=30000 / 1001)
    keys = (CropKey(at=3, x=0.5, y=0.4), CropKey(at=5, x=0.5, y=0.6, ease=1))
    moving = LayoutPlan(panels=(Panel(crop=keys),))
    wide = OutputPlan(width=180, height=180)
    plans = [
        plan((2.017, 5.6), media=length),
        plan((3.9111, 6.0), (6.5, 7.7), media=length),
        plan((3.0, 6.0), media=length, output=wide, layout=moving),
        plan((11.0, 12.0), (2.0, 2.5), media=length),
        plan((11.0, 12.0), (2.0, 2.5), media=length, output=wide),
    ]

    together = drawn(source, *plans, folder=tmp_path / "together")
    alone = [drawn(source, made, folder=tmp_path / str(n))[0] for n, made in enumerate(plans)]

    for one, other in zip(together, alone, strict=True):
        assert sha256(one.read_bytes()).digest() == sha256(other.read_bytes()).digest()
    first = [number(frame) for frame in frames(together[0])]
    assert first[0] == round(2.017 * 30000 / 1001)
    assert len(first) == timing.frame_count(plans[0])
