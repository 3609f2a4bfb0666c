import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.render import camera, timing
from activities.render.base import Move, Sight
from core.domain.plan import CropKey, OutputPlan
from tests.activities.render.footage import media, plan

FPS = 30
shares = st.floats(0, 1, allow_nan=False)
sizes = st.floats(0.1, 1)


@st.composite
def paths(draw: st.DrawFn) -> tuple[CropKey, ...]:
    frames = draw(st.lists(st.integers(0, 600), min_size=1, max_size=8, unique=True))
    eases = st.integers(0, 60)
    return tuple(
        CropKey(
            at=n / FPS, x=draw(shares), y=draw(shares), size=draw(sizes), ease=draw(eases) / FPS
        )
        for n in sorted(frames)
    )


def seen(moves: tuple[Move, ...], frame: int) -> Sight:
    """Return where the camera is at a frame, as a layout must show it."""
    move = [m for m in moves if m.frame <= frame][-1]
    if move.begin == move.end:
        return move.target
    share = min(1.0, max(0.0, (frame - move.begin) / (move.end - move.begin)))
    return camera.eased(move.origin, move.target, share)


@given(paths(), st.integers(0, 500), st.integers(1, 300))
def test_every_frame_shows_where_the_path_is_at_its_time(
    keys: tuple[CropKey, ...], first: int, count: int
) -> None:
    made = plan((first / FPS, (first + count) / FPS), media=media(60))
    moves = camera.moves(keys, timing.pieces(made), FPS)

    assert moves[0].frame == 0
    assert all(a.frame < b.frame for a, b in itertools.pairwise(moves))
    for frame in range(count):
        wanted = camera.position(keys, (first + frame) / FPS + 1e-9)
        assert seen(moves, frame) == pytest.approx(wanted, abs=1e-4)


@given(paths(), st.sampled_from([(9, 16), (1, 1), (16, 9)]))
def test_the_window_never_leaves_the_picture(
    keys: tuple[CropKey, ...], shape: tuple[int, int]
) -> None:
    output = OutputPlan(width=shape[0] * 60, height=shape[1] * 60)
    width, height = camera.window(media(60, 640, 360), output.width / output.height)

    path = camera.inside(keys, (width, height))
    # Also on the way from one key to the next.
    for at in (n / FPS for n in range(0, 620, 7)):
        x, y, size = camera.position(path, at)
        assert size * width / 2 - 1e-9 <= x <= 1 - size * width / 2 + 1e-9
        assert size * height / 2 - 1e-9 <= y <= 1 - size * height / 2 + 1e-9


def test_the_window_is_the_largest_of_the_clips_shape() -> None:
    vertical = 1080 / 1920

    assert camera.window(media(1, 1920, 1080), vertical) == pytest.approx((0.3164, 1.0), abs=1e-4)
    assert camera.window(media(1, 1080, 1920), vertical) == (1.0, 1.0)
    assert camera.window(media(1, 1080, 2400), vertical) == pytest.approx((1.0, 0.8))


def test_a_jump_is_seen_from_the_frame_that_shows_its_time() -> None:
    keys = (CropKey(at=0, x=0.2, y=0.5), CropKey(at=11 + 7 / FPS, x=0.8, y=0.5))
    # The span starts between two frames, as sentences do.
    pieces = timing.pieces(plan((11.009, 12), media=media(60)))

    moves = camera.moves(keys, pieces, FPS)

    assert [(move.frame, move.target[0]) for move in moves] == [(0, 0.2), (7, 0.8)]


def test_without_keys_the_camera_looks_at_the_middle() -> None:
    moves = camera.moves((), timing.pieces(plan((0, 1), media=media(60))), FPS)

    assert [(move.frame, move.target) for move in moves] == [(0, (0.5, 0.5, 1))]
    assert camera.position((), 3.0) == (0.5, 0.5, 1)


def test_frames_are_counted_from_the_first_piece() -> None:
    """A layout that begins within a clip sees its own frames only."""
    keys = (CropKey(at=0, x=0.2, y=0.5), CropKey(at=11, x=0.8, y=0.5))
    (whole,) = timing.pieces(plan((10, 12), media=media(60)))

    moves = camera.moves(keys, [whole.part(20, 60, FPS)], FPS)

    assert [(move.frame, move.target.x) for move in moves] == [(0, 0.2), (10, 0.8)]
