"""A step that is done is never done again."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from core.bench import Bench
from core.domain.base import Count, Value
from core.errors import UnreadableMediaError
from core.objects import FolderStore, read_value
from core.scratch import Scratch

WORK = "tests.core.test_bench:build"


class Task(Value):
    counter: str
    fails: bool = False


class Answer(Value):
    text: str


class Looks(Value):
    """Grows with the recording."""

    engine: str
    at: tuple[float, ...]


class Told(Value):
    """What is told of ``Looks``."""

    engine: str
    at: Count


def look(_: Task, report: Callable[[float], None]) -> Looks:
    return Looks(engine="eyes", at=(0.5, 1.0, 1.5))


def build(task: Task, report: Callable[[float], None]) -> Answer:
    """Count how often this really ran, leave a file, and answer."""
    with Path(task.counter).open("a") as counter:
        counter.write("ran\n")
    if task.fails:
        raise UnreadableMediaError("broken")
    Path("clip.mp4").write_bytes(b"video")
    return Answer(text="done")


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with closing(Scratch(tmp_path / "scratch")) as scratch:
        yield Bench(FolderStore(tmp_path / "objects"), scratch)


async def test_the_second_time_the_result_comes_from_the_store(
    bench: Bench, tmp_path: Path
) -> None:
    task = Task(counter=str(tmp_path / "counter"))
    files = {"clip.mp4": "ws/renders/a/clip.mp4", "missing.ass": "ws/renders/a/missing.ass"}
    run = ActivityEnvironment().run

    first = await run(bench.make, "ws/steps/a.json", WORK, task, Answer, files=files)
    second = await run(bench.make, "ws/steps/a.json", WORK, task, Answer, files=files)

    assert (first.cached, second.cached) == (False, True)
    assert first.value == second.value == Answer(text="done")
    assert (tmp_path / "counter").read_text().count("ran") == 1
    assert await bench.store.find("ws/renders/a/clip.mp4") is not None
    assert await bench.store.find("ws/renders/a/missing.ass") is None


async def test_the_value_is_stored_whole_and_only_what_is_asked_for_comes_back(
    bench: Bench, tmp_path: Path
) -> None:
    task, work = Task(counter=str(tmp_path / "counter")), "tests.core.test_bench:look"
    run = ActivityEnvironment().run

    first = await run(bench.make, "ws/steps/b.json", work, task, Told)
    second = await run(bench.make, "ws/steps/b.json", work, task, Told)

    assert (first.cached, second.cached) == (False, True)
    assert first.value == second.value == Told(engine="eyes", at=3)
    stored = await read_value(bench.store, first.artifact, Looks)
    assert stored == Looks(engine="eyes", at=(0.5, 1.0, 1.5))


async def test_a_failed_step_stores_nothing_and_leaves_nothing(
    bench: Bench, tmp_path: Path
) -> None:
    task = Task(counter=str(tmp_path / "counter"), fails=True)

    with pytest.raises(UnreadableMediaError):
        await ActivityEnvironment().run(bench.make, "ws/steps/a.json", WORK, task, Answer)

    assert await bench.store.find("ws/steps/a.json") is None
    assert [p.name for p in (tmp_path / "scratch").rglob("*") if p.is_file()] == ["lock"]
