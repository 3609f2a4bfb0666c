import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from activities import catalog
from activities.ingest.base import Fetched
from core.domain.job import SourceKind
from core.errors import (
    BlockedLinkError,
    ClippedError,
    SourceNotFoundError,
    UnsupportedMediaError,
    UpstreamBusyError,
)
from core.settings import IngestSettings
from tests.doubles.site import Page, Site

CONTENT = bytes(range(256)) * 4_000
RULES = IngestSettings(extra_hosts=("127.0.0.1",), private_addresses=True)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture(autouse=True)
def no_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("activities.ingest.sources.http._WAIT_SECONDS", 0.0)


def fetched(link: str, into: Path, rules: IngestSettings = RULES) -> tuple[Fetched, list[float]]:
    seen: list[float] = []
    plugin = catalog.SOURCES.load(SourceKind.HTTP)(rules)
    return plugin.fetch(link, into, report=seen.append), seen


def ranges(site: Site) -> list[str | None]:
    return [visit.headers.get("range") for visit in site.visits]


def test_a_file_is_downloaded_and_named_by_its_content(site: Site, tmp_path: Path) -> None:
    site.pages = {"/My%20talk.mp4": Page(CONTENT, "video/mp4")}

    copy, seen = fetched(site.url("/My%20talk.mp4?token=1"), tmp_path)

    assert copy.path.read_bytes() == CONTENT
    assert copy.content_hash == hashlib.sha256(CONTENT).hexdigest()
    assert copy.title == "My talk"
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_a_broken_transfer_goes_on_where_it_was(site: Site, tmp_path: Path) -> None:
    site.pages = {"/a.mp4": Page(CONTENT, breaks=[300_000, 200_000])}

    copy, _ = fetched(site.url("/a.mp4"), tmp_path)

    assert copy.path.read_bytes() == CONTENT
    assert copy.content_hash == hashlib.sha256(CONTENT).hexdigest()
    assert ranges(site) == [None, "bytes=300000-", "bytes=500000-"]
    assert site.visits[1].headers["if-range"] == '"1"'


def test_a_file_that_nothing_identifies_is_begun_again(site: Site, tmp_path: Path) -> None:
    site.pages = {"/a.mp4": Page(CONTENT, breaks=[300_000], etag="")}

    copy, _ = fetched(site.url("/a.mp4"), tmp_path)

    assert copy.content_hash == hashlib.sha256(CONTENT).hexdigest()
    assert ranges(site) == [None, None]


def test_a_file_that_changed_meanwhile_is_begun_again(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page(CONTENT, breaks=[300_000])
    site.pages = {"/a.mp4": page}

    def change(_: float) -> None:
        page.content, page.etag = CONTENT[::-1], '"2"'

    monkeypatch.setattr("activities.ingest.sources.http.time.sleep", change)
    copy, _ = fetched(site.url("/a.mp4"), tmp_path)

    assert copy.path.read_bytes() == CONTENT[::-1]
    assert copy.content_hash == hashlib.sha256(CONTENT[::-1]).hexdigest()


def test_a_transfer_that_never_gets_on_is_given_up(site: Site, tmp_path: Path) -> None:
    site.pages = {"/a.mp4": Page(CONTENT, breaks=[1000, 0, 0, 0, 0, 0])}

    with pytest.raises(UpstreamBusyError, match="did not answer to the end"):
        fetched(site.url("/a.mp4"), tmp_path)
    assert len(site.visits) == 4


@pytest.mark.parametrize(
    ("page", "error", "says"),
    [
        (Page(status=404), SourceNotFoundError, "answered 404; check the link"),
        (Page(status=403), SourceNotFoundError, "does not give the file to everybody"),
        (Page(status=429), UpstreamBusyError, "answered 429; it is busy"),
        (Page(status=503), UpstreamBusyError, "answered 503; it is busy"),
        (Page(b"<html>", "text/html; charset=utf-8"), SourceNotFoundError, "a web page"),
        (Page(location="/a.mp4"), SourceNotFoundError, "redirects without end"),
        (Page(location="http://169.254.169.254/"), BlockedLinkError, "169.254.169.254 are not"),
        (Page(location="file:///etc/passwd"), BlockedLinkError, "file links cannot be read"),
    ],
)
def test_every_bad_answer_is_told_in_one_line(
    site: Site, tmp_path: Path, page: Page, error: type[ClippedError], says: str
) -> None:
    site.pages = {"/a.mp4": page}

    with pytest.raises(error, match=says) as refused:
        fetched(site.url("/a.mp4"), tmp_path)
    assert "\n" not in str(refused.value)


def test_a_site_that_is_not_there_is_told(tmp_path: Path) -> None:
    with Site() as gone:
        link = gone.url("/a.mp4")

    with pytest.raises(UpstreamBusyError, match=r"127\.0\.0\.1 did not answer"):
        fetched(link, tmp_path)


def test_a_redirect_is_followed_to_where_it_may_lead(site: Site, tmp_path: Path) -> None:
    site.pages = {"/a.mp4": Page(location="/b.mp4"), "/b.mp4": Page(CONTENT)}

    assert fetched(site.url("/a.mp4"), tmp_path)[0].path.read_bytes() == CONTENT


def test_a_redirect_to_a_private_address_is_refused_before_it_is_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.net.addresses.is_public", lambda address: address == "127.0.0.1")
    rules = IngestSettings(extra_hosts=("127.0.0.1", "127.0.0.2"))

    with Site(host="0.0.0.0") as site:
        inside = site.url("/inside.mp4", host="127.0.0.2")
        site.pages = {"/a.mp4": Page(location=inside), "/inside.mp4": Page(CONTENT)}
        with pytest.raises(BlockedLinkError, match=r"private address 127\.0\.0\.2"):
            fetched(site.url("/a.mp4", host="127.0.0.1"), tmp_path, rules)

    assert [visit.path for visit in site.visits] == ["/a.mp4"]


def test_private_addresses_are_not_asked(site: Site, tmp_path: Path) -> None:
    with pytest.raises(BlockedLinkError, match="CLIPPED_INGEST__PRIVATE_ADDRESSES"):
        fetched(site.url("/a.mp4"), tmp_path, IngestSettings(extra_hosts=("127.0.0.1",)))
    assert site.visits == []


@pytest.mark.parametrize("etag", ['"1"', ""])
def test_a_file_larger_than_the_settings_allow_is_not_downloaded(
    site: Site, tmp_path: Path, etag: str
) -> None:
    site.pages = {"/a.mp4": Page(CONTENT, etag=etag)}

    with pytest.raises(UnsupportedMediaError, match="CLIPPED_INGEST__MAX_MBIT"):
        fetched(
            site.url("/a.mp4"),
            tmp_path,
            RULES.model_copy(update={"max_hours": 0.01, "max_mbit": 0.1}),
        )
    assert (tmp_path / "source").stat().st_size == 0
