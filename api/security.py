"""The security log (OWASP ASVS 4.0.3, 7.2 and 8.3.5): who was refused what, and who saw what.

It names people by their ids and things by theirs. Nothing that somebody typed is in it but the
name of their browser, and no path, for some paths hold a one-time link.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog
from starlette.requests import HTTPConnection
from starlette.types import Scope

from api import connections

_log = structlog.get_logger("security")

# What refuses a person, not a form: HTTP statuses.
_REFUSALS = frozenset({401, 403, 404, 410, 429})

SENSITIVE = frozenset(
    {
        "list_members",
        "list_audit",
        "list_history",
        "get_transcript",
        "download_clip",
        "read_share",
        "export_clip",
        "export_report",
    }
)
"""Names of routes that tell of people, or give recordings of them away."""


def refused(connection: HTTPConnection, code: str, status: int) -> None:
    """Write down that somebody was not let in, or not let do something."""
    if status in _REFUSALS:
        _log.warning("refused", code=code, **_about(connection))


def answered(scope: Scope, status: int, *, every: bool) -> None:
    """Write down that somebody saw what is sensitive, or, if asked to, what they were let do."""
    sensitive = getattr(scope.get("route"), "name", "") in SENSITIVE
    if status < 400 and (sensitive or every):
        about = _about(HTTPConnection(scope))
        _log.info("seen" if sensitive else "allowed", status=status, **about)


def happened(connection: HTTPConnection, user: UUID, action: str) -> None:
    """Write down what happened to an account."""
    _log.info("account", **{**_about(connection), "user": str(user), "action": action})


def _about(connection: HTTPConnection) -> dict[str, Any]:
    scope = connection.scope
    user = getattr(connection.state, "user", None)
    return {
        "user": str(user or ""),
        "method": scope.get("method", scope["type"]),
        "route": getattr(scope.get("route"), "path", ""),
        **_ids(scope.get("path_params", {})),
        **_ids({"acting_in": connection.headers.get("x-workspace", "")}),
        "address": connections.address(connection),
        "device": connections.device(connection),
        "trace_id": connection.state.trace_id,
    }


def _ids(named: Mapping[str, object]) -> dict[str, str]:
    """Return what is an id, by its name; a token or a key is none."""
    return {name: str(value) for name, value in named.items() if _is_id(value)}


def _is_id(value: object) -> bool:
    try:
        return isinstance(value, UUID) or bool(UUID(str(value)))
    except ValueError:
        return False
