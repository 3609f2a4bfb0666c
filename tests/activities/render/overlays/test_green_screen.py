from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from activities.render.delivery import MATTE
from core import ffmpeg
from core.domain.plan import ClipPlan, GreenScreen
from core.errors import InvalidPlanError
from tests.activities.render.branded_clips import FILE, RGB, stored
from tests.activities.render.footage import media, plan
from tests.activities.render.plain_clips import drawn

BODY = (slice(130, 280), slice(70, 110))
AROUND = (slice(10, 100), slice(5, 175))


def screened(
    folder: Path,
    wanted: GreenScreen,
    *,
    screen: str = "0x00b140",
    body: str = "0xc89070",
    files: dict[str, str] | None = None,
) -> RGB:
    """Return the middle frame of a clip in which a body of one colour stands before a screen."""
    source = folder / "screen.mkv"
    picture = f"color={screen}:size=180x320:rate=30:duration=0.4,format=gbrp"
    picture += f",drawbox=x=60:y=120:w=60:h=200:color={body}:t=fill"
    tagged = ["-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv444p"]
    tagged += ["-colorspace", "bt709", "-c:v", "ffv1"]
    ffmpeg.run(["-f", "lavfi", "-i", picture, *tagged, str(source)])
    made = plan((0, 0.4), media=media(0.4, sound=False), green_screen=wanted)
    clip = drawn(source, made, folder=folder / "clip", files=files)[0]
    with av.open(str(clip)) as container:
        shown = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(shown) == 12
    return shown[6].astype(np.int16)


def mean(image: RGB, part: tuple[slice, slice]) -> list[float]:
    return [float(value) for value in image[part].reshape(-1, 3).mean(axis=0)]


@pytest.mark.media
@pytest.mark.parametrize("screen", ["0x00b140", "0x10a048", "0x00d050"])
def test_a_screen_gives_way_to_a_colour_and_who_stands_before_it_stays(
    tmp_path: Path, screen: str
) -> None:
    image = screened(tmp_path, GreenScreen(colour="#2040a0"), screen=screen)

    assert mean(image, AROUND) == pytest.approx([0x20, 0x40, 0xA0], abs=5)
    assert mean(image, BODY) == pytest.approx([0xC8, 0x90, 0x70], abs=6)


@pytest.mark.media
def test_a_blue_screen_gives_way_to_a_picture(tmp_path: Path) -> None:
    wanted = GreenScreen(key="#0047bb", file=FILE)
    files = stored(tmp_path, (900, 300), "#ff8000")

    image = screened(tmp_path, wanted, screen="0x0047bb", files=files)

    assert mean(image, AROUND) == pytest.approx([255, 128, 0], abs=6)
    assert mean(image, BODY) == pytest.approx([0xC8, 0x90, 0x70], abs=6)


@pytest.mark.media
@pytest.mark.parametrize("body", ["0x202020", "0xf0f0f0", "0x603828", "0xffe0d0", "0x303060"])
def test_skin_hair_and_cloth_of_every_colour_stay(tmp_path: Path, body: str) -> None:
    image = screened(tmp_path, GreenScreen(colour="#ff00ff"), body=body)

    wanted = [int(body[n : n + 2], 16) for n in (2, 4, 6)]
    assert mean(image, BODY) == pytest.approx(wanted, abs=8)


@pytest.mark.media
def test_what_the_screen_sheds_on_people_is_taken_out(tmp_path: Path) -> None:
    image = screened(tmp_path, GreenScreen(colour="#808080"), body="0xa0b090")

    red, green, blue = mean(image, BODY)
    assert green <= max(red, blue) + 4


@pytest.mark.media
def test_a_matte_decides_who_stays_to_the_frame(tmp_path: Path) -> None:
    # White in the left half, and in the second half of the clip in the right one.
    matte = tmp_path / "matte.mkv"
    halves = "color=black:size=90x160:rate=30:duration=0.4,format=gray"
    halves += ",drawbox=0:0:45:160:white:fill:enable='lt(n,6)'"
    halves += ",drawbox=45:0:45:160:white:fill:enable='gte(n,6)'"
    ffmpeg.run(["-f", "lavfi", "-i", halves, "-c:v", "ffv1", str(matte)])
    wanted = GreenScreen(engine="selfie", colour="#2040a0")

    image = screened(tmp_path, wanted, files={MATTE: str(matte)})

    left, right = (slice(10, 100), slice(5, 80)), (slice(10, 100), slice(100, 175))
    assert mean(image, left) == pytest.approx([0x20, 0x40, 0xA0], abs=5)
    assert mean(image, right) == pytest.approx([0, 0xB1, 0x40], abs=5)


@pytest.mark.media
def test_a_background_may_be_blurred_behind_people(tmp_path: Path) -> None:
    matte = tmp_path / "matte.mkv"
    body = "color=black:size=180x320:rate=30:duration=0.4,format=gray"
    body += ",drawbox=60:120:60:200:white:fill"
    ffmpeg.run(["-f", "lavfi", "-i", body, "-c:v", "ffv1", str(matte)])

    image = screened(tmp_path, GreenScreen(engine="selfie"), files={MATTE: str(matte)})

    assert mean(image, BODY) == pytest.approx([0xC8, 0x90, 0x70], abs=6)
    edge = image[200, 30:60].astype(int)
    assert edge[-3, 0] > edge[0, 0] + 20, "the body is blurred into the background"


@pytest.mark.media
def test_a_hostile_picture_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "behind.png"
    path.write_bytes(b"#EXTM3U\nfile:///etc/passwd\n")

    with pytest.raises(InvalidPlanError, match=r"green_screen\.file: .* is no whole PNG"):
        screened(tmp_path, GreenScreen(file=FILE), files={FILE.key: str(path)})


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ({}, "give a file or a colour"),
        ({"colour": "green"}, "colour"),
        ({"key": "#12", "colour": "#000000"}, "key"),
        ({"similarity": 0, "colour": "#000000"}, "similarity"),
    ],
)
def test_a_screen_that_makes_no_sense_is_refused(wanted: dict[str, Any], said: str) -> None:
    raw = {**plan((0, 1), media=media(2)).model_dump(), "green_screen": wanted}

    with pytest.raises(ValueError, match=said):
        ClipPlan.model_validate(raw)
