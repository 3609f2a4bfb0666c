from pathlib import Path

import av
import numpy as np
import pytest

from activities.render import graph, looking
from core.domain.plan import OutputPlan
from core.errors import ProcessFailedError
from tests.activities.render.footage import BITS, media, numbered, plan
from tests.activities.render.plain_clips import inside


@pytest.mark.media
def test_every_frame_of_the_cut_is_seen_in_order(tmp_path: Path) -> None:
    source = numbered(tmp_path / "source.mp4", seconds=3)
    made = plan((1, 1.4), (2, 2.5), media=media(3))
    told: list[float] = []

    with inside(tmp_path):
        seen = list(looking.pictures(made, source, report=told.append))

    bars = [picture[40:110].mean(axis=(0, 2)) for picture in seen]
    numbers = [sum(1 << n for n in range(BITS) if bar[18 * n + 9] > 128) for bar in bars]
    assert numbers == [*range(30, 42), *range(60, 75)]
    assert seen[0].shape == (320, 180, 3)
    assert told == sorted(told)
    assert told[-1] == 1.0


@pytest.mark.media
def test_what_goes_wrong_on_the_way_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = numbered(tmp_path / "source.mp4", seconds=1)
    monkeypatch.setattr(graph, "bare", lambda *_, **__: ["-i", "gone.mkv", "-f", "null", "-"])

    with (
        inside(tmp_path),
        pytest.raises(ProcessFailedError, match=r"0 frames .* of 30: .*No such file"),
    ):
        list(looking.pictures(plan((0, 1), media=media(1)), source))


@pytest.mark.parametrize(
    ("output", "longest", "wanted"),
    [
        ((1080, 1920), None, (1080, 1920)),
        ((1080, 1920), 480, (270, 480)),
        ((1920, 1080), 480, (480, 270)),
        ((180, 320), 480, (180, 320)),
        ((16, 4320), 480, (2, 480)),
    ],
)
def test_sizes_are_even_and_never_larger(
    output: tuple[int, int], longest: int | None, wanted: tuple[int, int]
) -> None:
    width, height = output
    made = plan((0, 1), media=media(1), output=OutputPlan(width=width, height=height))

    assert looking.size(made, longest) == wanted


@pytest.mark.parametrize("pixels", ["gray", "bgra"])
def test_a_film_keeps_every_value(tmp_path: Path, pixels: str) -> None:
    shape = (20, 10) if pixels == "gray" else (20, 10, 4)
    chance = np.random.default_rng(1)
    frames = [chance.integers(0, 256, shape, np.uint8) for _ in range(5)]

    looking.write(iter(frames), str(tmp_path / "film.mkv"), pixels=pixels, fps=30)

    with av.open(str(tmp_path / "film.mkv")) as film:
        read = [frame.to_ndarray(format=pixels) for frame in film.decode(video=0)]
        assert film.streams.video[0].average_rate == 30
    assert all(np.array_equal(a, b) for a, b in zip(frames, read, strict=True))
