"""What every object store does, a folder and a real bucket alike."""

import asyncio
import os
import tracemalloc
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.domain.artifact import Artifact
from core.domain.job import SourceRef
from core.errors import SourceNotFoundError
from core.objects import ObjectStore, put_value, read_value, sha256_of, stored

HOSTILE = [
    "../escape",
    "ws/../../escape",
    "/absolute/key",
    "ws",
    "ws//b",
    "ws/.hidden",
    "ws/a\n",
    "ws/a b",
    "ws/a?b=c",
    "ws/a%2fb",
    "ws/\x00",
    "ws/\ud800",
    "ws/ä",
    "ws/" + "a" * 201,
    "ws" + "/a" * 600,
    "",
]


async def whole(chunks: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in chunks])


async def test_a_stored_file_is_found_read_and_gone_from_where_it_was(
    store: ObjectStore, workspace: str, tmp_path: Path
) -> None:
    made = tmp_path / "made.bin"
    made.write_bytes(b"content")

    artifact = await store.put_file(f"{workspace}/renders/a/clip.mp4", made)

    assert artifact == Artifact(key=f"{workspace}/renders/a/clip.mp4", size=7)
    assert await store.find(artifact.key) == artifact == await stored(store, artifact.key)
    assert not made.exists()
    async with store.local(artifact) as path:
        assert path.read_bytes() == b"content"


async def test_values_come_back_as_they_were(store: ObjectStore, workspace: str) -> None:
    value = SourceRef(kind="file", location="a “quoted” näme.mp4")

    artifact = await put_value(store, f"{workspace}/values/one.json", value)

    assert await read_value(store, artifact, SourceRef) == value


async def test_a_large_file_comes_back_as_it_was(
    store: ObjectStore, workspace: str, tmp_path: Path
) -> None:
    content = os.urandom((20 << 20) + 17)
    made = tmp_path / "large"
    made.write_bytes(content)

    artifact = await store.put_file(f"{workspace}/large.bin", made)

    assert artifact.size == len(content)
    assert await whole(store.read(artifact.key)) == content


async def test_what_is_not_there_is_said_so(store: ObjectStore, workspace: str) -> None:
    key = f"{workspace}/nothing/here"
    assert await store.find(key) is None
    with pytest.raises(SourceNotFoundError, match="start the job again"):
        async with store.local(Artifact(key=key, size=0)):
            pass
    with pytest.raises(SourceNotFoundError, match="start the job again"):
        await whole(store.read(key))
    with pytest.raises(SourceNotFoundError, match="start the job again"):
        await stored(store, key)


async def test_deleting_twice_is_deleting_once(store: ObjectStore, workspace: str) -> None:
    artifact = await store.put_bytes(f"{workspace}/a/b", b"x")
    async with store.local(artifact):
        pass
    await store.delete(artifact.key)
    await store.delete(artifact.key)

    assert await store.find(artifact.key) is None
    with pytest.raises(SourceNotFoundError):
        async with store.local(artifact):
            pass


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (0, None),
        (0, 10),
        (7, 8),
        (7, None),
        (999, 1000),
        (0, 5000),
        (990, 5000),
        (5, 5),
        (1000, None),
    ],
)
async def test_a_range_is_what_a_slice_would_be(
    store: ObjectStore, workspace: str, start: int, end: int | None
) -> None:
    content = os.urandom(1000)
    await store.put_bytes(f"{workspace}/ranges", content)

    assert await whole(store.read(f"{workspace}/ranges", start, end)) == content[start:end]


async def test_an_empty_file_is_a_file(store: ObjectStore, workspace: str) -> None:
    artifact = await store.put_bytes(f"{workspace}/empty", b"")

    assert await store.find(artifact.key) == artifact
    assert await whole(store.read(artifact.key)) == b""
    async with store.local(artifact) as path:
        assert path.read_bytes() == b""


