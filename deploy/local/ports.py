"""Ports of this machine."""

import socket

HOST = "127.0.0.1"
_CONNECT_SECONDS = 0.5


def is_free(port: int) -> bool:
    """Say whether a server could listen on the port, and nobody else answers there."""
    with socket.socket() as probe:
        probe.settimeout(_CONNECT_SECONDS)
        if probe.connect_ex((HOST, port)) == 0:
            return False
    with socket.socket() as probe:
        # As servers do it, so that connections that are closing do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def choose(*preferred: int | None) -> int:
    """Return the first preferred port that is free, or any free one."""
    for port in preferred:
        if port is not None and is_free(port):
            return port
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        chosen: int = probe.getsockname()[1]
        return chosen
