"""A web site on this machine, which behaves as badly as a test wants."""

import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


@dataclass
class Page:
    """What the site answers under one path."""

    content: bytes = b""
    kind: str = "application/octet-stream"
    status: int = 200
    location: str = ""
    """Where it redirects to."""
    breaks: list[int] = field(default_factory=list)
    """After how many bytes the first, second, … transfer breaks off."""
    etag: str = '"1"'


@dataclass(frozen=True)
class Visit:
    """A request that the site received."""

    method: str
    path: str
    headers: dict[str, str]


class Site:
    """Serves pages while its context lasts, and remembers who came."""

    def __init__(self, pages: dict[str, Page] | None = None, *, host: str = "127.0.0.1") -> None:
        self.pages = pages or {}
        self.visits: list[Visit] = []
        self._host = host
        self._server = ThreadingHTTPServer((host, 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def url(self, path: str, *, host: str = "") -> str:
        """Return the link of a page."""
        return f"http://{host or self._host}:{self.port}{path}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            site.visits.append(Visit(self.command, self.path, headers))
            page = site.pages.get(self.path.partition("?")[0], Page(status=404))
            if page.location:
                self.send_response(302)
                self.send_header("Location", page.location)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self._send(page, _first_byte(page, headers))

        do_HEAD = do_GET  # noqa: N815 - the name that the server looks for

        def _send(self, page: Page, start: int) -> None:
            body = page.content[start:]
            self.send_response(206 if start else page.status)
            self.send_header("Content-Type", page.kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Accept-Ranges", "bytes")
            if page.etag:
                self.send_header("ETag", page.etag)
            if start:
                whole = len(page.content)
                self.send_header("Content-Range", f"bytes {start}-{whole - 1}/{whole}")
            self.end_headers()
            if self.command == "HEAD":
                return
            if page.breaks:
                body = body[: page.breaks.pop(0)]
                self.close_connection = True
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet; a test looks at ``Site.visits``."""

    return Handler


def _first_byte(page: Page, headers: dict[str, str]) -> int:
    asked = re.fullmatch(r"bytes=(\d+)-", headers.get("range", ""))
    same = headers.get("if-range", page.etag) == page.etag
    return int(asked[1]) if asked and same else 0
