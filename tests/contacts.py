"""Run a command where nothing gets out, and record whom it and its children try to reach.

``unshare --net --mount python contacts.py RECORD COMMAND…``: all but loopback leads into a
device that this program reads and that never answers. The record is a JSON list of contacts:
the host names asked for, and ``PROTOCOL ADDRESS PORT`` of any other packet.
"""

import ctypes
import fcntl
import json
import os
import select
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

TUN = Path("/dev/net/tun")
RESOLVER = "192.0.2.53"

# Requests and structures of netdevice(7), and of linux/if_tun.h, route.h and ipv6.h.
_TUNSETIFF, _TUN_WITHOUT_HEADER = 0x400454CA, 0x1001
_SIOCADDRT, _SIOCSIFFLAGS, _SIOCSIFADDR, _SIOCGIFINDEX = 0x890B, 0x8914, 0x8916, 0x8933
_UP = 1
_NAME = b"contacts"
_ICMPV6, _HOP_BY_HOP = 58, 0
_PORTS = {6: "tcp", 17: "udp"}


def contact(packet: bytes) -> str | None:
    """Return whom an IP packet is for, None when the kernel itself sent it to its neighbours."""
    if packet[0] >> 4 == 4:
        start, protocol, to = (packet[0] & 15) * 4, packet[9], ip_address(packet[16:20])
    else:
        start, protocol, to = 40, packet[6], ip_address(packet[24:40])
        if to.is_multicast and protocol in {_ICMPV6, _HOP_BY_HOP}:
            return None
    if protocol not in _PORTS:
        return f"protocol-{protocol} {to}"
    (port,) = struct.unpack_from("!H", packet, start + 2)
    if (str(to), protocol, port) == (RESOLVER, 17, 53):
        return _asked(packet[start + 8 + 12 :])
    return f"{_PORTS[protocol]} {to} {port}"


def _asked(question: bytes) -> str:
    """Return the name in the question of a DNS query (RFC 1035, 4.1.2)."""
    labels = []
    while length := question[0]:
        labels.append(question[1 : 1 + length].decode(errors="replace"))
        question = question[1 + length :]
    return ".".join(labels).lower()


def _device() -> int:
    """Make the device that everything but loopback leads to; return its handle."""
    tun = os.open(TUN, os.O_RDWR)
    fcntl.ioctl(tun, _TUNSETIFF, struct.pack("16sH22x", _NAME, _TUN_WITHOUT_HEADER))
    address, anywhere = (_sockaddr(text) for text in ("192.0.2.1", "0.0.0.0"))
    name = ctypes.create_string_buffer(_NAME)
    device = ctypes.addressof(name)
    route = (0, anywhere, anywhere, anywhere, _UP, 0, 0, 0, 0, device, 0, 0, 0)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, _SIOCSIFADDR, struct.pack("16s16s8x", _NAME, address))
        for up in (b"lo", _NAME):
            fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sH22x", up, _UP))
        fcntl.ioctl(control, _SIOCADDRT, struct.pack("L16s16s16sHhLPhPLLH", *route))
        found = fcntl.ioctl(control, _SIOCGIFINDEX, struct.pack("16si20x", _NAME, 0))
    # Where the kernel has no IPv6, nothing can leave that way.
    with suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as control:
        own = socket.inet_pton(socket.AF_INET6, "2001:db8::1")
        index = struct.unpack_from("i", found, 16)[0]
        fcntl.ioctl(control, _SIOCSIFADDR, struct.pack("16sIi", own, 0, index))
    return tun


def _sockaddr(address: str) -> bytes:
    return struct.pack("HH4s8x", socket.AF_INET, 0, socket.inet_aton(address))


def _ask_only_us(folder: Path) -> None:
    """Send every look-up of a name out of the namespace, and give it up after a second."""
    files = {
        "resolv.conf": f"nameserver {RESOLVER}\nsearch .\noptions timeout:1 attempts:1\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    }
    for name, text in files.items():
        (folder / name).write_text(text)
        subprocess.run(["mount", "--bind", folder / name, Path("/etc", name)], check=True)


def _main(record: Path, command: Sequence[str]) -> int:
    _ask_only_us(record.parent)
    tun, seen = _device(), set()
    process = subprocess.Popen(command)
    while (readable := select.select([tun], [], [], 0.2)[0]) or process.poll() is None:
        if readable:
            seen.add(contact(os.read(tun, 1 << 16)))
    record.write_text(json.dumps(sorted(seen - {None})))
    return process.returncode


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1]), sys.argv[2:]))
