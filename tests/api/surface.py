"""Every route of the application, with what it asks of whoever calls it."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from api import identity
from api.app import ROUTERS, create
from api.identity import Needs
from api.roles import Permission


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    """Without ``/api``."""
    permission: Permission | None
    """None when it needs none in a workspace."""
    personal: bool
    """It needs a login."""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def filled(self, values: dict[str, object]) -> str:
        """Return the address with a value in each of its places. What it tells has an end."""
        asked = {"/events": "?after=0&until_settled=true", "/nle": "?base=1"}
        ends = (said for end, said in asked.items() if self.path.endswith(end))
        return self.path.format(**values) + next(ends, "")


def routes() -> list[Route]:
    """Return every route of the application."""
    found = [
        _route(one, method)
        for router in ROUTERS
        for one in router.routes
        if isinstance(one, APIRoute)
        for method in sorted(one.methods or ())
    ]
    told = {
        f"{method.upper()} {path.removeprefix('/api')}"
        for path, methods in create().openapi()["paths"].items()
        for method in methods
    }
    assert {str(route) for route in found} == told
    return found


def _route(route: APIRoute, method: str) -> Route:
    called = list(_calls(route.dependant))
    needs = [one.permission for one in called if isinstance(one, Needs)]
    return Route(
        method=method,
        path=route.path_format,
        permission=needs[0] if needs else None,
        personal=identity.person in called,
    )


def _calls(dependant: Dependant) -> Iterator[object]:
    for one in dependant.dependencies:
        yield one.call
        yield from _calls(one)
