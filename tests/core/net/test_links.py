from pathlib import Path

import pytest

from core.domain.job import SourceKind
from core.errors import BlockedLinkError, SourceNotFoundError
from core.net import check_link, check_receiver, source_of
from core.settings import IngestSettings, Settings

SETTINGS = Settings(ingest=IngestSettings(extra_hosts=("media.example", "bücher.example")))


@pytest.fixture(autouse=True)
def public_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name leads to a public address."""
    monkeypatch.setattr("core.net.addresses.resolve", lambda *_: ("8.8.8.8",))


@pytest.mark.parametrize(
    ("text", "kind", "location"),
    [
        ("/films/talk.mp4", SourceKind.FILE, "/films/talk.mp4"),
        (" /films/a talk.mp4\n", SourceKind.FILE, "/films/a talk.mp4"),
        ("talk.mp4", SourceKind.FILE, str(Path.cwd() / "talk.mp4")),
        ("~/talk.mp4", SourceKind.FILE, str(Path.home() / "talk.mp4")),
        ("youtube.com", SourceKind.FILE, str(Path.cwd() / "youtube.com")),
        ("https://youtu.be/abc", SourceKind.YTDLP, "https://youtu.be/abc"),
        ("youtu.be/abc", SourceKind.YTDLP, "https://youtu.be/abc"),
        ("www.youtube.com/watch?v=a", SourceKind.YTDLP, "https://www.youtube.com/watch?v=a"),
        ("https://x.com/a/status/1.mp4", SourceKind.YTDLP, "https://x.com/a/status/1.mp4"),
        ("http://media.example/t.MP4?x=1", SourceKind.HTTP, "http://media.example/t.MP4?x=1"),
        ("http://media.example/t%2Emkv", SourceKind.HTTP, "http://media.example/t%2Emkv"),
        ("https://cdn.media.example/talk", SourceKind.YTDLP, "https://cdn.media.example/talk"),
        ("https://media.example/l.m3u8", SourceKind.YTDLP, "https://media.example/l.m3u8"),
    ],
)
def test_what_a_person_means_is_understood(text: str, kind: SourceKind, location: str) -> None:
    source = source_of(text, SETTINGS)

    assert (source.kind, source.location) == (kind, location)


def test_nothing_is_no_source() -> None:
    with pytest.raises(SourceNotFoundError, match="give a path or a link"):
        source_of("  ", SETTINGS)


@pytest.mark.parametrize(
    ("link", "says"),
    [
        ("https://elsewhere.example/a.mp4", "CLIPPED_INGEST__EXTRA_HOSTS='\\[\"elsewhere.example"),
        ("https://notyoutube.com/a", "notyoutube.com are not allowed"),
        ("https://youtube.com.evil.example/a", "youtube.com.evil.example are not allowed"),
        ("https://evil.example/youtube.com", "evil.example are not allowed"),
        ("https://evil.example#youtube.com", "evil.example are not allowed"),
        ("https://youtube.com@evil.example/a", "user name or password"),
        ("https://me:secret@youtube.com/a", "user name or password"),
        ("https://youtube.com\\@evil.example/a", "backslashes"),
        ("https://youtube.com /a", "spaces"),
        ("https://youtube.com:port/a", "not well formed"),
        ("https://[youtube.com/a", "not well formed"),
        ("https:///a", "no host are not allowed"),
        ("http://127.0.0.1/a.mp4", "127.0.0.1 are not allowed"),
        ("http://2130706433/a.mp4", "2130706433 are not allowed"),
        ("file:///etc/passwd", "file links cannot be read"),
        ("ftp://youtube.com/a.mp4", "ftp links cannot be read"),
        ("gopher://youtube.com/", "gopher links cannot be read"),
    ],
)
def test_a_link_that_leads_elsewhere_is_refused(link: str, says: str) -> None:
    with pytest.raises(BlockedLinkError, match=says):
        check_link(link, SETTINGS.ingest)
    with pytest.raises(BlockedLinkError, match=says):
        source_of(link, SETTINGS)


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(BlockedLinkError) as refused:
        check_link("https://me:secret@youtube.com/a", SETTINGS.ingest)

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "link",
    [
        "https://youtube.com/a",
        "HTTPS://WWW.YouTube.COM/a",
        "https://m.youtube.com./a",
        "https://xn--bcher-kva.example/a",
        "https://BÜCHER.example/a",
    ],
)
def test_a_listed_host_is_known_in_every_spelling(link: str) -> None:
    assert check_link(link, SETTINGS.ingest) == ("8.8.8.8",)


def test_a_listed_host_with_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.net.addresses.resolve", lambda *_: ("169.254.169.254",))

    with pytest.raises(BlockedLinkError, match="CLIPPED_INGEST__PRIVATE_ADDRESSES"):
        check_link("https://youtube.com/a", SETTINGS.ingest)


@pytest.mark.parametrize(
    "link",
    [
        "http://example.com/hook",
        "ftp://example.com/hook",
        "example.com/hook",
        "https://",
        "https:///hook",
        "https://me@example.com/hook",
        "https://me:pw@example.com/hook",
        "https://exa mple.com/hook",
        "https://example.com\\@127.0.0.1/hook",
        "https://example.com:port/hook",
        "https://127.0.0.1/hook",
        "https://2130706433/hook",
        "https://0177.1/hook",
        "https://0x7f000001/hook",
        "https://127.1/hook",
        "https://①②⑦.0.0.1/hook",
        "https://[::1]/hook",
        "https://[::ffff:10.0.0.1]/hook",
        "https://[fe80::1%25eth0]/hook",
        "https://169.254.169.254/latest",
        "https://100.100.100.200/hook",
    ],
)
def test_nothing_is_sent_to_a_link_that_is_doubtful_or_leads_inside(link: str) -> None:
    with pytest.raises(BlockedLinkError):
        check_receiver(link, private=False)


@pytest.mark.parametrize(
    "link", ["https://example.com/hook?key=1", "https://8.8.8.8:8443/", "https://[2606:4700::1]/"]
)
def test_something_may_be_sent_to_whatever_public_host(link: str) -> None:
    check_receiver(link, private=False)


def test_the_operator_may_open_the_network_for_what_is_sent() -> None:
    check_receiver("http://127.0.0.1:3000/hook", private=True)
    with pytest.raises(BlockedLinkError):
        check_receiver("http://me@127.0.0.1/hook", private=True)
