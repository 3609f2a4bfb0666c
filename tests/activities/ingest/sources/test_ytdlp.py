import gc
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
    ConfigurationError,
    SourceNotFoundError,
    UnsupportedMediaError,
    UpstreamBusyError,
)
from core.net.guard import Guard
from core.settings import IngestSettings
from tests.activities.ingest import recordings
from tests.doubles.site import Page, Site

pytestmark = [
    pytest.mark.media,
    # yt-dlp leaves the connections of failed downloads to the garbage collector.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]

RULES = IngestSettings(extra_hosts=("127.0.0.1",), private_addresses=True)


@pytest.fixture(autouse=True)
def no_litter() -> Iterator[None]:
    yield
    gc.collect()


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return recordings.small(tmp_path_factory.mktemp("film") / "film.mp4").read_bytes()


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


def page(*videos: str) -> Page:
    tags = "".join(f'<video src="{video}" controls></video>' for video in videos)
    content = f"<html><head><title>On tides</title></head><body>{tags}</body></html>"
    return Page(content.encode(), "text/html")


def hls(*segments: str) -> Page:
    parts = "".join(f"#EXTINF:2.0,\n{segment}\n" for segment in segments)
    content = f"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n{parts}#EXT-X-ENDLIST\n"
    return Page(content.encode(), "application/vnd.apple.mpegurl")


def fetched(link: str, into: Path, rules: IngestSettings = RULES) -> tuple[Fetched, list[float]]:
    seen: list[float] = []
    plugin = catalog.SOURCES.load(SourceKind.YTDLP)(rules)
    return plugin.fetch(link, into, report=seen.append), seen


def test_the_video_of_a_page_is_taken(site: Site, tmp_path: Path, film: bytes) -> None:
    site.pages = {"/talk": page("/film.mp4"), "/film.mp4": Page(film, "video/mp4")}

    copy, seen = fetched(site.url("/talk"), tmp_path)

    assert copy.path.read_bytes() == film
    assert copy.content_hash == hashlib.sha256(film).hexdigest()
    assert copy.title == "On tides"
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_a_playlist_of_segments_becomes_one_file(
    site: Site, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    segment = recordings.small(tmp_path_factory.mktemp("hls") / "part.ts").read_bytes()
    site.pages = {"/live.m3u8": hls("/0.ts", "/1.ts"), "/0.ts": Page(segment)}
    site.pages["/1.ts"] = Page(segment)

    copy, _ = fetched(site.url("/live.m3u8"), tmp_path)

    assert copy.path.stat().st_size >= 2 * len(segment) * 0.9


def test_nothing_but_the_recording_is_left_behind(
    site: Site, tmp_path: Path, film: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    # Where it would look for settings of the user and keep what it learnt.
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    (home / "yt-dlp.conf").write_text("--simulate\n")
    site.pages = {"/talk": page("/film.mp4"), "/film.mp4": Page(film, "video/mp4")}
    into = tmp_path / "into"
    into.mkdir()

    copy, _ = fetched(site.url("/talk"), into)

    assert list(into.iterdir()) == [copy.path]
    assert [file.name for file in home.rglob("*")] == ["yt-dlp.conf"]


def test_the_operators_cookies_are_sent_and_their_file_is_left_alone(
    site: Site, tmp_path: Path, film: bytes
) -> None:
    cookies = tmp_path / "cookies.txt"
    line = "127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\tabc\n"
    cookies.write_text(f"# Netscape HTTP Cookie File\n{line}")
    before = cookies.read_bytes()
    site.pages = {"/talk": page("/film.mp4"), "/film.mp4": Page(film, "video/mp4")}
    into = tmp_path / "into"
    into.mkdir()

    fetched(site.url("/talk"), into, RULES.model_copy(update={"cookies": cookies}))

    assert site.visits[0].headers["cookie"] == "session=abc"
    assert cookies.read_bytes() == before


def test_cookies_that_cannot_be_read_are_told(site: Site, tmp_path: Path) -> None:
    rules = RULES.model_copy(update={"cookies": tmp_path / "gone.txt"})

    with pytest.raises(ConfigurationError, match="CLIPPED_INGEST__COOKIES"):
        fetched(site.url("/talk"), tmp_path, rules)


def test_every_request_goes_through_the_operators_proxy(
    site: Site, tmp_path: Path, film: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages = {"/talk": page("/film.mp4"), "/film.mp4": Page(film, "video/mp4")}
    # A machine that asks for no proxy on this address shall not find another way out.
    monkeypatch.setenv("no_proxy", "127.0.0.1")

    with Guard(RULES) as proxy:
        fetched(site.url("/talk"), tmp_path, RULES.model_copy(update={"proxy": proxy.url}))
    with pytest.raises(UpstreamBusyError):
        fetched(site.url("/talk"), tmp_path, RULES.model_copy(update={"proxy": proxy.url}))


def test_private_addresses_are_not_asked(site: Site, tmp_path: Path) -> None:
    with pytest.raises(BlockedLinkError, match="CLIPPED_INGEST__PRIVATE_ADDRESSES"):
        fetched(site.url("/talk"), tmp_path, IngestSettings(extra_hosts=("127.0.0.1",)))
    assert site.visits == []


def test_a_host_outside_the_list_is_not_asked(site: Site, tmp_path: Path) -> None:
    with pytest.raises(BlockedLinkError, match="CLIPPED_INGEST__EXTRA_HOSTS"):
        fetched(site.url("/talk"), tmp_path, IngestSettings(private_addresses=True))
    assert site.visits == []


@pytest.mark.parametrize("way", ["redirect", "media", "segments", "redirected media"])
def test_no_page_leads_to_a_private_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, film: bytes, way: str
) -> None:
    monkeypatch.setattr("core.net.addresses.is_public", lambda address: address == "127.0.0.1")

    with Site(host="0.0.0.0") as site:
        inside = site.url("/inside.mp4", host="127.0.0.2")
        site.pages = {
            "redirect": {"/talk": Page(location=inside)},
            "media": {"/talk": page(inside)},
            "segments": {"/talk": hls(inside)},
            "redirected media": {"/talk": page("/film.mp4"), "/film.mp4": Page(location=inside)},
        }[way] | {"/inside.mp4": Page(film, "video/mp4")}
        with pytest.raises(BlockedLinkError, match=r"private address 127\.0\.0\.2"):
            fetched(
                site.url("/talk", host="127.0.0.1"),
                tmp_path,
                IngestSettings(extra_hosts=("127.0.0.1",)),
            )

    assert "/inside.mp4" not in {visit.path for visit in site.visits}


@pytest.mark.parametrize(
    ("answer", "error", "says"),
    [
        (Page(b"<html>Hello</html>", "text/html"), SourceNotFoundError, "finds no video"),
        (page("/a.mp4", "/b.mp4"), UnsupportedMediaError, "several videos; give the link of one"),
        (Page(status=404), SourceNotFoundError, "answered 404; check the link"),
        (Page(status=403), SourceNotFoundError, "CLIPPED_INGEST__COOKIES"),
        (Page(status=429), UpstreamBusyError, "answered 429; it is busy"),
        (Page(status=503), UpstreamBusyError, "answered 503; it is busy"),
    ],
)
def test_every_bad_answer_is_told_in_one_line(
    site: Site, tmp_path: Path, answer: Page, error: type[ClippedError], says: str
) -> None:
    site.pages = {"/talk": answer}

    with pytest.raises(error, match=says) as refused:
        fetched(site.url("/talk"), tmp_path)
    assert "\n" not in str(refused.value)


def test_a_site_that_is_not_there_is_told(tmp_path: Path) -> None:
    with Site() as gone:
        link = gone.url("/talk")

    with pytest.raises(UpstreamBusyError, match="did not answer"):
        fetched(link, tmp_path)


def test_a_file_larger_than_the_settings_allow_is_not_taken(
    site: Site, tmp_path: Path, film: bytes
) -> None:
    site.pages = {"/talk": page("/film.mp4"), "/film.mp4": Page(film, "video/mp4")}
    rules = RULES.model_copy(update={"max_hours": 0.001, "max_mbit": 0.001})

    with pytest.raises(UnsupportedMediaError, match="CLIPPED_INGEST__MAX_MBIT"):
        fetched(site.url("/talk"), tmp_path, rules)
