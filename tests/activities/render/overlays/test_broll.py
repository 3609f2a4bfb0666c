from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from activities.render import safe_area, timing
from core import ffmpeg
from core.domain.artifact import Artifact
from core.domain.plan import BRoll, ClipPlan
from core.domain.span import Span
from core.errors import InvalidPlanError
from tests.activities.render.branded_clips import RGB
from tests.activities.render.footage import Frame, frames, media, number, numbered, plan
from tests.activities.render.plain_clips import drawn

FILE = Artifact(key="workspace/files/broll", size=1)
PAGE = safe_area.page(180, 320)


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gray source, and footage whose frames tell their number."""
    folder = tmp_path_factory.mktemp("films")
    gray = "color=0x404040:size=180x320:rate=30:duration=4"
    ffmpeg.run(["-f", "lavfi", "-i", gray, "-c:v", "ffv1", str(folder / "gray.mkv")])
    numbered(folder / "broll.mp4", seconds=2)
    return folder


def film(path: Path, picture: str) -> None:
    codec = ["-c:v", "libx264", "-pix_fmt", "yuv420p"]
    ffmpeg.run(["-f", "lavfi", "-i", picture, *codec, str(path)])


def made(*spans: tuple[float, float], **broll: Any) -> ClipPlan:
    return plan(
        *spans, media=media(4, sound=False), broll=(BRoll.model_validate({"file": FILE, **broll}),)
    )


def shown(films: Path, folder: Path, wanted: ClipPlan, file: str = "broll.mp4") -> list[Frame]:
    files = {FILE.key: str(films / file)}
    return frames(drawn(films / "gray.mkv", wanted, folder=folder, files=files)[0])


def is_gray(frame: Frame) -> bool:
    return bool(abs(frame.gray.astype(int) - 0x40).max() <= 4)


@pytest.mark.media
def test_it_is_shown_in_its_span_to_the_frame_from_where_it_should(
    films: Path, tmp_path: Path
) -> None:
    wanted = made((0, 2), span=Span(start=0.5, end=1.5), skip=0.4)

    found = shown(films, tmp_path, wanted)

    assert len(found) == 60
    assert [is_gray(frame) for frame in found] == [not 15 <= n < 45 for n in range(60)]
    assert [number(frame) for frame in found[15:45]] == list(range(12, 42))


@pytest.mark.media
def test_it_stays_in_step_with_a_plan_that_is_cut(films: Path, tmp_path: Path) -> None:
    # The footage begins in the first span and goes on after 0.5 s of the source were cut out.
    wanted = made((0, 1), (1.5, 3), span=Span(start=0.8, end=2.1))

    found = shown(films, tmp_path, wanted)

    assert [is_gray(frame) for frame in found] == [not 24 <= n < 48 for n in range(75)]
    assert [number(frame) for frame in found[24:48]] == list(range(24))


@pytest.mark.media
def test_an_inset_stands_in_its_corner_in_its_own_shape(films: Path, tmp_path: Path) -> None:
    film(films / "wide.mp4", "color=red:size=320x180:rate=25:duration=1")
    span = Span(start=0, end=0.5)
    wanted = made((0, 1), span=span, way="inset", corner="bottom-left", width=0.5)

    found = shown(films, tmp_path, wanted, "wide.mp4")

    changed = abs(found[0].gray.astype(int) - 0x40) > 12
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    assert (columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1) == pytest.approx((90, 50), abs=3)
    assert columns[0] == pytest.approx(PAGE.left, abs=3)
    assert rows[-1] + 1 == pytest.approx(PAGE.bottom, abs=3)
    assert is_gray(found[15])


@pytest.mark.media
def test_footage_of_another_shape_fills_the_picture_uncropped_in_height(
    films: Path, tmp_path: Path
) -> None:
    halves = "color=black:size=320x180:rate=30:duration=1,drawbox=0:0:320:90:white:fill"
    film(films / "halves.mp4", halves)
    found = shown(films, tmp_path, made((0, 0.5), span=Span(start=0, end=0.5)), "halves.mp4")

    picture = found[3].gray.astype(int)
    assert picture[5:150].min() > 200
    assert picture[170:315].max() < 40


@pytest.mark.media
def test_a_phone_film_stands_upright(films: Path, tmp_path: Path) -> None:
    turned = films / "turned.mp4"
    halves = "color=black:size=320x180:rate=30:duration=1,drawbox=0:0:160:180:white:fill"
    film(films / "lying.mp4", halves)
    lying = ["-display_rotation:v:0", "90", "-i", str(films / "lying.mp4"), "-c", "copy"]
    ffmpeg.run([*lying, str(turned)])
    found = shown(films, tmp_path, made((0, 0.5), span=Span(start=0, end=0.5)), "turned.mp4")

    picture: RGB = found[3].gray.astype(np.int16)
    upper, lower = picture[20:140].mean(), picture[180:300].mean()
    assert abs(upper - lower) > 150


@pytest.mark.media
def test_footage_that_is_too_short_is_refused_with_what_there_is(
    films: Path, tmp_path: Path
) -> None:
    wanted = made((0, 3), span=Span(start=0.5, end=2.5), skip=0.5)

    with pytest.raises(InvalidPlanError, match=r"broll\.0\.span: 2\.00 s .* lasts 1\.50 s from"):
        shown(films, tmp_path, wanted)


@pytest.mark.media
@pytest.mark.parametrize(
    "content", [b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", b"ffconcat version 1.0\n", b"", b"x"]
)
def test_a_hostile_file_is_refused_by_name(films: Path, tmp_path: Path, content: bytes) -> None:
    (films / "hostile.mp4").write_bytes(content)

    with pytest.raises(InvalidPlanError, match=r"broll\.0\.file: .* is no whole MP4"):
        shown(films, tmp_path, made((0, 1), span=Span(start=0, end=1)), "hostile.mp4")


@pytest.mark.media
def test_what_is_not_shown_costs_nothing(films: Path, tmp_path: Path) -> None:
    outside = made((0, 1), span=Span(start=2, end=3))
    plain = outside.model_copy(update={"broll": ()})

    clips = [
        drawn(films / "gray.mkv", one, folder=tmp_path / str(n), files={})
        for n, one in enumerate((outside, plain))
    ]

    assert clips[0][0].read_bytes() == clips[1][0].read_bytes()
    with av.open(str(clips[0][0])) as container:
        assert container.streams.video[0].frames == timing.frame_count(plain)


def test_two_that_overlap_are_refused() -> None:
    one = {"file": FILE.model_dump(), "span": {"start": 0, "end": 2}}
    raw = plan((0, 4), media=media(4)).model_dump()
    raw["broll"] = [one, {**one, "span": {"start": 1, "end": 3}}]

    with pytest.raises(ValueError, match=r"broll: 0\.00-2\.00 s and 1\.00-3\.00 s overlap"):
        ClipPlan.model_validate(raw)
