"""Layouts that change within a clip, and cameras that zoom: what each frame shows."""

import itertools
from pathlib import Path

import av
import numpy as np
import pytest

from core import ffmpeg
from core.domain.plan import CropKey, LayoutPlan, Panel, SceneLayout
from core.domain.span import Span
from tests.activities.render.footage import frames, media, plan
from tests.activities.render.plain_clips import bands, drawn, looking

pytestmark = pytest.mark.media


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bands(tmp_path_factory.mktemp("s") / "s.mkv", 20, 80, 160, 240, seconds=8)


def scene(name: str, start: float, end: float, *places: float) -> SceneLayout:
    panels = looking(*((x, 0.5, 0.2) for x in places))
    return SceneLayout(name=name, span=Span(start=start, end=end), panels=panels)


def test_each_scene_has_its_layout_from_its_first_to_its_last_frame(
    source: Path, tmp_path: Path
) -> None:
    """Darkest band by default, then the brightest over the middle ones, then the third."""
    scenes = (scene("split", 2.0, 3.0, 0.9, 0.4), scene("fixed", 3.0, 3.5, 0.6))
    layout = LayoutPlan(panels=looking((0.1, 0.5, 0.2)), scenes=scenes)
    made = plan((1.5, 2.5), (6.0, 7.0), (2.2, 4.0), media=media(8, 640, 360), layout=layout)

    shown = frames(drawn(source, made, folder=tmp_path)[0])

    def halves(number: int) -> tuple[int, int]:
        image = shown[number].gray
        parts = (image[10:150].mean(), image[170:310].mean())
        return tuple(int(np.argmin([abs(p - v) for v in (20, 80, 160, 240)])) for p in parts)  # type: ignore[return-value]

    # 15 dark, 15 split, 30 dark, 24 split, 15 of the third band, 15 dark.
    wanted = [(0, 0)] * 15 + [(3, 1)] * 15 + [(0, 0)] * 30
    wanted += [(3, 1)] * 24 + [(2, 2)] * 15 + [(0, 0)] * 15
    assert [halves(n) for n in range(len(shown))] == wanted


def test_a_camera_sees_its_key_in_a_scene_as_in_a_clip(source: Path, tmp_path: Path) -> None:
    """Frames of a later layout are counted from its own first one."""
    keys = (CropKey(at=2, x=0.1, y=0.5, size=0.2), CropKey(at=3, x=0.9, y=0.5, size=0.2))
    later = SceneLayout(name="follow", span=Span(start=2, end=4), panels=(Panel(crop=keys),))
    layout = LayoutPlan(panels=looking((0.6, 0.5, 0.2)), scenes=(later,))
    made = plan((1.0, 4.0), media=media(8, 640, 360), layout=layout)

    shown = [frame.gray.mean() for frame in frames(drawn(source, made, folder=tmp_path)[0])]

    assert shown[29] == pytest.approx(160, abs=12)
    assert shown[30] == shown[59] == pytest.approx(20, abs=12)
    assert shown[60] == shown[89] == pytest.approx(240, abs=12)


def test_a_zoom_comes_nearer_without_trembling(tmp_path: Path) -> None:
    """A white square grows smoothly to twice its size around the middle of the window."""
    seconds, side = 3.0, 60
    square = f"drawbox=x=320-{side}/2:y=180-{side}/2:w={side}:h={side}:color=white:t=fill"
    source = tmp_path / "s.mkv"
    picture = f"color=black:size=640x360:rate=30:duration={seconds},{square}"
    ffmpeg.run(["-f", "lavfi", "-i", picture, "-c:v", "ffv1", str(source)])
    keys = (CropKey(at=0, x=0.5, y=0.5), CropKey(at=2.5, x=0.5, y=0.5, size=0.5, ease=2.0))
    made = plan((0, 3), media=media(3, 640, 360), layout=LayoutPlan(panels=(Panel(crop=keys),)))

    shown = [frame.gray.astype(float) for frame in frames(drawn(source, made, folder=tmp_path)[0])]

    sides = [float(np.sqrt(image.sum() / 255)) for image in shown]
    small = side * 320 / 360
    assert sides[:15] == pytest.approx([small] * 15, rel=0.02)
    assert sides[-14:] == pytest.approx([2 * small] * 14, rel=0.02)
    assert all(after - before > -0.3 for before, after in itertools.pairwise(sides))
    middles = [
        (
            float(rows @ image.sum(axis=1)) / image.sum(),
            float(image.sum(axis=0) @ columns) / image.sum(),
        )
        for image in shown
        for rows, columns in [(np.arange(image.shape[0]), np.arange(image.shape[1]))]
    ]
    assert np.ptp(middles, axis=0) == pytest.approx([0, 0], abs=0.6)


def test_panels_of_an_odd_source_keep_its_colours(tmp_path: Path) -> None:
    source = tmp_path / "s.mkv"
    picture = "color=lime:size=321x181:rate=30:duration=0.3"
    arguments = ["-f", "lavfi", "-i", picture, "-c:v", "ffv1", "-pix_fmt", "yuv444p"]
    ffmpeg.run([*arguments, str(source)])
    layout = LayoutPlan(name="split", panels=looking((0.2, 0.5, 0.5), (0.8, 0.5, 0.5)))
    made = plan((0, 0.2), media=media(0.3, 321, 181), layout=layout)

    with av.open(str(drawn(source, made, folder=tmp_path)[0])) as container:
        light = next(container.decode(video=0)).to_ndarray()[:320]

    # The luma of pure green is 145 in BT.601, as the source has it, and 173 in BT.709.
    assert light.std() < 2
    assert light.mean() == pytest.approx(173, abs=2)
