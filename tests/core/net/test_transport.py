from collections.abc import Callable, Iterator

import httpx
import pytest

from core.errors import BlockedLinkError
from core.net.guard import Guard
from core.net.transport import CheckedTransport, checked_client
from core.settings import IngestSettings
from tests.doubles.site import Page, Site

RULES = IngestSettings(extra_hosts=("media.example",))
LOCAL = IngestSettings(extra_hosts=("127.0.0.1",), private_addresses=True)

Answer = Callable[[httpx.Request], httpx.Response]


def asked(answer: Answer, link: str) -> httpx.Response:
    """Get a link through the checks, where ``answer`` stands for the network."""
    transport = CheckedTransport(RULES, httpx.MockTransport(answer))
    with httpx.Client(transport=transport, follow_redirects=True) as client:
        return client.get(link)


def names(monkeypatch: pytest.MonkeyPatch, *answers: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Let the name server give these answers, one after the other, and no more."""
    left = iter(answers)
    monkeypatch.setattr("core.net.addresses.resolve", lambda *_: next(left))
    return left


def test_the_connection_goes_to_the_checked_address_under_the_name_of_the_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A second look-up would find this machine.
    left = names(monkeypatch, ("8.8.8.8",), ("127.0.0.1",))
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200)

    asked(answer, "https://media.example/talk.mp4?part=1")

    (request,) = seen
    assert str(request.url) == "https://8.8.8.8/talk.mp4?part=1"
    assert request.headers["Host"] == "media.example"
    assert request.extensions["sni_hostname"] == "media.example"
    assert list(left) == [("127.0.0.1",)]


def test_the_next_address_is_tried_when_one_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names(monkeypatch, ("2606:4700::1", "8.8.8.8"))

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host != "8.8.8.8":
            raise httpx.ConnectError("no route")
        return httpx.Response(200, text="here")

    assert asked(answer, "https://media.example/").text == "here"


@pytest.mark.parametrize(
    ("location", "answers", "says"),
    [
        ("http://169.254.169.254/latest", [("8.8.8.8",)], "169.254.169.254 are not allowed"),
        ("http://elsewhere.example/", [("8.8.8.8",)], "elsewhere.example are not allowed"),
        ("http://me:pw@media.example/", [("8.8.8.8",)], "user name"),
        ("file:///etc/passwd", [("8.8.8.8",)], "file links"),
        ("http://b.media.example/", [("8.8.8.8",), ("10.0.0.1",)], "private address 10.0.0.1"),
        ("/again", [("8.8.8.8",), ("127.0.0.1",)], "private address 127.0.0.1"),
    ],
)
def test_every_redirect_is_checked_again(
    monkeypatch: pytest.MonkeyPatch, location: str, answers: list[tuple[str, ...]], says: str
) -> None:
    names(monkeypatch, *answers)
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(str(request.url))
        return httpx.Response(302, headers={"Location": location})

    with pytest.raises(BlockedLinkError, match=says):
        asked(answer, "http://media.example/talk.mp4")
    assert seen == ["http://8.8.8.8/talk.mp4"]


def test_a_real_site_is_reached() -> None:
    with Site({"/a": Page(b"content")}) as site, checked_client(LOCAL) as client:
        assert client.get(site.url("/a")).content == b"content"

    (visit,) = site.visits
    assert visit.headers["host"] == f"127.0.0.1:{site.port}"


def test_the_operators_proxy_is_used() -> None:
    with Site({"/a": Page(b"content")}) as site, Guard(LOCAL) as proxy:
        rules = LOCAL.model_copy(update={"proxy": proxy.url})
        with checked_client(rules) as client:
            assert client.get(site.url("/a")).content == b"content"
        wrong = LOCAL.model_copy(update={"proxy": proxy.url.replace("guard:", "guard:x")})
        with checked_client(wrong) as client:
            assert client.get(site.url("/a")).status_code == 502


def test_the_checks_hold_behind_the_operators_proxy() -> None:
    rules = IngestSettings(extra_hosts=("127.0.0.1",), proxy="http://127.0.0.1:9")

    with Site() as site, checked_client(rules) as client, pytest.raises(BlockedLinkError):
        client.get(site.url("/a"))
    assert site.visits == []
