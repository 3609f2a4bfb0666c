"""Which addresses a name leads to, and whether we may go there."""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from core.errors import BlockedLinkError, SourceNotFoundError, UpstreamBusyError
from core.settings import IngestSettings

# RFC 4291: all IPv6 addresses that were ever given out for global unicast.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
# RFC 6052: how a network without IPv4 writes IPv4 addresses.
_NAT64 = IPv6Network("64:ff9b::/96")

_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


def allowed_addresses(host: str, port: int, rules: IngestSettings) -> tuple[str, ...]:
    """Return the addresses of a host, every one of them checked.

    Connect to these and to nothing else: the name may answer differently the next time.
    Empty when only the operator's proxy can look up the name and private addresses are
    allowed, so that there is nothing to check.

    Raises:
        BlockedLinkError: one of them is not a public address.
        SourceNotFoundError: there is no such host.
        UpstreamBusyError: the name could not be looked up now.
    """
    if rules.private_addresses and rules.proxy:
        return ()
    addresses = resolve(host, port)
    if not rules.private_addresses:
        for address in addresses:
            if not is_public(address):
                raise BlockedLinkError(
                    f"{host} leads to the private address {address}; "
                    "allow that with CLIPPED_INGEST__PRIVATE_ADDRESSES=true"
                )
    return addresses


def resolve(host: str, port: int) -> tuple[str, ...]:
    """Return the addresses of a host, as the system answers, without repetitions.

    Raises:
        SourceNotFoundError: there is no such host.
        UpstreamBusyError: the name could not be looked up now.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        if error.errno in _NO_SUCH_NAME:
            raise SourceNotFoundError(f"there is no host named {host}; check the link") from error
        raise UpstreamBusyError(
            f"the name {host} could not be looked up; check the network connection"
        ) from error
    except UnicodeError as error:
        raise SourceNotFoundError(f"{host[:100]} is not a host name; check the link") from error
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def numeric(host: str) -> tuple[str, ...]:
    """Return the address that a host is, however it is spelt; nothing when it is a name."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (socket.gaierror, UnicodeError):
        return ()
    return tuple(str(entry[4][0]) for entry in found)


def is_public(address: str) -> bool:
    """Say whether an address is one of the public internet, as is any IPv4 address inside it."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv4Address):
        return ip.is_global and not ip.is_multicast
    if ip.ipv4_mapped is not None:
        return is_public(str(ip.ipv4_mapped))
    if ip in _NAT64:
        return is_public(str(IPv4Address(int(ip) & 0xFFFF_FFFF)))
    public = ip in _GLOBAL_UNICAST and ip.is_global
    return public and all(is_public(str(inner)) for inner in _tunnel_ends(ip))


def _tunnel_ends(ip: IPv6Address) -> tuple[IPv4Address, ...]:
    """Return the IPv4 addresses that a 6to4 or Teredo address leads to."""
    if ip.sixtofour is not None:
        return (ip.sixtofour,)
    return ip.teredo or ()
