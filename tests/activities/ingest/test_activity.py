from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.ingest import IngestRequest, IngestResult, PrepareRequest, PrepareResult
from activities.ingest.activity import IngestActivities
from core.bench import Bench
from core.domain.job import SourceKind, SourceRef
from core.errors import BlockedLinkError, UnreadableMediaError
from core.objects import FolderStore
from core.scratch import Scratch
from core.settings import settings
from tests.activities.ingest import recordings
from tests.doubles.site import Page, Site
from tests.media import video

pytestmark = pytest.mark.media


@pytest.fixture
def objects(tmp_path: Path) -> Path:
    return tmp_path / "objects"


@pytest.fixture
def bench(tmp_path: Path, objects: Path) -> Iterator[Bench]:
    with closing(Scratch(tmp_path / "scratch")) as scratch:
        yield Bench(FolderStore(objects), scratch)


async def prepared(bench: Bench, source: IngestResult, *, workspace: str = "w") -> PrepareResult:
    request = PrepareRequest(
        workspace=workspace,
        content_hash=source.content_hash,
        source=source.source,
        media=source.media,
        part=source.parts[0],
    )
    return await ActivityEnvironment().run(IngestActivities(bench).prepare, request)


async def ingested(
    bench: Bench, source: Path | str, *, workspace: str = "w", job: str = "1"
) -> IngestResult:
    kind = SourceKind.FILE if isinstance(source, Path) else SourceKind.HTTP
    request = IngestRequest(
        workspace=workspace, job=job, source=SourceRef(kind=kind, location=str(source))
    )
    return await ActivityEnvironment().run(IngestActivities(bench).ingest, request)


def stored(objects: Path) -> dict[str, int]:
    """Return every stored file with the time at which it was written."""
    files = [path for path in objects.rglob("*") if path.is_file()]
    return {str(path.relative_to(objects)): path.stat().st_mtime_ns for path in files}


async def test_a_source_is_stored_with_its_working_copies(
    bench: Bench, objects: Path, tmp_path: Path
) -> None:
    source = recordings.small(tmp_path / "talk.mp4")

    result = await ingested(bench, source)
    copies = await prepared(bench, result)

    home = f"w/sources/{result.content_hash}"
    assert result.source.key == f"{home}/source.mp4"
    assert (objects / result.source.key).read_bytes() == source.read_bytes()
    assert copies.audio is not None
    for artifact in (result.source, copies.proxy, copies.audio):
        assert artifact.key.startswith(home)
        assert (objects / artifact.key).stat().st_size == artifact.size > 0
    assert result.media.title == "talk"
    assert (result.ran.engine, result.ran.cached) == ("file", False)
    assert copies.ran.engine.startswith("libav ")
    assert not copies.ran.cached
    assert list((tmp_path / "scratch").rglob("source")) == []


async def test_the_same_content_is_prepared_once_in_a_workspace(
    bench: Bench, objects: Path, tmp_path: Path
) -> None:
    source = recordings.silent(tmp_path)
    first = await ingested(bench, source)
    copies = await prepared(bench, first)
    before = stored(objects)

    second = await ingested(bench, source.rename(tmp_path / "renamed.mkv"), job="2")
    again = await prepared(bench, second)
    elsewhere = await ingested(bench, tmp_path / "renamed.mkv", workspace="v")
    fresh = await prepared(bench, elsewhere, workspace="v")

    assert again.ran.cached
    assert (second.source, again.proxy) == (first.source, copies.proxy)
    assert again.audio is copies.audio is None
    assert (first.media.title, second.media.title) == ("silent", "renamed")
    assert before.items() <= stored(objects).items()
    assert not fresh.ran.cached
    assert fresh.proxy.key.startswith("v/")


async def test_a_retry_finds_what_the_attempt_before_it_made(
    bench: Bench, objects: Path, tmp_path: Path
) -> None:
    source = recordings.one_second(tmp_path)
    first = await ingested(bench, source)
    source.unlink()
    before = stored(objects)

    again = await ingested(bench, source)

    assert again.ran.cached
    assert again.model_copy(update={"ran": first.ran}) == first
    assert stored(objects) == before


async def test_what_was_purged_is_made_again(bench: Bench, objects: Path, tmp_path: Path) -> None:
    source = recordings.one_second(tmp_path)
    first = await ingested(bench, source)
    (objects / first.source.key).unlink()

    assert (await ingested(bench, source)).source == first.source
    assert (objects / first.source.key).exists()


async def test_a_long_source_is_divided(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLIPPED_INGEST__PART_MINUTES", "1")
    settings.cache_clear()
    slow = video(tmp_path / "long.mp4", seconds=120, size="160x90", fps=2)

    result = await ingested(bench, slow)
    settings.cache_clear()

    assert [part.own.end for part in result.parts] == [60.0, pytest.approx(120.0, abs=0.1)]


async def test_a_bad_source_is_told_and_leaves_nothing(
    bench: Bench, objects: Path, tmp_path: Path
) -> None:
    with pytest.raises(UnreadableMediaError, match="is not a video"):
        await ingested(bench, recordings.text(tmp_path))

    assert stored(objects) == {}


async def test_a_link_is_fetched_as_the_settings_allow(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = recordings.one_second(tmp_path).read_bytes()
    monkeypatch.setenv("CLIPPED_INGEST__EXTRA_HOSTS", '["127.0.0.1"]')

    with Site({"/film.mp4": Page(film, "video/mp4")}) as site:
        with pytest.raises(BlockedLinkError, match="CLIPPED_INGEST__PRIVATE_ADDRESSES"):
            await ingested(bench, site.url("/film.mp4"))
        monkeypatch.setenv("CLIPPED_INGEST__PRIVATE_ADDRESSES", "true")
        result = await ingested(bench, site.url("/film.mp4"))

    assert result.ran.engine == "http"
    assert result.media.duration == pytest.approx(1.0, abs=0.04)
