"""Every way in which the API says no: a code that programs read, and a line that people read."""

from enum import Enum
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from temporalio.service import RPCError

from api import document, security
from core.db import is_away
from core.errors import (
    BlockedLinkError,
    ClippedError,
    OvertakenError,
    PermanentError,
    QuotaExceededError,
    TransientError,
    VaultError,
)
from core.objects import UploadGoneError, UploadIncompleteError, UploadOffsetError

_log = structlog.get_logger("api")


class Code(Enum):
    """Code, HTTP status, and what it means."""

    BAD_REQUEST = ("bad_request", 400, "The request is not well formed.")
    UNAUTHENTICATED = ("unauthenticated", 401, "There is no valid token; log in.")
    TOKEN_EXPIRED = ("token_expired", 401, "The access token is over; refresh it.")
    WRONG_CREDENTIALS = ("wrong_credentials", 401, "The e-mail address or the password is wrong.")
    PASSWORD_STOLEN = (
        "password_stolen",
        403,
        "This password was stolen elsewhere and is public; set another by a one-time link.",
    )
    TOTP_REQUIRED = (
        "totp_required",
        401,
        "The password is right; send it again with a code of the app.",
    )
    BAD_SIGNATURE = (
        "bad_signature",
        401,
        "It was not signed by that platform in the last minutes.",
    )
    FORBIDDEN = ("forbidden", 403, "The role or the token's scopes do not allow it.")
    WRONG_CODE = ("wrong_code", 403, "The code is wrong, too old, or was used before.")
    NOT_CONFIRMED = (
        "not_confirmed",
        403,
        "Show that it is you: by your password, or a login of the last minutes when you have none.",
    )
    NOT_VOUCHED = (
        "not_vouched",
        403,
        "The provider does not say who you are, or it was not this browser that asked it.",
    )
    FEATURE_OFF = ("feature_off", 403, "The operator has switched this off.")
    QUOTA_EXCEEDED = ("quota_exceeded", 403, "The workspace has used up what its plan includes.")
    NOT_FOUND = ("not_found", 404, "There is nothing of that id in this workspace.")
    METHOD_NOT_ALLOWED = ("method_not_allowed", 405, "The address does not take this method.")
    CONFLICT = ("conflict", 409, "It is not in a state in which that can be done.")
    IN_PROGRESS = ("in_progress", 409, "The first request with this key is still carried out.")
    GONE = ("gone", 410, "The link or the file is not there any more.")
    TOO_LARGE = ("too_large", 413, "The request has too many bytes.")
    UNSUPPORTED = ("unsupported_media_type", 415, "The content is not of a type that is taken.")
    INVALID = ("invalid", 422, "A field is not valid; the message names it.")
    KEY_REUSED = ("idempotency_key_reused", 422, "The key came with another request before.")
    RATE_LIMITED = ("rate_limited", 429, "Too many requests; wait as Retry-After says.")
    OVERLOADED = ("overloaded", 429, "Too much work waits; come back as Retry-After says.")
    INTERNAL = ("internal", 500, "Nobody foresaw this; the trace id finds it in the logs.")
    PROVIDER_FAILED = ("provider_failed", 502, "The provider did not answer as it should.")
    UNAVAILABLE = (
        "unavailable",
        503,
        "Temporal, the database or the vault is away; nothing was begun.",
    )

    def __init__(self, code: str, status: int, meaning: str) -> None:
        self.code = code
        self.status = status
        self.meaning = meaning


GUARDED = (Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.NOT_FOUND)
"""What every route says that needs a permission in a workspace."""


class ErrorBody(BaseModel):
    code: str
    message: str
    trace_id: str


class ErrorAnswer(BaseModel):
    """What every refusal looks like."""

    error: ErrorBody


class ApiError(Exception):
    """A refusal."""

    def __init__(self, code: Code, message: str = "", *, retry_after: int | None = None) -> None:
        super().__init__(message or code.meaning)
        self.code = code
        self.retry_after = retry_after


def may_say(*codes: Code) -> dict[int | str, dict[str, Any]]:
    """Return the ``responses`` of a route that refuses in these ways."""
    said: dict[int | str, dict[str, Any]] = {}
    for code in codes:
        entry = said.setdefault(code.status, {"model": ErrorAnswer, "description": ""})
        entry["description"] = f"{entry['description']} `{code.code}`: {code.meaning}".strip()
    return said


def install(app: FastAPI) -> None:
    """Make every failure of a route an answer in our form."""
    app.add_exception_handler(ApiError, _on_refusal)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(ClippedError, _on_clipped)
    app.add_exception_handler(SQLAlchemyError, _on_database)
    app.add_exception_handler(ClientDisconnect, _on_leaving)
    for absent in (RPCError, OSError, VaultError):
        app.add_exception_handler(absent, _on_absence)


async def _on_refusal(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ApiError)
    security.refused(request, error.code.code, error.code.status)
    return answer(request, error.code, str(error), retry_after=error.retry_after)


async def _on_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = next((c for c in Code if c.status == error.status_code), Code.BAD_REQUEST)
    said = answer(request, code, "")
    if code is Code.METHOD_NOT_ALLOWED:
        # Several routes may share the address; each of them knows of its own methods only.
        known = ", ".join(document.methods(request.app, request.url.path))
        said.headers["Allow"] = known or (error.headers or {}).get("Allow", "")
    return said


async def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return answer(request, Code.INVALID, f"{where}: {first['msg'].removeprefix('Value error, ')}")


async def _on_clipped(request: Request, error: Exception) -> JSONResponse:
    code = next((code for kind, code in _KNOWN.items() if isinstance(error, kind)), Code.INTERNAL)
    return answer(request, code, str(error))


async def _on_database(request: Request, error: Exception) -> JSONResponse:
    if not is_away(error):
        raise error
    return await _on_absence(request, error)


async def _on_leaving(request: Request, _: Exception) -> JSONResponse:
    """Answer somebody whose line broke in the middle of a request. Nobody hears it."""
    return answer(request, Code.BAD_REQUEST, "")


async def _on_absence(request: Request, error: Exception) -> JSONResponse:
    _log.warning("cannot be reached", error=repr(error))
    return answer(request, Code.UNAVAILABLE, "")


def answer(
    request: Request, code: Code, message: str, *, retry_after: int | None = None
) -> JSONResponse:
    """Return a refusal as it goes over the line."""
    wait = retry_after if retry_after is not None else _PATIENCE.get(code)
    body = ErrorBody(
        code=code.code, message=message or code.meaning, trace_id=request.state.trace_id
    )
    headers = {"Retry-After": str(wait)} if wait is not None else {}
    if code.status == Code.UNAUTHENTICATED.status:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse({"error": body.model_dump()}, code.status, headers=headers)


# What rooms and stores raise, the special before the general.
_KNOWN: dict[type[Exception], Code] = {
    BlockedLinkError: Code.FORBIDDEN,
    QuotaExceededError: Code.QUOTA_EXCEEDED,
    OvertakenError: Code.CONFLICT,
    UploadGoneError: Code.GONE,
    UploadOffsetError: Code.CONFLICT,
    UploadIncompleteError: Code.CONFLICT,
    PermanentError: Code.INVALID,
    TransientError: Code.UNAVAILABLE,
}

# Seconds after which asking again makes sense.
_PATIENCE = {Code.UNAVAILABLE: 5, Code.IN_PROGRESS: 1, Code.OVERLOADED: 30}