async def test_a_prefix_lists_and_counts_its_own_files_only(
    store: ObjectStore, workspace: str
) -> None:
    for key, size in (("a/one", 3), ("a/b/two", 4), ("ab/three", 5)):
        await store.put_bytes(f"{workspace}/{key}", b"x" * size)
    await store.put_bytes(f"{workspace}x/a/other", b"x" * 100)
    upload = await store.begin_upload(f"{workspace}/a/unfinished", 10)

    assert [one.key.removeprefix(f"{workspace}/") async for one in store.under(workspace)] == [
        "a/b/two",
        "a/one",
        "ab/three",
    ]
    assert await store.size_under(workspace) == 12
    assert await store.size_under(f"{workspace}/a") == 7
    assert await store.size_under(f"{workspace}/none") == 0
    await store.abort_upload(upload)


async def test_a_prefix_lists_what_is_old_enough(store: ObjectStore, workspace: str) -> None:
    await store.put_bytes(f"{workspace}/a/old", b"x")
    # S3 tells the second in which a file was written, and no more.
    await asyncio.sleep(4)
    await store.put_bytes(f"{workspace}/a/b/new", b"x")

    async def listed(**age: timedelta) -> list[str]:
        return [one.key.rpartition("/")[2] async for one in store.under(workspace, **age)]

    assert await listed() == ["new", "old"]
    assert await listed(older_than=timedelta(seconds=3)) == ["old"]
    assert await listed(older_than=timedelta(minutes=1)) == []


async def test_a_prefix_is_deleted_with_all_that_is_under_it_and_nothing_else(
    store: ObjectStore, workspace: str
) -> None:
    for key in ("a/one", "a/b/two", "ab/three"):
        await store.put_bytes(f"{workspace}/{key}", b"x")

    assert await store.delete_under(f"{workspace}/a") == 2
    assert await store.delete_under(f"{workspace}/a") == 0

    assert [one.key async for one in store.under(workspace)] == [f"{workspace}/ab/three"]


@pytest.mark.parametrize("key", HOSTILE)
async def test_what_is_no_key_reaches_nothing(store: ObjectStore, tmp_path: Path, key: str) -> None:
    made = tmp_path / "made"
    made.write_bytes(b"x")
    artifact = Artifact.model_construct(key=key, size=1)
    for attempt in (
        store.find(key),
        store.put_file(key, made),
        store.put_bytes(key, b"x"),
        store.delete(key),
        store.signed_url(key, 60),
        store.begin_upload(key, 10),
        store.local(artifact).__aenter__(),
        whole(store.read(key)),
    ):
        with pytest.raises(ValueError, match="not a storage key"):
            await attempt
    with pytest.raises(ValueError, match="not a storage key"):
        store.where(key)


@pytest.mark.parametrize("prefix", ["", "/", "..", "ws/", "ws/..", ".hidden", "ws//a", "*"])
async def test_what_is_no_prefix_is_never_deleted(store: ObjectStore, prefix: str) -> None:
    for attempt in (store.delete_under(prefix), store.size_under(prefix)):
        with pytest.raises(ValueError, match="not the beginning"):
            await attempt


async def test_readers_at_the_same_time_get_the_same_file(
    store: ObjectStore, workspace: str
) -> None:
    artifact = await store.put_bytes(f"{workspace}/shared", b"y" * 3_000_000)

    async def digest() -> str:
        async with store.local(artifact) as path:
            content = await asyncio.to_thread(path.read_bytes)
        assert content == b"y" * 3_000_000
        return await sha256_of(store, artifact)

    assert len(set(await asyncio.gather(*(digest() for _ in range(8))))) == 1


async def test_a_large_file_is_stored_and_read_in_little_memory(
    store: ObjectStore, workspace: str, tmp_path: Path
) -> None:
    size, piece = 200 << 20, os.urandom(1 << 20)
    made = tmp_path / "large"
    with made.open("wb") as file:
        for _ in range(size >> 20):
            file.write(piece)
    await store.put_bytes(f"{workspace}/warm", b"x")
    tracemalloc.start()
    try:
        artifact = await store.put_file(f"{workspace}/large", made)
        assert await store.size_under(workspace) == size + 1
        await sha256_of(store, artifact)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert artifact.size == size
    assert peak < 64 << 20
