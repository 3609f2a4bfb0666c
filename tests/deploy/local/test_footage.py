from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from pydantic import HttpUrl, SecretStr

from core.domain.plan import ClipPlan, OutputPlan
from core.domain.span import Span
from core.errors import (
    EngineUnavailableError,
    InvalidPlanError,
    SourceNotFoundError,
    UnknownPluginError,
    UnreadableMediaError,
)
from core.objects import FolderStore
from core.settings import BRollSettings, IngestSettings, Settings, settings
from deploy.local import footage
from tests.activities.render.footage import media, plan
from tests.doubles.footage_service import KEY, FootageServiceDouble, pexels
from tests.doubles.scripted import Reply
from tests.media import video

WORKSPACE = UUID(int=1)
SPAN = Span(start=0, end=0.5)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[FootageServiceDouble]:
    """A Pexels whose key is set."""
    monkeypatch.setenv("CLIPPED_BROLL__PEXELS_KEY", KEY)
    settings.cache_clear()
    with pexels() as double:
        yield double
    settings.cache_clear()


def options(folder: Path, url: str = "https://api.pexels.com") -> Settings:
    return Settings(
        ingest=IngestSettings(private_addresses=True),
        broll=BRollSettings(
            pexels_key=SecretStr(KEY), pexels_url=HttpUrl(url), folder=folder / "library"
        ),
    )


def talk() -> ClipPlan:
    return plan((0, 9), media=media(9), output=OutputPlan())


def library(folder: Path, name: str) -> bytes:
    (folder / "library").mkdir(exist_ok=True)
    return video(folder / "library" / name, seconds=1, size="90x160", sound=False).read_bytes()


@pytest.mark.media
async def test_the_first_place_that_has_some_is_taken(
    service: FootageServiceDouble, tmp_path: Path
) -> None:
    library(tmp_path, "lake.mp4")
    given = options(tmp_path, service.url)

    own = await footage.search(talk(), "lake", SPAN, place=None, options=given)
    service.videos = [service.film(3, (1080, 1920))]
    stock = await footage.search(talk(), "lake", SPAN, place=None, options=given)
    chosen = await footage.search(talk(), "lake", SPAN, place="folder", options=given)

    assert [one.place for one in (*own, *stock, *chosen)] == ["folder", "pexels", "folder"]


@pytest.mark.media
async def test_a_place_that_is_busy_is_passed_over(
    service: FootageServiceDouble, tmp_path: Path
) -> None:
    library(tmp_path, "lake.mp4")
    service.replies = [Reply(status=429), Reply(status=429)]
    given = options(tmp_path, service.url)

    (found,) = await footage.search(talk(), "lake", SPAN, place=None, options=given)

    assert found.place == "folder"
    with pytest.raises(EngineUnavailableError, match="used up"):
        await footage.search(talk(), "lake", SPAN, place="pexels", options=given)


async def test_what_nobody_has_and_a_place_that_is_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFoundError, match=r"no footage of 0\.5 s .* “lake”.*other words"):
        await footage.search(talk(), "lake", SPAN, place=None, options=options(tmp_path))
    with pytest.raises(UnknownPluginError, match="pexels, folder"):
        await footage.search(talk(), "lake", SPAN, place="moon", options=options(tmp_path))


@pytest.mark.media
async def test_a_film_is_stored_once_under_its_content(tmp_path: Path) -> None:
    content = library(tmp_path, "lake.mp4")
    store = FolderStore(tmp_path / "objects")
    given = options(tmp_path)
    (found,) = await footage.search(talk(), "lake", SPAN, place=None, options=given)

    stored = []
    for name in ("one", "two"):
        await footage.fetch(found, tmp_path / name, given)
        stored.append(
            await footage.store_film(store, WORKSPACE, tmp_path / name, seconds=SPAN.duration)
        )

    assert stored[0] == stored[1]
    assert stored[0].key.startswith(f"{WORKSPACE}/files/")
    assert store.path(stored[0].key).read_bytes() == content


@pytest.mark.media
async def test_a_film_that_is_too_short_or_none_is_not_stored(tmp_path: Path) -> None:
    library(tmp_path, "lake.mp4")
    store = FolderStore(tmp_path / "objects")
    (tmp_path / "list").write_bytes(b"#EXTM3U\nfile:///etc/passwd\n")

    with pytest.raises(UnreadableMediaError, match=r"lasts 1\.0. s, and 3\.00 s are wanted"):
        await footage.store_film(store, WORKSPACE, tmp_path / "library/lake.mp4", seconds=3)
    with pytest.raises(UnreadableMediaError, match="is no whole MP4"):
        await footage.store_film(store, WORKSPACE, tmp_path / "list", seconds=1)
    assert list((tmp_path / "objects").iterdir()) == []


async def test_a_picture_is_stored_and_what_is_none_is_not(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "objects")
    Image.new("RGBA", (8, 8)).save(tmp_path / "star.png")
    (tmp_path / "page.png").write_bytes(b"<svg/>")

    stored = await footage.store_picture(store, WORKSPACE, tmp_path / "star.png")

    assert (await store.find(stored.key)) == stored
    with pytest.raises(InvalidPlanError, match=r"page\.png is no whole PNG"):
        await footage.store_picture(store, WORKSPACE, tmp_path / "page.png")
