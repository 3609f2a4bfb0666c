"""The line to the API: every request, every refusal, and patience with both."""

import asyncio
from collections.abc import AsyncIterable, Mapping
from types import TracebackType
from typing import Self, TypeVar
from uuid import UUID

import httpx
from pydantic import BaseModel, TypeAdapter, ValidationError

from core.errors import ClippedError

T = TypeVar("T")

_SECONDS = 60.0
# A part of an upload, or an update that a worker answers, may take longer than a read.
_CONNECT_SECONDS = 10.0
_TRIES = 4
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 30.0
_BUSY = {429, 503}


class RefusedError(ClippedError):
    """The API said no.

    Args:
        message: why, in words.
        code: as ``api/errors.py`` lists them, or ``http_STATUS`` from something in between.
        status: the HTTP status.
    """

    def __init__(self, message: str, *, code: str, status: int) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


class LineError(ClippedError):
    """The API cannot be reached, or what answers there is something else."""


class Line:
    """A connection to the API of one address, with one token.

    What may be asked twice is asked again when the line breaks, and so is everything that
    the API was too busy for: it has begun nothing then.
    """

    def __init__(
        self,
        address: str,
        token: str | None = None,
        *,
        workspace: UUID | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if workspace is not None:
            headers["X-Workspace"] = str(workspace)
        self.address = address.rstrip("/")
        self.http = httpx.AsyncClient(
            base_url=self.address,
            headers=headers,
            timeout=httpx.Timeout(_SECONDS, connect=_CONNECT_SECONDS),
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.http.aclose()

    async def ask(
        self,
        method: str,
        path: str,
        answer: type[T] | None,
        *,
        body: BaseModel | None = None,
        content: AsyncIterable[bytes] | None = None,
        query: Mapping[str, object] | None = None,
        headers: Mapping[str, object] | None = None,
    ) -> T:
        """Send a request and return its answer.

        Raises:
            RefusedError: the API said no.
            LineError: it cannot be reached, or is something else.
        """
        sent = {name: str(value) for name, value in (headers or {}).items() if value is not None}
        if body is not None:
            sent["Content-Type"] = "application/json"
        request = {
            "params": {name: _text(one) for name, one in (query or {}).items() if one is not None},
            "headers": sent,
            "content": content if body is None else body.model_dump_json(exclude_unset=True),
        }
        again = content is None and (method in {"GET", "DELETE"} or "Idempotency-Key" in sent)
        response = await self._sent(method, path, request, again=again, whole=content is None)
        return _read(response, answer)

    async def _sent(
        self, method: str, path: str, request: Mapping[str, object], *, again: bool, whole: bool
    ) -> httpx.Response:
        for number in range(_TRIES):
            wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2**number)
            try:
                response = await self.http.request(method, path, **request)  # type: ignore[arg-type]
            except httpx.TransportError as error:
                if not again or number == _TRIES - 1:
                    raise LineError(f"{self.address} cannot be reached: {_why(error)}") from error
            else:
                if response.status_code not in _BUSY or not whole or number == _TRIES - 1:
                    return response
                asked = response.headers.get("Retry-After", "")
                wait = float(asked) if asked.isdecimal() else wait
                if wait > _LONGEST_WAIT:
                    return response
            await asyncio.sleep(wait)
        raise AssertionError("the last try returns or raises")


def refusal(response: httpx.Response) -> RefusedError:
    """Return what an answer that is none of success says."""
    code, message = f"http_{response.status_code}", response.reason_phrase
    try:
        said = response.json()["error"]
        code, message = said["code"], said["message"]
    except (ValueError, KeyError, TypeError):
        message = f"{response.url.host} answered {response.status_code} {message}"
    return RefusedError(message, code=code, status=response.status_code)


def _read(response: httpx.Response, answer: type[T] | None) -> T:
    if not response.is_success:
        raise refusal(response)
    if answer is None:
        return None  # type: ignore[return-value]
    try:
        return TypeAdapter(answer).validate_json(response.content)
    except ValidationError as error:
        raise LineError(
            f"{response.url.host} answers in a way that this version does not understand;"
            f" is it the ClippedAI API of the same version? ({error.errors()[0]['msg']})"
        ) from error


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _why(error: httpx.TransportError) -> str:
    return str(error) or type(error).__name__
