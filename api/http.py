"""What holds for every request, before a route is found for it."""

import re
import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import security
from api.errors import Code

# Parts of uploads and files of editing programs are counted by their routes, which know how
# many bytes they may have.
_UPLOADED = re.compile(r"/api/(upload/[^/]+/parts/\d+|clips/[^/]+/nle)")
# https://www.w3.org/TR/trace-context/#traceparent-header
_TRACE = re.compile(r"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")

# OWASP's REST security cheat sheet.
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Threshold:
    """Names every request, limits its size, and sets the headers that protect people."""

    def __init__(self, app: ASGIApp, *, max_body: int, log_allowed: bool = False) -> None:
        self._app = app
        self._log_allowed = log_allowed
        self._max_body = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        trace = _TRACE.fullmatch(headers.get("traceparent", ""))
        scope.setdefault("state", {})["trace_id"] = trace[1] if trace else secrets.token_hex(16)
        sending = _Sending(send, scope, log_allowed=self._log_allowed)
        if scope["type"] == "websocket" or _UPLOADED.fullmatch(scope["path"]):
            await self._app(scope, receive, sending)
            return
        await self._app(scope, _Receiving(receive, headers, self._max_body), sending)


class _Receiving:
    def __init__(self, receive: Receive, headers: Headers, most: int) -> None:
        self._receive = receive
        self._left = most
        said = headers.get("content-length", "0")
        self._too_large = not said.isdecimal() or int(said) > most

    async def __call__(self) -> Message:
        if self._too_large:
            raise HTTPException(Code.TOO_LARGE.status)
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(Code.TOO_LARGE.status)
        return message


class _Sending:
    def __init__(self, send: Send, scope: Scope, *, log_allowed: bool) -> None:
        self._send = send
        self._scope = scope
        self._log_allowed = log_allowed

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
            headers["X-Trace-Id"] = self._scope["state"]["trace_id"]
            security.answered(self._scope, message["status"], every=self._log_allowed)
        await self._send(message)
