import hashlib
from pathlib import Path

import pytest

from activities import catalog
from activities.ingest.base import Fetched
from core.domain.job import SourceKind
from core.errors import SourceNotFoundError, UnsupportedMediaError
from core.settings import IngestSettings

RULES = IngestSettings()


def fetched(source: Path, into: Path, rules: IngestSettings = RULES) -> tuple[Fetched, list[float]]:
    seen: list[float] = []
    plugin = catalog.SOURCES.load(SourceKind.FILE)(rules)
    return plugin.fetch(str(source), into, report=seen.append), seen


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def test_a_file_is_copied_and_named_by_its_content(tmp_path: Path, into: Path) -> None:
    content = bytes(range(256)) * 10_000
    source = tmp_path / "a talk.mov"
    source.write_bytes(content)

    copy, seen = fetched(source, into)
    source.write_bytes(b"changed")

    assert copy.path.read_bytes() == content
    assert copy.path.parent == into
    assert copy.content_hash == hashlib.sha256(content).hexdigest()
    assert copy.title == "a talk"
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_a_link_to_a_file_is_followed(tmp_path: Path, into: Path) -> None:
    (tmp_path / "real.mp4").write_bytes(b"content")
    (tmp_path / "link.mp4").symlink_to(tmp_path / "real.mp4")

    assert fetched(tmp_path / "link.mp4", into)[0].path.read_bytes() == b"content"


@pytest.mark.parametrize(
    ("name", "says"), [("gone.mp4", "there is no file"), ("", "is a folder"), ("x\0y", "no file")]
)
def test_what_is_no_file_is_told(tmp_path: Path, into: Path, name: str, says: str) -> None:
    with pytest.raises(SourceNotFoundError, match=says):
        fetched(tmp_path / name, into)


def test_a_file_that_may_not_be_read_is_told(
    tmp_path: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "secret.mp4"
    source.write_bytes(b"content")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    # The user who runs the tests may be one who may read everything.
    monkeypatch.setattr("pathlib.Path.open", refuse)

    with pytest.raises(SourceNotFoundError, match="change its permissions"):
        fetched(source, into)


def test_a_file_larger_than_any_recording_may_be_is_not_copied(tmp_path: Path, into: Path) -> None:
    source = tmp_path / "huge.mp4"
    source.write_bytes(bytes(2_000_000))

    with pytest.raises(UnsupportedMediaError, match="CLIPPED_INGEST__MAX_MBIT"):
        fetched(source, into, IngestSettings(max_hours=0.01, max_mbit=0.1))
    assert list(into.iterdir()) == []
