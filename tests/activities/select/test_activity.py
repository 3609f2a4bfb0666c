import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from temporalio.testing import ActivityEnvironment

from activities.select import SelectRequest, SelectResult
from activities.select.activity import SelectActivities
from core.bench import Bench
from core.domain.clip import Selection
from core.domain.faces import FaceTracks
from core.domain.topics import Topics
from core.objects import FolderStore, put_value, read_value
from core.scratch import Scratch
from core.settings import settings
from tests.activities.select import talk
from tests.activities.select.answers import judged, shown
from tests.activities.select.recordings import scenes, sound, transcript
from tests.doubles.language_model import (
    KEY,
    MODEL,
    LanguageModelDouble,
    fails,
    language_model,
    says,
)
from tests.doubles.scripted import Reply


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


async def request(bench: Bench, max_clips: int = 5, prompt: str = "") -> SelectRequest:
    spoken = transcript(talk.TALK, pauses=talk.PAUSES)
    folder = "w1/analysis/abc"
    return SelectRequest(
        workspace="w1",
        content_hash="abc",
        duration=spoken.duration,
        transcript=await put_value(bench.store, f"{folder}/t.json", spoken),
        scenes=await put_value(bench.store, f"{folder}/s.json", scenes(spoken.duration)),
        sound=await put_value(bench.store, f"{folder}/a.json", sound(spoken.duration)),
        topics=await put_value(bench.store, f"{folder}/p.json", Topics(engine="test")),
        faces=await put_value(
            bench.store, f"{folder}/f.json", FaceTracks(engine="test", sample_rate=5)
        ),
        max_clips=max_clips,
        min_seconds=15,
        max_seconds=90,
        prompt=prompt,
    )


async def run(bench: Bench, asked: SelectRequest, *, job: str = "one") -> SelectResult:
    environment = ActivityEnvironment()
    environment.info = replace(environment.info, workflow_run_id=job)
    return await environment.run(SelectActivities(bench).select, asked)


def use(double: LanguageModelDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    models = [{"name": "double", "base_url": double.url, "model": MODEL, "api_key": KEY}]
    monkeypatch.setenv("CLIPPED_SELECT__LANGUAGE_MODELS", json.dumps(models))
    settings.cache_clear()


async def test_a_selection_is_made_once(bench: Bench) -> None:
    asked = await request(bench)

    first, again = await run(bench, asked), await run(bench, asked)

    assert first.selection == again.selection
    assert first.selection.key.startswith("w1/analysis/abc/clip_select-")
    assert (first.ran.engine, first.ran.cached, again.ran.cached) == ("built-in", False, True)
    stored = await read_value(bench.store, first.selection, Selection)
    assert first.count == len(stored.choices) >= 4
    assert (await run(bench, await request(bench, max_clips=2))).count == 2


async def test_what_is_asked_for_is_part_of_what_is_stored(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    anything = await run(bench, await request(bench))
    about_rent = await run(bench, await request(bench, prompt="only about the rent"))
    monkeypatch.setenv("CLIPPED_SELECT__TRENDS", '["restaurants"]')
    settings.cache_clear()
    of_today = await run(bench, await request(bench))

    keys = {one.selection.key for one in (anything, about_rent, of_today)}
    assert len(keys) == 3
    stored = await read_value(bench.store, about_rent.selection, Selection)
    assert stored.choices
    assert all("rent" in choice.description.lower() for choice in stored.choices)


async def test_the_built_in_scorer_decides_when_no_model_does(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await request(bench)
    alone = await run(bench, asked)
    with language_model(fails(401, "no")) as double:
        use(double, monkeypatch)
        fallen_back = await run(bench, asked)
        again = await run(bench, asked)
        assert again.selection == fallen_back.selection
        assert len(double.requests) == 1, "another attempt of the same step asks nobody again"
        await run(bench, asked, job="another")

    assert len(double.requests) == 2, "what was decided for want of a model is not for ever"
    assert fallen_back.ran.engine == "built-in"
    assert "double: 401, it refused the key" in fallen_back.ran.note
    assert KEY not in fallen_back.ran.note
    stored = await read_value(bench.store, fallen_back.selection, Selection)
    assert stored.note == fallen_back.ran.note
    expected = await read_value(bench.store, alone.selection, Selection)
    assert stored.choices == expected.choices


def _likes_all(request: dict[str, Any]) -> Reply:
    moments = [judged(one["id"], title=one["text"][:40]) for one in shown(request)["moments"]]
    return says(json.dumps({"moments": moments}), tokens=(700, 90))


async def test_what_a_model_decided_is_kept_for_every_job(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await request(bench)
    with language_model(_likes_all) as double:
        use(double, monkeypatch)
        first = await run(bench, asked)
        other = await run(bench, asked, job="another")

    assert first.ran.engine == f"double {MODEL}"
    assert first.selection == other.selection
    assert (first.ran.cached, other.ran.cached, len(double.requests)) == (False, True, 1)
    stored = await read_value(bench.store, first.selection, Selection)
    assert [(use.tokens_in, use.tokens_out) for use in stored.used] == [(700, 90)]
    assert (first.ran.used, other.ran.used) == (stored.used, ())
