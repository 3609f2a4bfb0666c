from collections.abc import Iterator

import numpy as np
import pytest

from activities.scenes.base import Picture, Seen
from activities.scenes.watching import Watcher

Show = Iterator[tuple[float, Picture]]

_ROOM = np.random.default_rng(7)


def scene(seed: int) -> Picture:
    """Return a picture with large patches, as rooms and people have them."""
    patches = np.random.default_rng(seed).integers(40, 230, (9, 16, 3), np.uint8)
    return np.asarray(np.kron(patches, np.ones((12, 12, 1), np.uint8)), np.uint8)


def watched(show: Show) -> Watcher:
    watcher = Watcher()
    for at, picture in show:
        watcher.see(Seen(at, picture))
    return watcher


def lasting(seconds: float, picture: Picture, *, start: float = 0.0) -> Show:
    for n in range(round(seconds * 15)):
        yield start + n / 15, picture


def fading(seconds: float, before: Picture, after: Picture, *, start: float) -> Show:
    count = round(seconds * 15)
    for n in range(count):
        share = (n + 1) / (count + 1)
        mixed = before * (1 - share) + after * share
        yield start + n / 15, np.asarray(mixed, np.uint8)


def panning(seconds: float, picture: Picture) -> Show:
    for n in range(round(seconds * 15)):
        yield n / 15, np.roll(picture, 3 * n, axis=1)


@pytest.mark.parametrize("seconds", [0.6, 1.0, 1.6])
def test_a_slow_change_from_one_scene_to_the_next_is_a_fade(seconds: float) -> None:
    def show() -> Show:
        yield from lasting(4, scene(1))
        yield from fading(seconds, scene(1), scene(2), start=4)
        yield from lasting(4, scene(2), start=4 + seconds)

    (fade,) = watched(show()).fades([])

    assert (fade.start + fade.end) / 2 == pytest.approx(4 + seconds / 2, abs=0.3)


def test_neither_a_cut_nor_a_pan_is_a_fade() -> None:
    def cut() -> Show:
        yield from lasting(4, scene(1))
        yield from lasting(4, scene(2), start=4)

    assert watched(cut()).fades([4.0]) == []
    assert watched(panning(8, scene(3))).fades([]) == []


def test_darkness_and_standing_still_are_told() -> None:
    def show() -> Show:
        yield from panning(4, scene(1))
        yield from lasting(1, np.zeros_like(scene(1)), start=4)
        yield from lasting(5, scene(2), start=5)

    watcher = watched(show())

    ((black),) = watcher.black(10)
    assert (black.start, black.end) == pytest.approx((4, 5), abs=0.15)
    still = watcher.still(10)[-1]
    assert (still.start, still.end) == pytest.approx((5, 10), abs=0.2)


def test_grain_does_not_keep_a_picture_from_standing_still() -> None:
    room = scene(4).astype(np.int16)

    def show() -> Show:
        for n in range(60):
            grain = _ROOM.integers(-6, 7, room.shape)
            yield n / 15, np.asarray(np.clip(room + grain, 0, 255), np.uint8)

    (span,) = watched(show()).still(4.0)

    assert (span.start, span.end) == (0.0, 4.0)


def test_black_bars_are_found_and_a_dark_moment_makes_none() -> None:
    barred = scene(5)
    barred[:12] = barred[-12:] = 16

    def show() -> Show:
        yield from lasting(2, np.zeros_like(barred))
        yield from lasting(2, barred, start=2)

    box = watched(show()).picture()

    assert box is not None
    assert (box.x, box.y, box.width, box.height) == pytest.approx((0, 1 / 9, 1, 7 / 9), abs=0.02)
    assert watched(lasting(2, scene(5))).picture() is None
    assert watched(lasting(2, np.zeros_like(barred))).picture() is None


def test_nothing_seen_is_nothing_told() -> None:
    watcher = Watcher()

    assert (watcher.black(0), watcher.still(0), watcher.fades([]), watcher.picture()) == (
        (),
        (),
        [],
        None,
    )
