from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from activities.face_track.pictures import colours, frames, luma
from core.errors import UnreadableMediaError
from tests.media import video

pytestmark = pytest.mark.media


def test_pictures_come_no_closer_than_asked_for(tmp_path: Path) -> None:
    footage = video(tmp_path / "take.mp4", seconds=2, size="160x90", fps=30, sound=False)

    times = [at for at, _ in frames(footage, apart=0.06)]

    assert len(times) == 30
    assert all(b - a == pytest.approx(2 / 30, abs=1e-3) for a, b in pairwise(times))


@pytest.mark.parametrize("fps", [1, 12, 24, 120])
def test_any_rate_will_do(tmp_path: Path, fps: int) -> None:
    footage = video(tmp_path / "take.mp4", seconds=2, size="160x90", fps=fps, sound=False)

    times = [at for at, _ in frames(footage, apart=0.06)]

    assert min(2 * fps, 20) <= len(times) <= 34


def test_pictures_at_uneven_times_keep_their_times(tmp_path: Path) -> None:
    path, at = tmp_path / "sparse.mp4", [0, 300, 310, 320, 900]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 100)
        for pts in at:
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 99, np.uint8), format="bgr24")
            frame.pts, frame.time_base = pts, Fraction(1, 100)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))

    times = [time for time, _ in frames(path, apart=0.06)]

    assert times == pytest.approx([0.0, 3.0, 3.1, 3.2, 9.0], abs=0.011)


def test_the_brightness_and_the_colours_are_those_of_the_picture(tmp_path: Path) -> None:
    footage = video(tmp_path / "take.mp4", seconds=0.2, size="162x90", sound=False)
    _, frame = next(frames(footage, apart=0.0))

    gray, picture = luma(frame), colours(frame)

    assert gray.shape == (90, 162)
    assert picture.shape == (90, 162, 3)
    weighed = picture @ np.array([0.07, 0.72, 0.21])
    assert np.corrcoef(weighed.ravel(), gray.ravel())[0, 1] > 0.95


def test_pictures_of_ten_bits_have_a_brightness(tmp_path: Path) -> None:
    arguments = ("-pix_fmt", "yuv420p10le")
    footage = video(
        tmp_path / "ten.mp4", seconds=0.2, size="160x90", sound=False, arguments=arguments
    )
    _, frame = next(frames(footage, apart=0.0))

    assert luma(frame).shape == (90, 160)
    assert 60 < luma(frame).mean() < 200


def test_what_is_no_video_is_refused_in_one_line(tmp_path: Path) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("not a video")

    with pytest.raises(UnreadableMediaError, match=r"text\.mp4 cannot be decoded"):
        list(frames(text, apart=0.06))
