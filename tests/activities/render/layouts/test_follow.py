import subprocess
from fractions import Fraction
from pathlib import Path

import av
import ffmpeg as library
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities import catalog
from activities.render import camera
from activities.render.base import Move, Pane, Shot, Sight
from core import ffmpeg

FOLLOW = catalog.LAYOUTS.load("follow")()


@st.composite
def cameras(draw: st.DrawFn) -> tuple[Move, ...]:
    frames = draw(st.lists(st.integers(1, 59), max_size=40, unique=True))
    shares = st.floats(0.2, 0.8)
    moves = [Move(0, 0, 0, Sight(0.5, 0.5), Sight(0.5, 0.5))]
    for frame in sorted(frames):
        begin, length = frame - draw(st.integers(0, 5)), draw(st.integers(0, 20))
        here, there = (Sight(draw(shares), draw(shares)) for _ in range(2))
        moves.append(Move(frame, begin, begin + length, here if length else there, there))
    return tuple(moves)


def shown(moves: tuple[Move, ...], frame: int) -> Sight:
    move = [m for m in moves if m.frame <= frame][-1]
    if move.end == move.begin:
        return move.target
    share = min(1.0, max(0.0, (frame - move.begin) / (move.end - move.begin)))
    return camera.eased(move.origin, move.target, share)


def gradient() -> bytes:
    """Return sixty pictures whose brightness is their place: x in one half, y in the other."""
    across = np.tile(np.arange(200, dtype=np.uint8), (200, 1))
    return across.tobytes() * 60


@pytest.mark.media
@settings(max_examples=12)
@given(cameras())
def test_each_frame_is_cut_where_the_camera_is(moves: tuple[Move, ...]) -> None:
    """The source is 200 wide and as bright as x; a window of 20 shows x - 10 to x + 9."""
    opened = library.input("pipe:", format="rawvideo", pix_fmt="gray", s="200x200", framerate=30)
    placed = FOLLOW.place(opened, Shot(20, 200, (Pane(0, 0, 20, 200, moves),)))
    arguments = library.get_args(library.output(placed, "pipe:", format="rawvideo", pix_fmt="gray"))
    command = [ffmpeg.executable(), "-v", "error", *arguments]
    drawn = subprocess.run(command, input=gradient(), capture_output=True, check=True).stdout

    pictures = np.frombuffer(drawn, np.uint8).reshape(60, 200, 20)
    for frame, picture in enumerate(pictures):
        x = shown(moves, frame).x
        assert float(picture.mean()) == pytest.approx(x * 200 - 0.5, abs=1.01)


@pytest.mark.media
def test_hundreds_of_moves_are_not_too_many(tmp_path: Path) -> None:
    moves = tuple(
        Move(n, n, n + 2, Sight(n % 7 / 10 + 0.1, 0.5), Sight(n % 5 / 10 + 0.1, 0.5))
        for n in range(0, 2000, 2)
    )
    opened = library.input("color=gray:size=320x180:rate=30:duration=0.2", f="lavfi")
    placed = FOLLOW.place(opened, Shot(90, 160, (Pane(0, 0, 90, 160, moves),)))

    target = tmp_path / "o.mkv"
    ffmpeg.run(library.get_args(library.output(placed, str(target), vcodec="ffv1")))

    with av.open(str(target)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == (90, 160)
        assert stream.average_rate == Fraction(30)
