"""The folder store: no way out of its folder, and copies that are whole."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from core.objects import FolderStore, copy


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
