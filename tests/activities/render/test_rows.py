"""Many stretches through one decoder: the same frames as from a decoder each."""

import random
from pathlib import Path

import pytest

from activities.render import decoding, graph, timing
from activities.render.colours import Colours
from core import ffmpeg
from core.domain.plan import ClipPlan, TransitionPlan
from tests.activities.render.footage import frames, media, number, numbered, plan
from tests.activities.render.plain_clips import QUICK, drawn, inside

pytestmark = pytest.mark.media
LENGTH = 12.0
QUICKLY = ("-preset", "ultrafast", "-c:a", "aac")
FORMS: dict[str, tuple[str, ...]] = {
    "indexed.mp4": ("-c:v", "libx264", *QUICKLY, "-g", "75"),
    "stream.ts": ("-c:v", "libx264", *QUICKLY, "-g", "75"),
    "open.ts": ("-c:v", "libx264", "-preset", "veryfast", "-g", "40", "-x264-params", "open-gop=1"),
    "counted.avi": ("-c:v", "mpeg4", "-q:v", "4", "-g", "50", "-c:a", "mp3"),
    "linked.mkv": ("-c:v", "libx265", *QUICKLY, "-x265-params", "keyint=40:log-level=none"),
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered(tmp_path_factory.mktemp("base") / "base.mkv", seconds=LENGTH)


def made_of(base: Path, name: str, folder: Path) -> Path:
    path = folder / name
    ffmpeg.run(["-i", str(base), *FORMS[name], str(path)])
    return path


def jumping(count: int = 14) -> ClipPlan:
    """Return a plan whose every span lies before the one before it, or far behind."""
    chosen = random.Random(5)
    # Nowhere near the middle between two frames, where either is right.
    starts = [0.0, *(chosen.randint(0, 330) / 30 + 0.004 for _ in range(count - 1))]
    return plan(*((start, start + 0.2) for start in sorted(starts)[::-1]), media=media(LENGTH))


def shown(source: Path, made: ClipPlan, folder: Path) -> list[int]:
    return [number(frame) for frame in frames(drawn(source, made, folder=folder)[0])]


def decoders(source: Path, made: ClipPlan, folder: Path) -> int:
    with inside(folder):
        builds = [graph.Build(made, None, QUICK, "clip.mp4")]
        return graph.clips(builds, source, Colours(1, 1, 360)).count("-i")


@pytest.mark.parametrize("name", FORMS)
def test_every_frame_is_the_one_that_a_decoder_of_its_own_gives(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    source, made = made_of(base, name, tmp_path), jumping()

    together = shown(source, made, tmp_path / "together")
    monkeypatch.setattr(decoding, "_MOST_DECODERS", 1000)
    apart = shown(source, made, tmp_path / "apart")

    assert together == apart
    assert len(together) == timing.frame_count(made)


def test_the_source_is_opened_once(base: Path, tmp_path: Path) -> None:
    assert decoders(base, jumping(), tmp_path) == 1


def test_key_frames_that_are_linked_get_decoders_of_their_own(base: Path, tmp_path: Path) -> None:
    source, made = made_of(base, "linked.mkv", tmp_path), jumping()

    readings = timing.readings(timing.pieces(made))
    assert decoders(source, made, tmp_path) == len(readings) > decoding._MOST_DECODERS


def test_a_picture_that_begins_late_stands_from_the_beginning(base: Path, tmp_path: Path) -> None:
    late = tmp_path / "late.mp4"
    inputs = ["-itsoffset", "0.5", "-i", str(base), "-i", str(base), "-map", "0:v", "-map", "1:a"]
    ffmpeg.run([*inputs, "-c:v", "copy", "-c:a", "aac", "-t", "6", str(late)])
    spans = [(start, start + 0.3) for start in (5, 4.5, 4, 3.5, 3, 2.5, 2, 1.5, 0.3)]

    found = shown(late, plan(*spans, media=media(6)), tmp_path / "clip")

    assert found[-9:] == [0, 0, 0, 0, 0, 0, 0, 1, 2]


def test_transitions_reach_beyond_the_stretches(base: Path, tmp_path: Path) -> None:
    spans = [(11.0 - n, 11.6 - n) for n in range(10)]
    joins = tuple(TransitionPlan(name="crossfade", after=n, seconds=0.2) for n in range(9))
    made = plan(*spans, media=media(LENGTH), transitions=joins)

    found = shown(base, made, tmp_path / "clip")

    assert len(found) == 180
    assert [found[18 * n + 9] for n in range(10)] == [round((11 - n) * 30) + 9 for n in range(10)]


def test_whatever_the_source_is_called_it_is_read(base: Path, tmp_path: Path) -> None:
    odd = tmp_path / "it's 'file x'\\ #1.mkv"
    odd.symlink_to(base)

    assert len(shown(odd, jumping(), tmp_path / "clip")) == timing.frame_count(jumping())
