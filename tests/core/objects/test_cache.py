"""Copies of a bucket's files on this machine."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from core.errors import UpstreamBusyError
from core.objects.cache import FileCache

KB = 1000


@pytest.fixture
def cache(tmp_path: Path) -> FileCache:
    return FileCache(tmp_path / "cache", limit=10 * KB)


def bringing(cache: FileCache, size: int, seen: list[int]) -> Callable[[Path], Awaitable[None]]:
    """Fetch as a store does: make room, then write."""

    async def fetch(target: Path) -> None:
        seen.append(size)
        await cache.make_room(size)
        await asyncio.sleep(0.02)
        target.write_bytes(b"x" * size)

    return fetch


async def never(target: Path) -> None:
    raise AssertionError(f"{target} should be here already")


async def read(cache: FileCache, key: str, size: int, seen: list[int], *, at: float) -> None:
    async with cache.held(key, bringing(cache, size, seen)) as path:
        assert path.stat().st_size == size
    os.utime(path, (at, at))


def kept(tmp_path: Path) -> set[str]:
    return {path.name for path in (tmp_path / "cache").rglob("*") if path.is_file()}


async def test_of_many_readers_one_fetches(cache: FileCache, tmp_path: Path) -> None:
    # Another object on the same folder is what another process is.
    caches, seen = [cache, FileCache(tmp_path / "cache", limit=10 * KB)], list[int]()

    async def one(number: int) -> bytes:
        mine = caches[number % 2]
        async with mine.held("ws/a", bringing(mine, KB, seen)) as path:
            return path.read_bytes()

    found = await asyncio.gather(*(one(number) for number in range(10)))

    assert set(found) == {b"x" * KB}
    assert seen == [KB]
    assert kept(tmp_path) == {"a"}


async def test_what_was_not_read_for_longest_makes_room(cache: FileCache, tmp_path: Path) -> None:
    seen: list[int] = []
    for at, name in enumerate(("a", "b", "c"), start=1):
        await read(cache, f"ws/{name}", 3 * KB, seen, at=at)
    await read(cache, "ws/a", 3 * KB, seen, at=10)
    assert len(seen) == 3

    await read(cache, "ws/d", 3 * KB, seen, at=11)

    assert kept(tmp_path) == {"a", "c", "d"}


async def test_what_is_being_read_stays(cache: FileCache, tmp_path: Path) -> None:
    seen: list[int] = []
    async with cache.held("ws/a", bringing(cache, 8 * KB, seen)) as path:
        await read(cache, "ws/b", 8 * KB, seen, at=1)
        cache.forget("ws/a")
        assert path.stat().st_size == 8 * KB
    await read(cache, "ws/c", 8 * KB, seen, at=2)

    assert kept(tmp_path) == {"c"}


async def test_a_fetch_that_fails_leaves_nothing_and_another_tries_again(
    cache: FileCache, tmp_path: Path
) -> None:
    async def half(target: Path) -> None:
        target.write_bytes(b"half")
        raise UpstreamBusyError("the bucket did not answer")

    with pytest.raises(UpstreamBusyError):
        async with cache.held("ws/a", half):
            pass
    assert kept(tmp_path) == set()

    await read(cache, "ws/a", KB, [], at=1)


async def test_what_a_killed_process_left_behind_is_fetched_anew(
    cache: FileCache, tmp_path: Path
) -> None:
    (tmp_path / "cache" / "ws").mkdir()
    (tmp_path / "cache" / "ws" / ".a.part").write_bytes(b"a longer beginning" * KB)

    await read(cache, "ws/a", KB, [], at=1)

    assert kept(tmp_path) == {"a"}


async def test_a_reader_that_gives_up_waiting_disturbs_nobody(
    cache: FileCache, tmp_path: Path
) -> None:
    begun, come = asyncio.Event(), asyncio.Event()

    async def slow(target: Path) -> None:
        begun.set()
        await come.wait()
        target.write_bytes(b"x" * KB)

    async def first() -> None:
        async with cache.held("ws/a", slow):
            pass

    reading = asyncio.create_task(first())
    await begun.wait()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.005), cache.held("ws/a", never):
            pass
    come.set()
    await reading

    assert kept(tmp_path) == {"a"}


async def test_what_was_just_stored_need_not_be_fetched(cache: FileCache, tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.write_bytes(b"made here")
    await cache.adopt("ws/a", made)

    async with cache.held("ws/a", never) as path:
        assert path.read_bytes() == b"made here"
    assert not made.exists()


async def test_what_is_larger_than_the_limit_is_not_adopted(
    cache: FileCache, tmp_path: Path
) -> None:
    made = tmp_path / "made"
    made.write_bytes(b"x" * 11 * KB)
    await cache.adopt("ws/a", made)

    assert not made.exists()
    assert kept(tmp_path) == set()
