"""Upload sound to a service that transcribes, and read what it answers."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import httpx
from pydantic import BaseModel, HttpUrl, SecretStr, ValidationError

from core.errors import EngineUnavailableError
from core.remote import on_this_machine, retry_after

M = TypeVar("M", bound=BaseModel)

# Tries after the first one, for a service that is busy or cannot be reached.
_RETRIES = 3
# Seconds. Transcribing takes minutes, so a minute's pause is worth it; a longer one is not.
_MAX_WAIT = 60.0
_FIRST_WAIT = 0.5
_CONNECT_SECONDS = 15.0
# An hour of words is about a megabyte.
_MOST_BYTES = 64 << 20

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Upload:
    """Some sound, and what is asked about it."""

    path: str
    """Behind the address of the service, for example ``/v1/listen``."""
    sound: bytes
    """Ogg Opus."""
    query: Fields = ()
    form: Fields | None = None
    """The fields of a form of which the sound is the file; None sends the sound by itself."""

    def request(self, url: str) -> httpx.Request:
        """Return the request for a service at that address."""
        address = f"{url.rstrip('/')}{self.path}"
        if self.form is None:
            headers = {"content-type": "audio/ogg"}
            return httpx.Request(
                "POST", address, params=list(self.query), content=self.sound, headers=headers
            )
        form: dict[str, list[str]] = {}
        for name, value in self.form:
            form.setdefault(name, []).append(value)
        file = {"file": ("speech.ogg", self.sound, "audio/ogg")}
        return httpx.Request("POST", address, params=list(self.query), data=form, files=file)


@dataclass(frozen=True)
class Service:
    """A service with its address and key. The key never stands in a message or a log."""

    name: str
    url: HttpUrl
    key: SecretStr
    scheme: str
    """What stands before the key, for example ``Bearer``."""
    timeout: float
    """Seconds for each answer as a whole."""
    key_setting: str
    """The variable that sets the key."""

    def check_reachable(self, *, offline: bool) -> None:
        """Refuse a service that is elsewhere when nothing may leave this machine.

        Raises:
            EngineUnavailableError: it may not be asked.
        """
        if offline and not on_this_machine(self.url):
            raise EngineUnavailableError(f"{self.name} is not asked, because OFFLINE is set")

    def ask(self, upload: Upload, answer: type[M]) -> M:
        """Return what the service answers; a busy one is asked again, as it wishes.

        Raises:
            EngineUnavailableError: there is no answer that can be used; the message is one line.
        """
        for attempt in range(_RETRIES + 1):
            try:
                response = self._response(upload)
            except httpx.HTTPError as error:
                # What did not answer in its time will not answer sooner the next time.
                late = isinstance(error, (httpx.ReadTimeout, httpx.WriteTimeout))
                wait = None if late else _pause(None, attempt)
                why = f"cannot be reached ({type(error).__name__})"
            else:
                if response.is_success:
                    return self._read(response, answer)
                wait, why = _pause(response, attempt), self._complaint(response)
            if wait is None or attempt == _RETRIES:
                raise EngineUnavailableError(f"{self.name}: {why}")
            time.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _response(self, upload: Upload) -> httpx.Response:
        until = time.monotonic() + self.timeout
        limits = httpx.Timeout(self.timeout, connect=min(_CONNECT_SECONDS, self.timeout))
        request = upload.request(str(self.url))
        request.headers["user-agent"] = "clippedai"
        request.headers["accept"] = "application/json"
        if self.key.get_secret_value():
            request.headers["authorization"] = f"{self.scheme} {self.key.get_secret_value()}"
        request.extensions["timeout"] = limits.as_dict()
        with httpx.Client(trust_env=False, follow_redirects=False) as client:
            response = client.send(request, stream=True)
            content = b"".join(self._bounded(response, until))
        return httpx.Response(response.status_code, headers=_plain(response), content=content)

    def _bounded(self, response: httpx.Response, until: float) -> Iterator[bytes]:
        """Yield the body, which may neither drip for ever nor grow without end."""
        size = 0
        for part in response.iter_bytes():
            size += len(part)
            if size > _MOST_BYTES or time.monotonic() > until:
                what = "is too large" if size > _MOST_BYTES else f"took over {self.timeout:.0f} s"
                raise EngineUnavailableError(f"{self.name}: its answer {what}")
            yield part

    def _read(self, response: httpx.Response, answer: type[M]) -> M:
        try:
            return answer.model_validate_json(response.content)
        except ValidationError as error:
            where = ".".join(str(step) for step in error.errors()[0]["loc"]) or "it is no JSON"
            raise EngineUnavailableError(
                f"{self.name}: its answer cannot be read ({where}); check the address and the model"
            ) from None

    def _complaint(self, response: httpx.Response) -> str:
        """Return what went wrong in one line that never holds the key."""
        code = response.status_code
        if code in {401, 403}:
            return f"{code}, it refused the key; set {self.key_setting}"
        said = " ".join(_said(response).split())
        key = self.key.get_secret_value()
        said = said.replace(key, "***") if len(key) > 3 else said
        return f"{code}, {said[:160] or 'without a reason'}"


class _Error(BaseModel):
    message: str = ""


class _Complaint(BaseModel):
    """The bodies in which services say what is wrong."""

    error: _Error | str = ""
    err_msg: str = ""
    message: str = ""


def _said(response: httpx.Response) -> str:
    try:
        told = _Complaint.model_validate_json(response.content)
    except ValidationError:
        return ""
    inner = told.error.message if isinstance(told.error, _Error) else told.error
    return inner or told.err_msg or told.message


def _plain(response: httpx.Response) -> Mapping[str, str]:
    """Return the headers that still hold for a body that is read and unpacked."""
    return {"retry-after": response.headers.get("retry-after", "")}


def _pause(response: httpx.Response | None, attempt: int) -> float | None:
    """Return the seconds to wait before asking again; None when that is of no use."""
    asked = None
    if response is not None:
        if response.status_code not in {408, 409, 429} and response.status_code < 500:
            return None
        asked = retry_after(response.headers["retry-after"])
    wait = _FIRST_WAIT * (1 << attempt) if asked is None else asked
    return wait if wait <= _MAX_WAIT else None
