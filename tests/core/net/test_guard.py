import base64
import socket
from urllib.parse import urlsplit

import httpx
import pytest

from core.errors import ConfigurationError
from core.net.guard import Guard
from core.settings import IngestSettings
from tests.doubles.site import Page, Site

OPEN = IngestSettings(private_addresses=True)
CLOSED = IngestSettings()


def tunnelled(guard: Guard, site: Site, request: bytes) -> bytes:
    """Send a request through a tunnel, as for https, and return all that came back."""
    proxy = urlsplit(guard.url)
    password = base64.b64encode(f"{proxy.username}:{proxy.password}".encode()).decode()
    with socket.create_connection((proxy.hostname or "", proxy.port or 0), timeout=10) as tunnel:
        tunnel.sendall(
            f"CONNECT 127.0.0.1:{site.port} HTTP/1.1\r\n"
            f"Proxy-Authorization: Basic {password}\r\n\r\n".encode()
        )
        answer = tunnel.recv(4096)
        if b" 200 " not in answer:
            return answer
        tunnel.sendall(request)
        while part := tunnel.recv(65536):
            answer += part
        return answer


def test_a_plain_request_arrives_as_if_it_had_come_directly() -> None:
    content = b"x" * 300_000
    with (
        Site({"/a": Page(content)}) as site,
        Guard(OPEN) as guard,
        httpx.Client(proxy=guard.url) as client,
    ):
        assert client.get(site.url("/a?b=1"), headers={"X-One": "1"}).content == content

    (visit,) = site.visits
    assert visit.path == "/a?b=1"
    assert visit.headers["x-one"] == "1"
    assert not [name for name in visit.headers if name.startswith("proxy")]


def test_a_tunnel_carries_what_it_is_given() -> None:
    with Site({"/a": Page(b"content")}) as site, Guard(OPEN) as guard:
        answer = tunnelled(guard, site, b"GET /a HTTP/1.0\r\n\r\n")

    assert answer.endswith(b"content")


def test_private_addresses_are_refused_and_the_reason_is_kept() -> None:
    with Site({"/a": Page(b"content")}) as site, Guard(CLOSED) as guard:
        with httpx.Client(proxy=guard.url) as client:
            assert client.get(site.url("/a")).status_code == 403
        assert b" 403 " in tunnelled(guard, site, b"GET /a HTTP/1.0\r\n\r\n")

    assert site.visits == []
    assert "CLIPPED_INGEST__PRIVATE_ADDRESSES" in str(guard.refusal)


def test_a_name_is_looked_up_once_and_the_checked_address_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = iter([("127.0.0.1",), ("127.0.0.2",)])
    monkeypatch.setattr("core.net.addresses.resolve", lambda *_: next(answers))
    monkeypatch.setattr("core.net.addresses.is_public", lambda address: address == "127.0.0.1")

    with (
        Site({"/a": Page(b"content")}, host="0.0.0.0") as site,
        Guard(CLOSED) as guard,
        httpx.Client(proxy=guard.url) as client,
    ):
        first = client.get(site.url("/a", host="turning.example"))
        second = client.get(site.url("/a", host="turning.example"))

    assert (first.content, second.status_code) == (b"content", 403)
    assert len(site.visits) == 1
    assert site.visits[0].headers["host"] == f"turning.example:{site.port}"


def test_nobody_else_may_use_it() -> None:
    with Site({"/a": Page(b"content")}) as site, Guard(OPEN) as guard:
        stranger = guard.url.replace("guard:", "guard:x")
        with httpx.Client(proxy=stranger) as client:
            assert client.get(site.url("/a")).status_code == 407
    assert site.visits == []


def test_it_goes_through_the_operators_proxy() -> None:
    with Site({"/a": Page(b"content")}) as site, Guard(OPEN) as proxy:
        rules = IngestSettings(private_addresses=True, proxy=proxy.url)
        with Guard(rules) as guard, httpx.Client(proxy=guard.url) as client:
            assert client.get(site.url("/a")).content == b"content"


def test_a_silent_host_is_a_bad_gateway() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        port = taken.getsockname()[1]
        with Guard(OPEN) as guard, httpx.Client(proxy=guard.url) as client:
            assert client.get(f"http://127.0.0.1:{port}/").status_code == 502


@pytest.mark.parametrize("proxy", ["socks5://host:1080", "host:3128", "http://"])
def test_a_proxy_of_another_kind_is_refused(proxy: str) -> None:
    with pytest.raises(ConfigurationError, match="CLIPPED_INGEST__PROXY"):
        Guard(IngestSettings(proxy=proxy))
