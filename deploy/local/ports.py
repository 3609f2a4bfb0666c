"""Ports of this machine."""

import fcntl
import os
import socket
import tempfile
from pathlib import Path

HOST = "127.0.0.1"
_CONNECT_SECONDS = 0.5

# Ports that this process chose. Temporal's server shares a port with another one of the same
# user, so two systems that start at once must not choose the same.
_claimed: dict[int, int] = {}


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
    """Return the first preferred port that is free, or any free one; it is ours from then on."""
    for port in preferred:
        if port is not None and is_free(port) and _claim(port):
            return port
    while True:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            chosen: int = probe.getsockname()[1]
        if _claim(chosen):
            return chosen


def _claim(port: int) -> bool:
    """Keep other processes of this user from choosing a port, as long as this one lives."""
    if port in _claimed:
        return True
    path = Path(tempfile.gettempdir(), f"clippedai-{os.getuid()}-port-{port}")
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return False
    _claimed[port] = lock
    return True
