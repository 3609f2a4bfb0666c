"""A server on loopback that answers as a test tells it to."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol, TypeVar


@dataclass(frozen=True)
class Reply:
    """What goes back: a status, headers and a body, perhaps late or never."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    after: float = 0.0
    """Seconds of silence before the first byte."""
    drip: float = 0.0
    """Seconds during which spaces are sent, one every tenth, before the body."""
    hang_up: bool = False
    """Close the connection in place of an answer."""


HANG_UP = Reply(hang_up=True)


class Double(Protocol):
    """What stands behind the server."""

    def reply(self, path: str, headers: dict[str, str], raw: bytes) -> Reply:
        """Return the answer to a request; the names of its headers are in small letters."""
        ...


D = TypeVar("D", bound=Double)


@contextmanager
def served(make: Callable[[str], D]) -> Iterator[D]:
    """Serve what ``make`` returns for the address of the server."""
    server = _Server(("127.0.0.1", 0), _Handler)
    double = make(f"http://127.0.0.1:{server.server_address[1]}")
    server.double = double  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def closed_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("content-length", "0"))))

    def do_GET(self) -> None:
        if getattr(self.server.double, "answers_get", False):  # type: ignore[attr-defined]
            self._answer(b"")
        else:
            self.send_error(501)

    def _answer(self, raw: bytes) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        double: Double = self.server.double  # type: ignore[attr-defined]
        reply = double.reply(self.path, headers, raw)
        time.sleep(reply.after)
        try:
            if reply.hang_up:
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            self._send(reply)
        except OSError:
            self.close_connection = True

    def _send(self, reply: Reply) -> None:
        padding = round(reply.drip * 10)
        self.send_response(reply.status)
        for name, value in ({"content-type": "application/json"} | reply.headers).items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(reply.body) + padding))
        self.end_headers()
        for _ in range(padding):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.1)
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a test reads ``requests``."""
