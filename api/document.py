"""The OpenAPI document, which is what clients are made of."""

from typing import Any

from fastapi import FastAPI
from starlette.routing import compile_path

_NULL = {"type": "null"}


def honest(app: FastAPI) -> None:
    """Make the document say of parameters what is true: one can be left out, and never is null."""
    plain = app.openapi

    def told() -> dict[str, Any]:
        made = plain()
        for path in made["paths"].values():
            for operation in path.values():
                for parameter in operation.get("parameters", ()):
                    parameter["schema"] = _present(parameter["schema"])
        return made

    app.openapi = told  # type: ignore[method-assign]


def methods(app: FastAPI, path: str) -> list[str]:
    """Return the methods that an address takes, as the document tells them."""
    return sorted(
        method.upper()
        for template, operations in app.openapi()["paths"].items()
        if compile_path(template)[0].match(path)
        for method in operations
    )


def _present(schema: dict[str, Any]) -> dict[str, Any]:
    """Return what a parameter is when it is there."""
    ways = [way for way in schema.get("anyOf", ()) if way != _NULL]
    if len(ways) != 1:
        return schema
    return {**{name: value for name, value in schema.items() if name != "anyOf"}, **ways[0]}
