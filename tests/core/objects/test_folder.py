"""The folder store: whole files or none, and no way out of its folder."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.artifact import Artifact
from core.domain.job import SourceRef
from core.errors import SourceNotFoundError
from core.objects import FolderStore, copy, put_value, read_value


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "objects")


async def test_a_stored_file_is_found_read_and_gone_from_where_it_was(
    store: FolderStore, tmp_path: Path
) -> None:
    made = tmp_path / "made.bin"
    made.write_bytes(b"content")

    artifact = await store.put_file("ws/renders/a/clip.mp4", made)

    assert artifact == Artifact(key="ws/renders/a/clip.mp4", size=7)
    assert await store.find(artifact.key) == artifact
    assert not made.exists()
    async with store.local(artifact) as path:
        assert path.read_bytes() == b"content"


async def test_values_come_back_as_they_were(store: FolderStore) -> None:
    value = SourceRef(kind="file", location="a “quoted” näme.mp4")

    artifact = await put_value(store, "ws/values/one.json", value)

    assert await read_value(store, artifact, SourceRef) == value


async def test_what_is_not_there_is_said_so(store: FolderStore) -> None:
    assert await store.find("ws/nothing/here") is None
    with pytest.raises(SourceNotFoundError, match="start the job again"):
        async with store.local(Artifact(key="ws/nothing/here", size=0)):
            pass


async def test_deleting_twice_is_deleting_once(store: FolderStore) -> None:
    await store.put_bytes("ws/a/b", b"x")
    await store.delete("ws/a/b")
    await store.delete("ws/a/b")

    assert await store.find("ws/a/b") is None


@pytest.mark.parametrize(
    "key", ["../escape", "ws/../../escape", "/absolute/key", "ws", "ws//b", "ws/.hidden", "ws/a\n"]
)
def test_a_key_cannot_leave_the_store(store: FolderStore, key: str) -> None:
    with pytest.raises(ValueError, match="not a storage key"):
        store.path(key)


@given(st.text(max_size=40))
def test_no_text_makes_a_path_outside_of_the_store(text: str) -> None:
    root = Path("/nonexistent")
    store = FolderStore.__new__(FolderStore)
    store._root = root  # no folder is made for a property of names
    try:
        path = store.path(f"ws/{text}")
    except ValueError:
        return
    assert path.resolve().is_relative_to(root)


def test_a_copy_has_the_same_bytes(tmp_path: Path) -> None:
    source = tmp_path / "a"
    source.write_bytes(bytes(range(256)) * 5000)

    copy(source, tmp_path / "b")

    assert (tmp_path / "b").read_bytes() == source.read_bytes()
