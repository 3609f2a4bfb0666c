from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.scenes import DetectScenesRequest
from activities.scenes.activity import ScenesActivities
from core.bench import Bench
from core.domain.part import JoinRequest, Part, Piece
from core.domain.scenes import Scenes
from core.domain.span import Span
from core.objects import FolderStore, read_value
from core.scratch import Scratch
from tests.activities.scenes.footage import FPS, cut_together
from tests.media import video

pytestmark = pytest.mark.media


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    scratch = Scratch(tmp_path / "scratch")
    yield Bench(FolderStore(tmp_path / "objects"), scratch)
    scratch.close()


async def test_scenes_are_stored_and_found_again(tmp_path: Path, bench: Bench) -> None:
    store, activities = bench.store, ScenesActivities(bench)
    proxy = await store.put_file("w/proxy.mp4", cut_together(tmp_path / "a.mp4", [40, 50]))
    request = DetectScenesRequest(
        workspace="w",
        content_hash="c" * 64,
        proxy=proxy,
        part=Part(own=Span(start=0, end=90 / FPS), seen=Span(start=0, end=90 / FPS)),
    )

    first = await ActivityEnvironment().run(activities.detect_scenes, request)
    again = await ActivityEnvironment().run(activities.detect_scenes, request)

    scenes = await read_value(store, first.scenes, Scenes)
    assert scenes.cuts() == pytest.approx((40 / FPS,), abs=1.01 / FPS)
    assert first.count == 2
    assert first.ran.engine == scenes.engine
    assert first.scenes.key.startswith(f"w/analysis/{'c' * 64}/scene_detect-")
    assert (first.ran.cached, again.ran.cached) == (False, True)
    assert again.scenes == first.scenes
    assert not list((tmp_path / "scratch").glob("worker-*/tmp*"))


async def test_the_scenes_of_parts_are_put_together(tmp_path: Path, bench: Bench) -> None:
    activities = ScenesActivities(bench)
    footage = cut_together(tmp_path / "a.mp4", [40, 50])
    proxy = await bench.store.put_file("w/proxy.mkv", footage)
    pieces = []
    for index in (0, 1):
        span = Span(start=3.0 * index, end=3.0 * index + 3)
        part = Part(index=index, of=2, own=span, seen=span)
        request = DetectScenesRequest(workspace="w", content_hash="c" * 64, proxy=proxy, part=part)
        found = await ActivityEnvironment().run(activities.detect_scenes, request)
        pieces.append(Piece(part=part, found=found.scenes))
    assert pieces[0].found.key != pieces[1].found.key

    whole = await ActivityEnvironment().run(
        activities.join_scenes,
        JoinRequest(workspace="w", content_hash="c" * 64, duration=6.0, pieces=tuple(pieces)),
    )

    scenes = await read_value(bench.store, whole.scenes, Scenes)
    assert scenes.cuts() == pytest.approx((40 / FPS, 3 + 40 / FPS), abs=1.01 / FPS)
    assert scenes.scenes[-1].end == 6.0


async def test_a_recording_that_is_mostly_black_is_told(tmp_path: Path, bench: Bench) -> None:
    dark = ("-vf", "drawbox=color=black:t=fill:enable='lt(t,1.5)'")
    footage = video(tmp_path / "a.mp4", seconds=2, size="320x180", sound=False, arguments=dark)
    proxy = await bench.store.put_file("w/proxy.mp4", footage)
    span = Span(start=0, end=2)
    whole = DetectScenesRequest(
        workspace="w", content_hash="c" * 64, proxy=proxy, part=Part(own=span, seen=span)
    )
    first = whole.model_copy(update={"part": Part(index=0, of=2, own=span, seen=span)})

    told = await ActivityEnvironment().run(ScenesActivities(bench).detect_scenes, whole)
    of_part = await ActivityEnvironment().run(ScenesActivities(bench).detect_scenes, first)

    assert "nearly black" in told.ran.note
    assert of_part.ran.note == ""
