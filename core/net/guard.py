"""A forward proxy on this machine, for programs that make their own requests."""

import base64
import contextlib
import secrets
import selectors
import socket
import socketserver
import threading
from collections.abc import Collection
from types import TracebackType
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit

from core.errors import BlockedLinkError, ClippedError, ConfigurationError
from core.net.addresses import allowed_addresses
from core.settings import IngestSettings

_CONNECT_SECONDS = 10.0
_IDLE_SECONDS = 60.0
_MAX_HEAD = 64 << 10
_CHUNK = 64 << 10


class Guard:
    """Passes requests on to public addresses only, for as long as its context lasts.

    It looks up the name of each request itself and connects to the address that it
    checked, so that no redirect, manifest or changing answer of a name server leads
    elsewhere. Which hosts may be asked for is not its business: a site keeps its
    media where it likes.
    """

    def __init__(self, rules: IngestSettings, *, private_hosts: Collection[str] = ()) -> None:
        """Let requests through to ``private_hosts`` wherever these are.

        Raises:
            ConfigurationError: the operator's proxy is not an http one.
        """
        self._rules = rules
        self._private_hosts = frozenset(private_hosts)
        self._next = _proxy_of(rules)
        self._password = secrets.token_urlsafe(16)
        self.refusal: BlockedLinkError | None = None
        """Why a request was refused; None when none was."""
        self.unreachable = ""
        """The host of the last request that nobody answered; empty when there was none."""
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)

    @property
    def url(self) -> str:
        """The address to give to a program as its proxy. Nobody else knows the password."""
        return f"http://guard:{self._password}@127.0.0.1:{self._server.server_address[1]}"

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

    def admits(self, headers: list[str]) -> bool:
        """Say whether the headers of a request carry our password."""
        expected = _basic("guard", self._password).encode()
        named = (header.partition(":") for header in headers)
        given = (value for name, _, value in named if name.lower() == "proxy-authorization")
        return any(secrets.compare_digest(value.strip().encode(), expected) for value in given)

    def dial(self, host: str, port: int) -> socket.socket:
        """Connect to a checked address of the host, through the operator's proxy if there is one.

        Raises:
            BlockedLinkError: the host has an address that is not public.
            ClippedError: the name cannot be looked up.
            OSError: nothing answers there.
        """
        rules = self._rules
        if host in self._private_hosts:
            rules = rules.model_copy(update={"private_addresses": True})
        try:
            addresses = allowed_addresses(host, port, rules) or (host,)
        except BlockedLinkError as error:
            self.refusal = error
            raise
        for address in addresses[:-1]:
            with contextlib.suppress(OSError):
                return self._connect(address, port)
        return self._connect(addresses[-1], port)

    def _connect(self, address: str, port: int) -> socket.socket:
        if self._next is None:
            return _opened(address, port)
        return _tunnel(self._next, address, port)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        super().__init__(("127.0.0.1", 0), _Request)


class _Request(socketserver.BaseRequestHandler):
    """One connection of the program that uses the proxy."""

    def handle(self) -> None:
        assert isinstance(self.server, _Server)
        client: socket.socket = self.request
        client.settimeout(_IDLE_SECONDS)
        with contextlib.suppress(OSError, ValueError):
            self._serve(client, self.server.guard)

    def _serve(self, client: socket.socket, guard: Guard) -> None:
        line, headers, rest = _read_head(client)
        if not guard.admits(headers):
            challenge = 'Proxy-Authenticate: Basic realm="guard"\r\n'
            _refuse(client, "407 Proxy Authentication Required", challenge)
            return
        method, target, version = line.split(" ")
        parts = urlsplit(f"//{target}" if method == "CONNECT" else target)
        site = _dialled(client, guard, parts)
        if site is None:
            return
        with site:
            if method == "CONNECT":
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            else:
                site.sendall(_forwarded(f"{method} {_path(parts)} {version}", headers))
            site.sendall(rest)
            _relay(client, site)


def _dialled(client: socket.socket, guard: Guard, parts: SplitResult) -> socket.socket | None:
    """Return a connection to the site; None after telling the client why there is none."""
    if not parts.hostname or parts.scheme not in {"", "http"}:
        _refuse(client, "400 Bad Request")
        return None
    try:
        return guard.dial(parts.hostname, parts.port or 80)
    except BlockedLinkError:
        _refuse(client, "403 Forbidden")
    except (ClippedError, OSError):
        guard.unreachable = parts.hostname
        _refuse(client, "502 Bad Gateway")
    return None


def _forwarded(line: str, headers: list[str]) -> bytes:
    """Return the head of a request as the site shall see it: one request, then the end."""
    kept = [h for h in headers if not h.lower().startswith(("proxy-", "connection:"))]
    return "\r\n".join([line, *kept, "Connection: close", "", ""]).encode("latin-1")


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _read_head(connection: socket.socket) -> tuple[str, list[str], bytes]:
    """Return the first line, the headers and whatever came after them."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(_CHUNK)
        if not more or len(data) > _MAX_HEAD:
            raise ConnectionError("no complete request")
        data += more
    head, _, rest = data.partition(b"\r\n\r\n")
    line, *headers = head.decode("latin-1").split("\r\n")
    return line, headers, rest


def _refuse(client: socket.socket, status: str, headers: str = "") -> None:
    answer = f"HTTP/1.1 {status}\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n"
    client.sendall(answer.encode())


def _relay(one: socket.socket, other: socket.socket) -> None:
    """Pass bytes both ways until both sides have ended, or nothing comes any more."""
    with selectors.DefaultSelector() as selector:
        selector.register(one, selectors.EVENT_READ, other)
        selector.register(other, selectors.EVENT_READ, one)
        while selector.get_map() and (ready := selector.select(_IDLE_SECONDS)):
            for key, _ in ready:
                assert isinstance(key.fileobj, socket.socket)
                if data := key.fileobj.recv(_CHUNK):
                    key.data.sendall(data)
                else:
                    selector.unregister(key.fileobj)
                    key.data.shutdown(socket.SHUT_WR)


def _proxy_of(rules: IngestSettings) -> SplitResult | None:
    if not rules.proxy:
        return None
    parts = urlsplit(rules.proxy)
    if parts.scheme != "http" or not parts.hostname:
        raise ConfigurationError("CLIPPED_INGEST__PROXY must look like http://host:port")
    return parts


def _opened(address: str, port: int) -> socket.socket:
    connection = socket.create_connection((address, port), timeout=_CONNECT_SECONDS)
    connection.settimeout(_IDLE_SECONDS)
    return connection


def _tunnel(proxy: SplitResult, address: str, port: int) -> socket.socket:
    """Connect to an address through another proxy."""
    connection = _opened(proxy.hostname or "", proxy.port or 80)
    target = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}"]
    if proxy.username:
        user, password = unquote(proxy.username), unquote(proxy.password or "")
        lines.append(f"Proxy-Authorization: {_basic(user, password)}")
    try:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        line, _, _ = _read_head(connection)
        if line.split(" ")[1:2] != ["200"]:
            raise ConnectionError(f"the proxy answered: {line[:100]}")
    except OSError:
        connection.close()
        raise
    return connection


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
