from collections.abc import Iterator
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.topics import TopicsRequest
from activities.topics.activity import TopicsActivities
from core.bench import Bench
from core.domain.topics import Topics
from core.domain.transcript import Transcript, Word
from core.objects import FolderStore, put_value, read_value
from core.scratch import Scratch
from tests.activities.topics.talks import talk


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    scratch = Scratch(tmp_path / "scratch")
    yield Bench(FolderStore(tmp_path / "objects"), scratch)
    scratch.close()


@pytest.fixture
async def request_(bench: Bench) -> TopicsRequest:
    words = [word for text in talk(["cooking", "space"], 8) for word in text.split()]
    transcript = Transcript(
        engine="e",
        language="en",
        duration=len(words),
        words=tuple(Word(text=w, start=at, end=at + 0.5) for at, w in enumerate(words)),
        sentence_ends=tuple(range(5, len(words), 5)),
    )
    stored = await put_value(bench.store, "w/transcript.json", transcript)
    return TopicsRequest(workspace="w", content_hash="c" * 64, transcript=stored)


@pytest.fixture(autouse=True)
def _no_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the processes of the step find no model and fetch none."""
    monkeypatch.setenv("CLIPPED_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("CLIPPED_OFFLINE", "1")


async def test_the_next_embedder_is_used_and_the_note_says_why(
    bench: Bench, request_: TopicsRequest
) -> None:
    activities = TopicsActivities(bench)

    first = await ActivityEnvironment().run(activities.find_topics, request_)
    again = await ActivityEnvironment().run(activities.find_topics, request_)

    topics = await read_value(bench.store, first.topics, Topics)
    assert first.count == len(topics.topics) > 0
    assert first.ran.engine == topics.engine == "tf-idf"
    assert "minilm could not be used" in first.ran.note
    assert first.topics.key.startswith(f"w/analysis/{'c' * 64}/topics-")
    assert (first.ran.cached, again.ran.cached) == (False, True)
    assert again.topics == first.topics


async def test_another_count_is_another_result(bench: Bench, request_: TopicsRequest) -> None:
    activities = TopicsActivities(bench)
    asked = request_.model_copy(update={"count": 7})

    seven = await ActivityEnvironment().run(activities.find_topics, asked)
    free = await ActivityEnvironment().run(activities.find_topics, request_)

    assert seven.count == 7
    assert seven.topics != free.topics
