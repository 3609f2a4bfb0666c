"""Nothing that people give us leads into our own network, however it is written."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any

import httpx
import pytest

from activities.notify.sending import post
from api.errors import ApiError
from api.provider_calls import calling
from core.errors import ClippedError
from core.net.addresses import is_public
from core.net.guard import Guard
from core.net.outgoing import opened, through
from core.net.transport import CheckedTransport
from core.settings import IngestSettings, Settings

# Names, and what the name server says: each time it is asked the next answer, and the last again.
NAMES: dict[str, list[tuple[str, ...]]] = {
    "public.example": [("8.8.8.8",)],
    "inside.example": [("127.0.0.1",)],
    "six.inside.example": [("::1",)],
    "both.example": [("8.8.8.8", "10.0.0.1")],
    "metadata.example": [("169.254.169.254",)],
    "metadata.google.internal": [("169.254.169.254",)],
    "mapped.example": [("::ffff:169.254.169.254",)],
    "localhost": [("127.0.0.1", "::1")],
    "localhost.localdomain": [("127.0.0.1",)],
}
HOSTS = (
    # IPv4, in every way in which a program may read it.
    *("127.0.0.1", "127.1", "127.0.1", "127.0.0.1.", "0", "0.0.0.0", "127.255.255.254"),
    *("2130706433", "0x7f000001", "0x7f.1", "0x7f.0x0.0x0.0x1", "0177.0.0.1", "017700000001"),
    *("0177.0x0.0.1", "00000177.0.0.1", "%31%32%37.0.0.1", "127%2e0%2e0%2e1", "127.0.0.1%00"),
    *("①②⑦.⓪.⓪.①", "127。0。0。1", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ"),
    # Private, shared, of documentation, of benchmarks, for many, for all.
    *("10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1"),
    *("192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1"),
    *("240.0.0.1", "255.255.255.255"),
    # Link-local, and where clouds keep what their machines may know.
    *("169.254.0.1", "169.254.169.254", "169.254.170.2", "2852039166", "0xa9fea9fe"),
    *("0251.0376.0251.0376", "100.100.100.200", "192.0.0.192", "[fd00:ec2::254]"),
    # IPv6, and IPv4 inside it.
    *("[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
    *("[::ffff:a9fe:a9fe]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::1]"),
    *("[2002:7f00:1::]", "[2002:a9fe:a9fe::]", "[2001:0:7f00:1::]", "[fe80::1]", "[fe80::1%25lo]"),
    *("[fc00::1]", "[fec0::1]", "[ff02::1]", "[2001:db8::1]", "[100::1]"),
    # Names that lead there, at once or in part.
    *("localhost", "LOCALHOST", "localhost.", "localhost.localdomain", "inside.example"),
    *("six.inside.example", "both.example", "metadata.example", "metadata.google.internal"),
    "mapped.example",
    # What one reader takes for a user, and another for the host.
    *("public.example@127.0.0.1", "public.example:80@127.0.0.1", "public.example%40@127.0.0.1"),
    *("127.0.0.1\\@public.example", "public.example\\@127.0.0.1", "public.example#@127.0.0.1"),
    *("127.0.0.1:80 @public.example", "public.example\t@127.0.0.1", "public.example;@127.0.0.1"),
    *("@127.0.0.1", ":@127.0.0.1", "public.example@@127.0.0.1", "[::1]@127.0.0.1"),
)
Way = Callable[[str], Awaitable[None]]


class Network:
    """Whom this process connects to, and a name server that changes its mind."""

    def __init__(self) -> None:
        self.dialled: list[str] = []
        self.asked: dict[str, int] = {}
        self.names = dict(NAMES)
        self._real = socket.getaddrinfo
        self._connect = socket.create_connection

    def look_up(self, host: Any, port: Any, *args: Any, **options: Any) -> list[Any]:
        name = host.decode() if isinstance(host, bytes) else host
        answers = self.names.get((name or "").rstrip(".").lower())
        numeric = options.get("flags", 0) & socket.AI_NUMERICHOST
        if answers is None or numeric:
            return self._real(host, port, *args, **{**options, "flags": socket.AI_NUMERICHOST})
        number = self.asked[name] = self.asked.get(name, -1) + 1
        found = answers[min(number, len(answers) - 1)]
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0))
            for one in found
        ]

    def dial(self, address: tuple[str, int], *args: Any, **options: Any) -> socket.socket:
        self.dialled.append(address[0])
        raise ConnectionRefusedError("nobody is there")

    def reached(self) -> list[str]:
        """Return the addresses of our own network that somebody tried to reach."""
        return [one for one in self.dialled if not _numeric_public(one)]


def _numeric_public(address: str) -> bool:
    try:
        return is_public(address)
    except ValueError:
        return False


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    made = Network()
    monkeypatch.setattr(socket, "getaddrinfo", made.look_up)
    monkeypatch.setattr(socket, "create_connection", made.dial)
    return made


async def as_source(link: str) -> None:
    """As a job's source: the operator has allowed every host by its name."""
    host = link.split("://")[1].split("/", maxsplit=1)[0]
    names = (host, host.split("@")[-1], host.rsplit(":", 1)[0], "public.example", "127.0.0.1")
    rules = IngestSettings(extra_hosts=tuple(filter(None, names)))

    def get() -> None:
        checked = CheckedTransport(rules, _connections())
        with httpx.Client(transport=checked, follow_redirects=True) as client:
            client.get(link)

    await asyncio.to_thread(get)


