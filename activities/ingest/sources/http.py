"""Links to media files."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import httpx

from activities.ingest.base import Fetched
from activities.ingest.hashing import HashedFile
from activities.ingest.limits import check_size
from core.errors import SourceNotFoundError, UpstreamBusyError
from core.net.links import check_link
from core.net.transport import checked_client
from core.settings import IngestSettings

# Failures in a row after which the next attempt of the whole step, which waits longer, takes over.
_FAILURES = 4
_WAIT_SECONDS = 0.5

_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class Http:
    """Downloads a file, and goes on where it was when the transfer breaks."""

    def __init__(self, rules: IngestSettings) -> None:
        self._rules = rules

    def fetch(self, location: str, into: Path, *, report: Callable[[float], None]) -> Fetched:
        check_link(location, self._rules)
        with checked_client(self._rules) as client, HashedFile(into / "source") as file:
            transfer = _Transfer(client, location, file, self._rules, report)
            try:
                transfer.run()
            except httpx.TooManyRedirects as error:
                raise SourceNotFoundError(
                    f"{_host(location)} redirects without end; check the link"
                ) from error
            return Fetched(path=file.path, content_hash=file.finish(), title=_title(location))


@dataclass
class _Transfer:
    client: httpx.Client
    link: str
    file: HashedFile
    rules: IngestSettings
    report: Callable[[float], None]
    etag: str = field(default="", init=False)
    """What must still be the same for a part that is here to be worth anything."""

    def run(self) -> None:
        """Receive the file to its end, through as many broken connections as it takes."""
        failures = 0
        while True:
            before = self.file.size
            try:
                return self._receive()
            except httpx.TransportError as error:
                failures = 1 if self.file.size > before else failures + 1
                if failures == _FAILURES:
                    raise UpstreamBusyError(
                        f"{_host(self.link)} did not answer to the end "
                        f"({str(error) or type(error).__name__}); try again later"
                    ) from error
                time.sleep(_WAIT_SECONDS * 2**failures)

    def _receive(self) -> None:
        with self.client.stream("GET", self.link, headers=self._headers()) as answer:
            _check_status(answer, self.link)
            total = self._start(answer)
            # As it comes: what waits for a full buffer is lost when the connection breaks.
            for chunk in answer.iter_raw():
                self.file.write(chunk)
                check_size(self.file.size, self.rules)
                if total:
                    self.report(min(1.0, self.file.size / total))

    def _headers(self) -> dict[str, str]:
        headers = {"Accept-Encoding": "identity", "Accept": "*/*"}
        if self.file.size and self.etag:
            headers |= {"Range": f"bytes={self.file.size}-", "If-Range": self.etag}
        return headers

    def _start(self, answer: httpx.Response) -> int:
        """Go on or begin again, as the answer says, and return the size of the whole file."""
        part = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        if answer.status_code == httpx.codes.PARTIAL_CONTENT and part:
            if int(part[1]) == self.file.size:
                return int(part[2]) if part[2] != "*" else 0
            self.etag = ""
            raise httpx.RemoteProtocolError("another part of the file came than was asked for")
        self.file.restart()
        self.etag = _validator(answer)
        total = int(answer.headers.get("Content-Length") or 0)
        check_size(total, self.rules)
        return total


def _validator(answer: httpx.Response) -> str:
    """Return what names this version of the file (RFC 9110, 13.1.5); empty when nothing does."""
    etag = str(answer.headers.get("ETag", ""))
    return etag if etag and not etag.startswith("W/") else answer.headers.get("Last-Modified", "")


def _check_status(answer: httpx.Response, link: str) -> None:
    status = answer.status_code
    host = _host(link)
    if status == httpx.codes.TOO_MANY_REQUESTS or status >= 500:
        raise UpstreamBusyError(f"{host} answered {status}; it is busy, try again later")
    if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        raise SourceNotFoundError(
            f"{host} answered {status}: it does not give the file to everybody; "
            "download it yourself and give its path"
        )
    if status not in {httpx.codes.OK, httpx.codes.PARTIAL_CONTENT}:
        raise SourceNotFoundError(f"{host} answered {status}; check the link")
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        raise SourceNotFoundError(
            "the link leads to a web page, not to a media file; give the link of the file"
        )


def _host(link: str) -> str:
    return urlsplit(link).hostname or link


def _title(link: str) -> str:
    return PurePosixPath(unquote(urlsplit(link).path)).stem
