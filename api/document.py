"""The OpenAPI document, which is what clients are made of."""

import json
from functools import cache
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, compile_path

_NULL = {"type": "null"}
_METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


def honest(app: FastAPI) -> None:
    """Make the document say of parameters what is true: one can be left out, and never is null.

    Every route is there by now, for the document is made once.
    """
    plain = app.openapi

    @cache
    def told() -> dict[str, Any]:
        made = _named(plain())
        for path in made["paths"].values():
            for operation in path.values():
                for parameter in operation.get("parameters", ()):
                    parameter["schema"] = _present(parameter["schema"])
        return made

    app.openapi = told  # type: ignore[method-assign]


def separate(app: FastAPI) -> None:
    """Let an address that is written out take its own methods only.

    Else another one would go to a route whose address has a place there: ``/jobs/{job}``
    would be asked for the job ``search``.
    """
    known = app.openapi()["paths"]
    placed = [compile_path(path)[0] for path in known if "{" in path]
    for path, operations in known.items():
        if "{" not in path and any(pattern.match(path) for pattern in placed):
            others = _METHODS - {method.upper() for method in operations}
            app.router.routes.insert(0, Route(path, _refuse, methods=list(others)))


async def _refuse(_: Request) -> Response:
    raise HTTPException(405)


def methods(app: FastAPI, path: str) -> list[str]:
    """Return the methods that an address takes, as the document tells them."""
    matching = [
        (template.count("{"), operations)
        for template, operations in app.openapi()["paths"].items()
        if compile_path(template)[0].match(path)
    ]
    # An address that is written out is none of those with places in them.
    _, operations = min(matching, key=lambda one: one[0], default=(0, {}))
    return sorted(method.upper() for method in operations)


def _named(made: dict[str, Any]) -> dict[str, Any]:
    """Return the document with the titles of generic types as their names."""
    text = json.dumps(made)
    for name, schema in made["components"]["schemas"].items():
        if name.endswith("_"):
            text = text.replace(f'"{name}"', f'"{schema["title"]}"')
            text = text.replace(f'/{name}"', f'/{schema["title"]}"')
    named: dict[str, Any] = json.loads(text)
    return named


def _present(schema: dict[str, Any]) -> dict[str, Any]:
    """Return what a parameter is when it is there."""
    ways = [way for way in schema.get("anyOf", ()) if way != _NULL]
    if len(ways) != 1:
        return schema
    return {**{name: value for name, value in schema.items() if name != "anyOf"}, **ways[0]}
