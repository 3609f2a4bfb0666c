import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.select import SelectRequest, SelectResult
from activities.select.activity import SelectActivities
from core.bench import Bench
from core.domain.clip import Selection
from core.objects import FolderStore, put_value, read_value
from core.scratch import Scratch
from core.settings import settings
from tests.activities.select import talk
from tests.activities.select.recordings import scenes, sound, transcript
from tests.doubles.language_model import KEY, MODEL, fails, language_model


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    scratch = Scratch(tmp_path / "scratch")
    yield Bench(FolderStore(tmp_path / "objects"), scratch)
    scratch.close()


@pytest.fixture(autouse=True)
def fresh_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CLIPPED_SELECT__LANGUAGE_MODELS", "[]")
    settings.cache_clear()
    yield
    settings.cache_clear()


async def request(bench: Bench, max_clips: int = 5) -> SelectRequest:
    spoken = transcript(talk.TALK, pauses=talk.PAUSES)
    folder = "w1/analysis/abc"
    return SelectRequest(
        workspace="w1",
        content_hash="abc",
        duration=spoken.duration,
        transcript=await put_value(bench.store, f"{folder}/t.json", spoken),
        scenes=await put_value(bench.store, f"{folder}/s.json", scenes(spoken.duration)),
        sound=await put_value(bench.store, f"{folder}/a.json", sound(spoken.duration)),
        max_clips=max_clips,
        min_seconds=15,
        max_seconds=90,
    )


async def run(bench: Bench, asked: SelectRequest) -> SelectResult:
    return await ActivityEnvironment().run(SelectActivities(bench).select, asked)


async def test_a_selection_is_made_once(bench: Bench) -> None:
    asked = await request(bench)

    first, again = await run(bench, asked), await run(bench, asked)

    assert first.selection == again.selection
    assert first.selection.key.startswith("w1/analysis/abc/clip_select-")
    assert (first.ran.engine, first.ran.cached, again.ran.cached) == ("built-in", False, True)
    stored = await read_value(bench.store, first.selection, Selection)
    assert first.count == len(stored.choices) >= 4
    assert (await run(bench, await request(bench, max_clips=2))).count == 2


async def test_the_built_in_scorer_decides_when_no_model_does(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await request(bench)
    alone = await run(bench, asked)
    with language_model(fails(401, "no")) as double:
        models = [{"name": "double", "base_url": double.url, "model": MODEL, "api_key": KEY}]
        monkeypatch.setenv("CLIPPED_SELECT__LANGUAGE_MODELS", json.dumps(models))
        settings.cache_clear()
        fallen_back = await run(bench, asked)
        await run(bench, asked)

    assert len(double.requests) == 2, "what was decided for want of a model is not for ever"
    assert fallen_back.ran.engine == "built-in"
    assert "double: 401, it refused the key" in fallen_back.ran.note
    assert KEY not in fallen_back.ran.note
    stored = await read_value(bench.store, fallen_back.selection, Selection)
    assert stored.note == fallen_back.ran.note
    expected = await read_value(bench.store, alone.selection, Selection)
    assert stored.choices == expected.choices
