import socket
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BlockedLinkError, SourceNotFoundError, UpstreamBusyError
from core.net.addresses import allowed_addresses, is_public, resolve
from core.settings import IngestSettings

PRIVATE = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a9fe:a9fe::",
    "2001:0:7f00:1::",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]
PUBLIC = [
    "8.8.8.8",
    "172.32.0.1",
    "2606:4700:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_that_is_not_public_is_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_known(address: str) -> None:
    assert is_public(address)


@given(st.integers(min_value=0, max_value=2**32 - 1).map(IPv4Address))
def test_ipv6_never_opens_what_ipv4_closes(inner: IPv4Address) -> None:
    nested = [
        IPv6Address(f"::ffff:{inner}"),
        IPv6Address(int(IPv6Address("64:ff9b::")) | int(inner)),
    ]

    assert [is_public(str(outer)) for outer in nested] == [is_public(str(inner))] * 2
    sixtofour = IPv6Address(int(IPv6Address("2002::")) | int(inner) << 80)
    assert not (is_public(str(sixtofour)) and not is_public(str(inner)))


@pytest.mark.parametrize(
    "spelling",
    ["127.0.0.1", "2130706433", "0177.0.0.1", "0x7f000001", "127.1", "0", "::ffff:127.0.0.1"],
)
def test_no_spelling_of_a_private_address_passes(spelling: str) -> None:
    with pytest.raises(BlockedLinkError, match="CLIPPED_INGEST__PRIVATE_ADDRESSES"):
        allowed_addresses(spelling, 80, IngestSettings())


def test_one_private_address_among_public_ones_closes_the_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.net.addresses.resolve", lambda *_: ("8.8.8.8", "10.0.0.1"))

    with pytest.raises(BlockedLinkError, match=r"two\.example leads to the private .* 10\.0\.0\.1"):
        allowed_addresses("two.example", 80, IngestSettings())


def test_the_operator_may_open_private_addresses() -> None:
    rules = IngestSettings(private_addresses=True)

    assert allowed_addresses("127.0.0.1", 80, rules) == ("127.0.0.1",)


def test_a_name_is_left_to_the_proxy_only_when_nothing_needs_checking(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("core.net.addresses.resolve", lambda *_: ("10.0.0.1",))
    behind_proxy = IngestSettings(proxy="http://proxy:3128")

    with pytest.raises(BlockedLinkError):
        allowed_addresses("inside.example", 80, behind_proxy)
    opened = behind_proxy.model_copy(update={"private_addresses": True})
    assert allowed_addresses("inside.example", 80, opened) == ()


@pytest.mark.parametrize(
    ("code", "error", "says"),
    [
        (socket.EAI_NONAME, SourceNotFoundError, "no host named lost.example"),
        (socket.EAI_AGAIN, UpstreamBusyError, "check the network"),
    ],
)
def test_a_name_that_leads_nowhere_is_told_from_a_dead_network(
    monkeypatch: pytest.MonkeyPatch, code: int, error: type[Exception], says: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(code, "no")

    monkeypatch.setattr(socket, "getaddrinfo", fail)

    with pytest.raises(error, match=says):
        resolve("lost.example", 80)


def test_a_name_that_no_name_server_could_hold_is_refused() -> None:
    with pytest.raises(SourceNotFoundError, match="not a host name"):
        resolve("a" * 70 + ".example", 80)
