"""What the pictures of a clip show, over every kind of source."""

from pathlib import Path

import av
import numpy as np
import pytest

from activities.render.timing import pieces
from core import ffmpeg
from core.domain.plan import ClipPlan, CropKey, LayoutPlan, OutputPlan, Panel
from tests.activities.render.footage import (
    Frame,
    built,
    clicks,
    flashes,
    frames,
    media,
    number,
    numbered,
    plan,
)

pytestmark = pytest.mark.media


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered(tmp_path_factory.mktemp("source") / "source.mkv", seconds=20)


def expected(made: ClipPlan) -> list[int]:
    """Return the numbers of the source's frames that the clip shows, at 30 frames per second."""
    return [round(piece.start * 30) + n for piece in pieces(made) for n in range(piece.frames)]


@pytest.mark.parametrize(
    "spans",
    [
        [(3.0, 6.0)],
        [(0.0, 1.5)],
        [(3.0, 5.5), (7.2, 8.7), (8.9, 9.4)],
        [(15.0, 16.0), (2.3, 4.5), (2.0, 2.4)],
    ],
    ids=["one", "from the start", "near each other", "out of order"],
)
def test_a_clip_shows_exactly_the_frames_of_its_spans(
    source: Path, tmp_path: Path, spans: list[tuple[float, float]]
) -> None:
    made = plan(*spans, media=media(20))

    clip, rendered = built(source, made, tmp_path)

    shown = frames(clip)
    assert [number(frame) for frame in shown] == expected(made)
    assert rendered.duration == pytest.approx(made.duration, abs=0.5 / 30)
    assert [frame.at for frame in shown] == pytest.approx([n / 30 for n in range(len(shown))])


def test_spans_between_frames_are_met_within_half_a_frame(source: Path, tmp_path: Path) -> None:
    made = plan((3.0111, 4.5), (6.017, 7.2), (9.9, 11.0049), media=media(20))

    shown = frames(built(source, made, tmp_path)[0])

    assert len(shown) == round(made.duration * 30)
    before = 0
    for span in made.spans:
        assert abs(number(shown[before]) / 30 - span.start) <= 0.5 / 30 + 0.5 / 30
        before = round(sum(s.duration for s in made.spans if s.end <= span.end) * 30)


def test_sound_and_picture_stay_together_over_joins(source: Path, tmp_path: Path) -> None:
    made = plan((2.5, 4.7), (6.6, 8.3), (14.4, 16.6), media=media(20))

    clip, _ = built(source, made, tmp_path)

    seen, heard = flashes(frames(clip)), clicks(clip)
    assert len(seen) == 6
    assert heard == pytest.approx(seen, abs=1 / 30)


def test_a_click_is_heard_when_it_happened(source: Path, tmp_path: Path) -> None:
    clip, _ = built(source, plan((4.25, 7.25), media=media(20)), tmp_path)

    assert clicks(clip) == pytest.approx([0.75, 1.75, 2.75], abs=0.001)


@pytest.mark.parametrize("fps", ["30000/1001", "24", "60", "50"])
def test_other_rates_become_constant_without_losing_time(tmp_path: Path, fps: str) -> None:
    rate = eval(fps)
    source = numbered(tmp_path / "s.mp4", seconds=8, fps=fps, arguments=("-c:a", "aac"))

    clip, _ = built(source, plan((2.0, 6.0), media=media(8, fps=rate)), tmp_path)

    shown = frames(clip)
    assert len(shown) == 120
    for n, frame in enumerate(shown):
        assert abs(number(frame) / rate - (2 + n / 30)) <= 0.5 / rate + 0.5 / 30


def test_sixty_frames_per_second_are_kept(tmp_path: Path) -> None:
    source = numbered(tmp_path / "s.mkv", seconds=4, fps="60")
    output = OutputPlan(width=180, height=320, fps=60)

    clip, _ = built(source, plan((1.0, 3.0), media=media(4, fps=60), output=output), tmp_path)

    assert [number(frame) for frame in frames(clip)] == list(range(60, 180))


