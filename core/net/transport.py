"""An HTTP client that goes only where links may lead."""

import contextlib
from collections.abc import Iterator

import httpx

from core.net.guard import Guard
from core.net.links import check_link
from core.settings import IngestSettings

_MAX_REDIRECTS = 5
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)


class CheckedTransport(httpx.BaseTransport):
    """Checks every request, redirects included, and connects to the addresses it checked."""

    def __init__(self, rules: IngestSettings, inner: httpx.BaseTransport | None = None) -> None:
        """``inner`` makes the connections.

        It must not keep them: to it, two hosts that share an address look like one.
        """
        self._rules = rules
        self._inner = inner or httpx.HTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        addresses = check_link(str(request.url), self._rules)
        if not addresses:
            return self._inner.handle_request(request)
        for address in addresses[:-1]:
            with contextlib.suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return self._inner.handle_request(_pinned(request, address))
        return self._inner.handle_request(_pinned(request, addresses[-1]))

    def close(self) -> None:
        self._inner.close()


class _CheckedHosts(CheckedTransport):
    """Checks every request and leaves the connections to a guard, which pins them."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        check_link(str(request.url), self._rules)
        return self._inner.handle_request(request)


@contextlib.contextmanager
def checked_client(rules: IngestSettings) -> Iterator[httpx.Client]:
    """Give a client that follows redirects, each of them checked, through the operator's proxy."""
    with contextlib.ExitStack() as stack:
        transport = CheckedTransport(rules)
        if rules.proxy:
            guard = stack.enter_context(Guard(rules))
            transport = _CheckedHosts(rules, httpx.HTTPTransport(proxy=guard.url))
        yield stack.enter_context(
            httpx.Client(
                transport=transport,
                follow_redirects=True,
                max_redirects=_MAX_REDIRECTS,
                timeout=_TIMEOUT,
                trust_env=False,
            )
        )


def _pinned(request: httpx.Request, address: str) -> httpx.Request:
    """Return the request for one address. The Host header and the TLS name stay the host's."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.host},
    )
