"""A Hugging Face hub that serves a few files, and misbehaves when told to."""

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Hub:
    """What the hub has, how it behaves, and what it was asked."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        """By ``owner/repository/revision/path``."""
        self.break_after: int | None = None
        """Bytes of a body after which every connection breaks."""
        self.silent = False
        """Take connections and never answer."""
        self.knows_ranges = True
        self.asked: list[tuple[str, str, str]] = []
        """Method, path and range of every request."""
        self.url = ""
        self.stopped = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _answer(self, *, body: bool) -> None:
        hub = self.server.hub
        asked_range = self.headers.get("Range", "") if hub.knows_ranges else ""
        hub.asked.append((self.command, self.path, asked_range))
        if hub.silent:
            hub.stopped.wait(60)
            return
        owner, repository, _, revision, *path = self.path.strip("/").split("?")[0].split("/")
        content = hub.files.get("/".join([owner, repository, revision, *path]))
        if content is None:
            self._refuse(revision)
            return
        start = int(found[1]) if (found := re.match(r"bytes=(\d+)-", asked_range)) else 0
        self.send_response(206 if asked_range else 200)
        if asked_range:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()}"')
        self.send_header("X-Repo-Commit", revision)
        self.send_header("Accept-Ranges", "bytes")
        self.end_headers()
        if body:
            self._send(content[start:])

    def _send(self, content: bytes) -> None:
        limit = self.server.hub.break_after
        self.wfile.write(content[:limit])
        if limit is not None and limit < len(content):
            self.close_connection = True

    def _refuse(self, revision: str) -> None:
        self.send_response(404)
        self.send_header("X-Error-Code", "EntryNotFound")
        self.send_header("X-Repo-Commit", revision)
        self.send_header("Content-Length", "0")
        self.end_headers()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, hub: Hub) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hub = hub


@contextmanager
def hub_server() -> Iterator[Hub]:
    """Serve a hub at ``hub.url`` for as long as the context lasts."""
    hub = Hub()
    server = _Server(hub)
    hub.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield hub
    finally:
        hub.stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()
