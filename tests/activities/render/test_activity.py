from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.render import RenderRequest, ThumbnailRequest, ThumbnailResult
from activities.render.activity import RenderActivities
from activities.render.spec import RenderSpec
from core.bench import Bench
from core.domain.artifact import Artifact
from core.domain.faces import FaceTracks
from core.domain.plan import AudioPlan, ClipPlan, MusicPlan, OutputPlan, ThumbnailPlan
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


async def test_a_shape_that_was_built_beside_another_is_the_one_that_is_built_alone(
    bench: Bench, tmp_path: Path
) -> None:
    """And only its packing is left to be done."""
    tall = await stored(bench, tmp_path)
    values = await read_value(bench.store, tall, ClipPlan)
    square = values.model_copy(update={"output": OutputPlan(width=180, height=180)})
    plan_of = {
        name: await put_value(bench.store, f"{name}/square.json", square) for name in ("w", "alone")
    }
    activities, env = RenderActivities(bench), ActivityEnvironment()
    request = RenderRequest(workspace="w", plan=tall, beside=(plan_of["w"],))

    await env.run(activities.render, request)
    beside = await env.run(activities.render, RenderRequest(workspace="w", plan=plan_of["w"]))
    alone = await env.run(
        activities.render, RenderRequest(workspace="alone", plan=plan_of["alone"])
    )

    assert beside.ran.note == "sound and picture kept from an earlier version"
    assert alone.ran.note == ""
    async with bench.store.local(beside.clip) as one, bench.store.local(alone.clip) as other:
        assert one.read_bytes() == other.read_bytes()
    assert isinstance(bench.store, FolderStore)
    assert not list(bench.store.path("w/renders/pictures").glob("*.mp4"))


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

    assert [one.key.rpartition("/")[2] for one in result.thumbnails] == [
        "thumbnail.jpg",
        "thumbnail-2.jpg",
        "thumbnail-3.jpg",
    ]
    assert result.thumbnail.key == result.thumbnails[0].key
    for one in result.thumbnails:
        async with bench.store.local(Artifact(key=one.key, size=0)) as path:
            assert path.read_bytes()[:3] == b"\xff\xd8\xff"


async def test_another_thumbnail_is_chosen_and_a_lost_one_is_made_again(
    bench: Bench, tmp_path: Path
) -> None:
    faces = await put_value(bench.store, "w/faces.json", FaceTracks(engine="test", sample_rate=2))
    source = await bench.store.put_file("w/source.mp4", video(tmp_path / "made.mp4", seconds=2))
    made = plan((0, 2), media=media(2, 640, 360), source=source)

    async def thumbnail(at: float | None) -> ThumbnailResult:
        chosen = made.model_copy(update={"thumbnail": ThumbnailPlan(at=at)})
        stored = await put_value(bench.store, f"w/{at}.json", chosen)
        request = ThumbnailRequest(workspace="w", plan=stored, faces=faces)
        return await ActivityEnvironment().run(RenderActivities(bench).thumbnail, request)

    best = await thumbnail(None)
    second = await thumbnail(best.thumbnails[1].at)
    own = await thumbnail(1.234)
    await bench.store.delete(best.thumbnails[2].key)
    again = await thumbnail(None)

    assert second.ran.cached
    assert second.thumbnail.key == best.thumbnails[1].key
    assert own.thumbnail.key not in {one.key for one in best.thumbnails}
    assert own.thumbnails == second.thumbnails == best.thumbnails == again.thumbnails
    assert not again.ran.cached
    assert await bench.store.find(best.thumbnails[2].key)


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