def test_a_variable_rate_shows_what_stood_at_each_time(tmp_path: Path) -> None:
    holes = "select='not(between(mod(n\\,60)\\,5\\,50))'"
    steady = numbered(tmp_path / "steady.mkv", seconds=8)
    source = tmp_path / "s.mkv"
    arguments = ["-i", str(steady), "-vf", holes, "-fps_mode", "vfr", "-c:v", "libx264"]
    ffmpeg.run([*arguments, "-preset", "ultrafast", "-c:a", "copy", str(source)])

    shown = frames(built(source, plan((2.5, 6.5), media=media(8)), tmp_path)[0])

    assert len(shown) == 120
    wanted = [n if not 5 <= n % 60 <= 50 else n - n % 60 + 4 for n in range(75, 195)]
    assert [number(frame) for frame in shown] == wanted


def test_sound_that_starts_late_stays_late(source: Path, tmp_path: Path) -> None:
    late = tmp_path / "late.mkv"
    inputs = ["-i", str(source), "-itsoffset", "0.5", "-i", str(source)]
    ffmpeg.run([*inputs, "-map", "0:v", "-map", "1:a", "-c", "copy", "-t", "8", str(late)])

    clip, _ = built(late, plan((0.0, 3.2), media=media(8)), tmp_path)

    assert clicks(clip) == pytest.approx([0.5, 1.5, 2.5], abs=0.002)


def test_a_container_that_counts_from_elsewhere_makes_no_difference(
    source: Path, tmp_path: Path
) -> None:
    stream = tmp_path / "s.ts"
    codecs = ["-c:v", "copy", "-c:a", "aac", "-t", "10", "-output_ts_offset", "100"]
    ffmpeg.run(["-i", str(source), *codecs, str(stream)])

    clip, _ = built(stream, plan((3.0, 5.0), media=media(10)), tmp_path)

    shown = frames(clip)
    assert len(shown) == 60
    assert all(abs(number(frame) - (90 + n)) <= 1 for n, frame in enumerate(shown))
    assert clicks(clip)[-1] == pytest.approx(flashes(shown)[-1], abs=1 / 30)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("closed.ts", ("-g", "45")),
        ("open.ts", ("-preset", "veryfast", "-g", "60", "-x264-params", "open-gop=1")),
        ("long.ts", ("-g", "250", "-output_ts_offset", "100")),
        ("key.flv", ("-g", "90")),
    ],
)
def test_a_container_without_an_index_begins_in_time(
    source: Path, tmp_path: Path, name: str, arguments: tuple[str, ...]
) -> None:
    stream = tmp_path / name
    coding = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    ffmpeg.run(["-i", str(source), *coding, "-t", "13", *arguments, str(stream)])
    times = source_times(stream)

    for start in (0.0, 2.6, 5.5, 9.3):
        made = plan((start, start + 1.2), media=media(13))
        clip, _ = built(stream, made, tmp_path / str(start))

        shown = frames(clip)
        assert len(shown) == 36
        for n, frame in enumerate(shown):
            assert abs(times[number(frame)] - (start + n / 30)) <= 0.5 / 30 + 0.002 or n == 0
        assert clicks(clip)[-1] == pytest.approx(flashes(shown)[-1], abs=1 / 30)


def source_times(path: Path) -> dict[int, float]:
    """Return when frames are shown in a recording, by their numbers, from its beginning on."""
    with av.open(str(path)) as container:
        begin = (container.start_time or 0) / av.time_base
        grays = [
            (frame.time, frame.reformat(format="gray").to_ndarray().astype(np.uint8))
            for frame in container.decode(video=0)
        ]
    return {number(Frame(at, gray)): at - begin for at, gray in grays if at is not None}


