from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.render import RenderRequest, ThumbnailRequest
from activities.render.activity import RenderActivities
from activities.render.spec import RenderSpec
from core.bench import Bench
from core.domain.artifact import Artifact
from core.domain.faces import FaceTracks
from core.domain.plan import AudioPlan, ClipPlan, MusicPlan
from core.domain.transcript import Word
from core.errors import InvalidPlanError, SourceNotFoundError
from core.objects import FolderStore, put_value, read_value
from core.scratch import Scratch
from tests.activities.render.footage import media, plan
from tests.media import video

pytestmark = pytest.mark.media


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    scratch = Scratch(tmp_path / "scratch")
    yield Bench(FolderStore(tmp_path / "objects"), scratch)
    scratch.close()


async def stored(bench: Bench, folder: Path) -> Artifact:
    """Store a source and a plan over it; return the plan."""
    made = video(folder / "made.mp4", seconds=2, size="320x180")
    source = await bench.store.put_file("w/source.mp4", made)
    words = (Word(text="Hello.", start=0.2, end=0.6),)
    values = plan((0, 1.5), media=media(2, 320, 180), words=words)
    return await put_value(bench.store, "w/plan.json", values.model_copy(update={"source": source}))


async def test_a_clip_is_stored_with_its_captions_and_its_spec(
    bench: Bench, tmp_path: Path
) -> None:
    request = RenderRequest(workspace="w", plan=await stored(bench, tmp_path))
    env = ActivityEnvironment()

    result = await env.run(RenderActivities(bench).render, request)

    assert result.clip.key.startswith("w/renders/")
    assert result.clip.size > 1000
    assert result.captions is not None
    assert result.duration == 1.5
    assert result.loudness == pytest.approx(-14.0, abs=0.5)
    assert "x264" in result.ran.engine
    spec = await read_value(bench.store, result.spec, RenderSpec)
    assert spec.prefix("w") == result.clip.key.removesuffix("/clip.mp4")


async def test_a_retry_finds_its_own_clip_even_without_the_source(
    bench: Bench, tmp_path: Path
) -> None:
    request = RenderRequest(workspace="w", plan=await stored(bench, tmp_path))
    activities, env = RenderActivities(bench), ActivityEnvironment()
    first = await env.run(activities.render, request)
    await bench.store.delete("w/source.mp4")

    second = await env.run(activities.render, request)

    assert second.ran.cached
    assert (second.clip, second.captions, second.spec) == (first.clip, first.captions, first.spec)


async def test_a_deleted_clip_is_made_again(bench: Bench, tmp_path: Path) -> None:
    request = RenderRequest(workspace="w", plan=await stored(bench, tmp_path))
    activities, env = RenderActivities(bench), ActivityEnvironment()
    first = await env.run(activities.render, request)
    await bench.store.delete(first.clip.key)

    second = await env.run(activities.render, request)

    assert not second.ran.cached
    assert second.clip == first.clip


async def test_people_are_told_what_was_used_and_what_the_platform_will_not_take(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.render.encoding.runs", lambda name: name == "x264")
    artifact = await stored(bench, tmp_path)
    values = await read_value(bench.store, artifact, ClipPlan)
    output = values.output.model_copy(update={"encoder": "nvenc", "platform": "tiktok"})
    changed = values.model_copy(update={"output": output})
    request = RenderRequest(workspace="w", plan=await put_value(bench.store, "w/n.json", changed))

    result = await ActivityEnvironment().run(RenderActivities(bench).render, request)

    assert result.ran.engine.startswith("x264")
    assert "nvenc cannot encode on this machine: x264 was used" in result.ran.note
    assert "TikTok: width: is 180 px, should be 360 to 4,096 px" in result.ran.note


async def test_a_thumbnail_is_stored(bench: Bench, tmp_path: Path) -> None:
    faces = await put_value(bench.store, "w/faces.json", FaceTracks(engine="test", sample_rate=2))
    request = ThumbnailRequest(workspace="w", plan=await stored(bench, tmp_path), faces=faces)

    result = await ActivityEnvironment().run(RenderActivities(bench).thumbnail, request)

    assert result.thumbnail.key.endswith("/thumbnail.jpg")
    async with bench.store.local(result.thumbnail) as path:
        assert path.read_bytes()[:3] == b"\xff\xd8\xff"


async def test_a_missing_source_is_named(bench: Bench, tmp_path: Path) -> None:
    request = RenderRequest(workspace="w", plan=await stored(bench, tmp_path))
    await bench.store.delete("w/source.mp4")

    with pytest.raises(SourceNotFoundError, match=r"w/source\.mp4"):
        await ActivityEnvironment().run(RenderActivities(bench).render, request)


async def test_a_plan_that_is_no_plan_is_refused(bench: Bench) -> None:
    wrong = await bench.store.put_bytes("w/plan.json", b'{"version": 7}')

    with pytest.raises(InvalidPlanError, match="version: 7"):
        await ActivityEnvironment().run(
            RenderActivities(bench).render, RenderRequest(workspace="w", plan=wrong)
        )


async def test_the_music_of_a_plan_is_fetched_and_heard(bench: Bench, tmp_path: Path) -> None:
    silent = video(tmp_path / "made.mp4", seconds=2, size="320x180", sound=False)
    tune = video(tmp_path / "tune.mp4", seconds=1, size="64x64")
    source = await bench.store.put_file("w/source.mp4", silent)
    music = MusicPlan(file=await bench.store.put_file("w/tune.mp4", tune))
    made = plan(
        (0, 1.5), media=media(2, 320, 180, sound=False), audio=AudioPlan(music=music), source=source
    )
    request = RenderRequest(workspace="w", plan=await put_value(bench.store, "w/plan.json", made))

    result = await ActivityEnvironment().run(RenderActivities(bench).render, request)

    assert result.loudness == pytest.approx(-14.0, abs=0.5)


async def test_missing_music_is_named(bench: Bench, tmp_path: Path) -> None:
    source = await bench.store.put_file("w/source.mp4", video(tmp_path / "made.mp4", seconds=1))
    music = MusicPlan(file=Artifact(key="w/gone.mp3", size=1))
    made = plan((0, 1), media=media(1, 640, 360), audio=AudioPlan(music=music), source=source)
    request = RenderRequest(workspace="w", plan=await put_value(bench.store, "w/plan.json", made))

    with pytest.raises(SourceNotFoundError, match=r"w/gone\.mp3"):
        await ActivityEnvironment().run(RenderActivities(bench).render, request)