@lru_cache(maxsize=1)
def _connections() -> httpx.HTTPTransport:
    """Return what makes the connections; reading whom it trusts takes long."""
    return httpx.HTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))


async def as_media(link: str) -> None:
    """As something that a program fetches which makes its own requests."""

    async with opened(Guard(IngestSettings())) as guard, through(guard, agent="test") as client:
        await client.get(link, timeout=5)


async def as_webhook(link: str) -> None:
    await post(link, b"{}", headers={}, rules=IngestSettings(), within=5)


async def as_provider(link: str) -> None:
    async with calling(Settings()) as caller:
        await caller.get(link)


WAYS: dict[str, Way] = {
    "source": as_source,
    "media": as_media,
    "webhook": as_webhook,
    "provider": as_provider,
}


async def tried(way: Way, link: str) -> None:
    """Go there; whatever comes of it."""
    with suppress(ClippedError, ApiError, httpx.HTTPError, httpx.InvalidURL, ValueError, OSError):
        await way(link)


@pytest.mark.parametrize("name", WAYS)
async def test_no_spelling_of_an_address_reaches_our_own_network(
    network: Network, name: str
) -> None:
    reached = {}
    # A receiver and a provider are spoken to by TLS alone.
    scheme = "https" if name in {"webhook", "provider"} else "http"
    for host in HOSTS:
        await tried(WAYS[name], f"{scheme}://{host}/latest/meta-data")
        if found := network.reached():
            reached[host] = list(found)
            network.dialled.clear()

    assert len(HOSTS) >= 85
    assert reached == {}


@pytest.mark.parametrize("name", WAYS)
async def test_what_is_public_is_dialled(network: Network, name: str) -> None:
    """Else the test above would show nothing."""
    await tried(WAYS[name], "https://public.example/")

    assert network.dialled == ["8.8.8.8"]


@pytest.mark.parametrize("name", WAYS)
async def test_a_name_that_changes_between_look_ups_reaches_what_was_checked(
    network: Network, name: str
) -> None:
    network.names["turning.example"] = [("8.8.8.8",), ("127.0.0.1",)]
    network.names["public.example"] = network.names["turning.example"]

    await tried(WAYS[name], "https://public.example/")
    await tried(WAYS[name], "https://public.example/")

    assert network.dialled == ["8.8.8.8"]
    assert network.asked["public.example"] == 1


class _Redirecting:
    """A public server that sends whoever comes elsewhere."""

    def __init__(self, network: Network, location: str) -> None:
        self._network, self._location = network, location
        self.served = 0
        self._open: list[socket.socket] = []

    def dial(self, address: tuple[str, int], *args: Any, **options: Any) -> socket.socket:
        self._network.dialled.append(address[0])
        if not _numeric_public(address[0]):
            raise ConnectionRefusedError("nobody is there")
        self.served += 1
        ours, theirs = socket.socketpair()
        answer = f"HTTP/1.1 302 Found\r\nLocation: {self._location}\r\nContent-Length: 0\r\n\r\n"
        theirs.sendall(answer.encode())
        theirs.shutdown(socket.SHUT_WR)
        self._open += (ours, theirs)
        return ours

    def close(self) -> None:
        for one in self._open:
            one.close()


@pytest.mark.parametrize("name", WAYS)
async def test_no_redirect_reaches_our_own_network(
    network: Network, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hosts = [one for one in HOSTS if one.isascii() and not set(one) & set("\\ \t#%")]
    served = 0
    for host in hosts[::4]:
        server = _Redirecting(network, f"http://{host}/latest")
        monkeypatch.setattr(socket, "create_connection", server.dial)
        await tried(WAYS[name], "http://public.example/")
        served += server.served
        server.close()

    # A receiver and a provider are not spoken to without TLS.
    assert (served > 0) is (name in {"source", "media"})
    assert len(hosts[::4]) >= 18
    assert network.reached() == []