def test_the_last_picture_stays_when_sound_goes_on(source: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.mkv"
    inputs = ["-t", "3", "-i", str(source), "-t", "4", "-i", str(source)]
    ffmpeg.run([*inputs, "-map", "0:v", "-map", "1:a", "-c", "copy", str(short)])

    shown = frames(built(short, plan((2.0, 4.0), media=media(4)), tmp_path)[0])

    numbers = [number(frame) for frame in shown]
    assert len(numbers) == 60
    assert numbers[:30] == list(range(60, 90))
    assert set(numbers[31:]) == {numbers[31]}


def colour_bars(path: Path, *arguments: str, size: str = "320x180") -> Path:
    """Make a recording that is red on the left, green in the middle, blue on the right."""
    third = "drawbox=x=iw/3:w=iw/3:color=lime:t=fill,drawbox=x=2*iw/3:w=iw/3:color=blue:t=fill"
    picture = f"color=red:size={size}:rate=30:duration=2,{third}"
    ffmpeg.run(["-f", "lavfi", "-i", picture, *arguments, str(path)])
    return path


def middle_colour(clip: Path) -> tuple[int, int, int]:
    with av.open(str(clip)) as container:
        frame = next(container.decode(video=0))
        image = frame.reformat(format="rgb24").to_ndarray()
    height, width = image.shape[:2]
    patch = image[height // 2 - 8 : height // 2 + 8, width // 2 - 8 : width // 2 + 8]
    red, green, blue = (int(value) for value in patch.reshape(-1, 3).mean(axis=0))
    return red, green, blue


@pytest.mark.parametrize(
    ("name", "size", "arguments"),
    [
        ("odd.mkv", "321x181", ("-c:v", "ffv1", "-pix_fmt", "yuv444p")),
        ("ten-bit.mkv", "320x180", ("-c:v", "ffv1", "-pix_fmt", "yuv420p10le")),
        ("rgb.mkv", "320x180", ("-c:v", "ffv1", "-pix_fmt", "bgr0")),
        ("full-range.mp4", "320x180", ("-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj422p")),
        ("alpha.mov", "320x180", ("-c:v", "qtrle", "-pix_fmt", "argb")),
    ],
)
def test_any_pixel_format_and_size_keeps_its_colours(
    tmp_path: Path, name: str, size: str, arguments: tuple[str, ...]
) -> None:
    source = colour_bars(tmp_path / name, *arguments, size=size)
    width, height = map(int, size.split("x"))

    clip, _ = built(source, plan((0, 1), media=media(2, width, height, sound=False)), tmp_path)

    red, green, blue = middle_colour(clip)
    assert green > 225
    assert max(red, blue) < 30


def test_squeezed_pixels_are_shown_wide(tmp_path: Path) -> None:
    """A circle in the source is a circle in the clip."""
    squeezed = "geq=lum='if(lt(hypot((X-80)*2,Y-90),40),235,16)':cb=128:cr=128,setsar=2"
    picture = f"color=black:size=160x180:rate=30:duration=1,{squeezed}"
    source = tmp_path / "s.mkv"
    ffmpeg.run(["-f", "lavfi", "-i", picture, "-c:v", "ffv1", str(source)])

    made = plan((0, 0.5), media=media(1, 320, 180, sound=False))
    white = frames(built(source, made, tmp_path)[0])[0].gray > 128
    made = made.model_copy(update={"layout": LayoutPlan(name="fit")})
    whole = frames(built(source, made, tmp_path / "fit")[0])[0].gray[110:210] > 160

    assert white.sum(axis=1).max() == pytest.approx(white.sum(axis=0).max(), rel=0.06)
    assert whole.sum(axis=1).max() == pytest.approx(whole.sum(axis=0).max(), rel=0.06)


def test_a_turned_recording_is_shown_upright(source: Path, tmp_path: Path) -> None:
    """Stored on its side and marked so, as telephones do."""
    lying, turned = tmp_path / "lying.mp4", tmp_path / "turned.mp4"
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-t", "3", "-an"]
    ffmpeg.run(["-i", str(source), "-vf", "transpose=cclock", *codecs, str(lying)])
    ffmpeg.run(["-display_rotation:v:0", "-90", "-i", str(lying), "-c", "copy", str(turned)])

    made = plan((1.0, 2.0), media=media(3, sound=False, rotation=90))
    shown = frames(built(turned, made, tmp_path)[0])

    assert [number(frame) for frame in shown] == list(range(30, 60))


def test_a_bright_hdr_recording_is_not_washed_out(tmp_path: Path) -> None:
    """White paper at 203 nits, as ITU-R BT.2408 places it, is neither gray nor clipped."""
    tags = "setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc:range=tv"
    # The PQ code for 203 nits is 58 % of the signal.
    picture = f"color=black:size=320x180:rate=30:duration=1,format=yuv420p10le,geq=lum=572:cb=512:cr=512,{tags}"  # noqa: E501
    source = tmp_path / "s.mkv"
    ffmpeg.run(["-f", "lavfi", "-i", picture, "-c:v", "ffv1", str(source)])

    clip, _ = built(source, plan((0, 0.5), media=media(1, 320, 180, sound=False)), tmp_path)

    red, green, blue = middle_colour(clip)
    assert max(red, green, blue) - min(red, green, blue) <= 4
    assert 165 <= green <= 250


def test_the_crop_follows_its_keys(tmp_path: Path) -> None:
    """A marker that runs across the picture is whole in every frame."""
    seconds, side = 6.0, 24
    where = f"20+(640-40-{side})*t/{seconds}"
    picture = f"color=black:size=640x360:rate=30:duration={seconds}"
    # drawbox takes its place once; overlay takes it at every frame.
    marker = f"color=white:size={side}x{side}:rate=30:duration={seconds}"
    graph = f"[0][1]overlay=x='{where}':y=168"
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", marker]
    source = tmp_path / "s.mkv"
    ffmpeg.run([*inputs, "-filter_complex", graph, "-c:v", "ffv1", str(source)])
    keys = tuple(
        CropKey(at=at, x=(20 + side / 2 + (640 - 40 - side) * at / seconds) / 640, y=0.5, ease=1.0)
        for at in range(7)
    )
    made = plan((0.5, 5.5), media=media(6, 640, 360, sound=False))
    made = made.model_copy(update={"layout": LayoutPlan(panels=(Panel(crop=keys),))})

    shown = frames(built(source, made, tmp_path)[0])

    area = (side * 180 / 202.5) ** 2
    for frame in shown:
        assert (frame.gray > 128).sum() == pytest.approx(area, rel=0.15)
    inner = [_middle_of_white(frame) for frame in shown[30:120]]
    assert max(inner) - min(inner) < 60, "the camera does not follow"


@pytest.mark.parametrize("fps", ["30", "30000/1001"])
@pytest.mark.parametrize("start", [1.0, 1.0089, 1.0256])
def test_a_jump_falls_on_the_very_frame_of_its_cut(tmp_path: Path, fps: str, start: float) -> None:
    """The source is white where the camera should be and black elsewhere."""
    rate = eval(fps)
    cuts = [40, 53, 71, 90]
    right = "+".join(f"between(n,{a},{b - 1})" for a, b in [(40, 53), (71, 90)])
    picture = (
        f"color=black:size=640x360:rate={fps}:duration=4,"
        f"drawbox=x=0:w=320:color=white:t=fill:enable='not({right})',"
        f"drawbox=x=320:w=320:color=white:t=fill:enable='{right}'"
    )
    source = tmp_path / "s.mkv"
    ffmpeg.run(["-f", "lavfi", "-i", picture, "-c:v", "ffv1", str(source)])
    places = (0.25, 0.75, 0.25, 0.75, 0.25)
    keys = tuple(
        CropKey(at=at / rate, x=x, y=0.5) for at, x in zip([0, *cuts], places, strict=True)
    )
    made = plan((start, 3.5), media=media(4, 640, 360, sound=False, fps=rate))
    made = made.model_copy(update={"layout": LayoutPlan(panels=(Panel(crop=keys),))})

    shown = frames(built(source, made, tmp_path)[0])

    assert [n for n, frame in enumerate(shown) if frame.gray.mean() < 225] == []


def _middle_of_white(frame: Frame) -> float:
    return float(np.flatnonzero((frame.gray > 128).any(axis=0)).mean())
