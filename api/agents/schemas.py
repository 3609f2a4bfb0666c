"""What a tool takes and gives, read from the OpenAPI document."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]

_IN_DOCUMENT, _IN_TOOL = "#/components/schemas/", "#/$defs/"
# Chosen once for a whole connection, by its header.
_FOR_ALL = {"x-workspace"}


@dataclass(frozen=True)
class Shape:
    """A route as a tool: one flat list of arguments, and one object in return."""

    method: str
    path: str
    places: dict[str, str]
    """For each argument that is no field of the body: ``path``, ``query`` or the header's name."""
    has_body: bool
    takes: Schema
    gives: Schema
    wrapped: bool
    """The route answers a list; the tool gives it as ``result``."""


def shape(document: Schema, route: str) -> Shape:
    """Return the shape of a route by its ``operationId``.

    Raises:
        LookupError: there is no such route.
    """
    method, path, operation = _find(document, route)
    known = document["components"]["schemas"]
    places, properties, required = {}, {}, []
    for one in operation.get("parameters", ()):
        if one["name"] in _FOR_ALL or one["in"] == "cookie":
            continue
        name = one["name"].lower().replace("-", "_")
        places[name] = one["name"] if one["in"] == "header" else one["in"]
        properties[name] = one["schema"]
        required += [name] if one["required"] else []
    body = _body(operation, known)
    properties |= body.get("properties", {})
    required += body.get("required", [])
    gives = _answer(operation)
    wrapped = gives.get("type") == "array"
    return Shape(
        method=method.upper(),
        path=path,
        places=places,
        has_body=bool(body),
        takes=_whole(
            {"type": "object", "properties": properties, "required": required}
            | {"additionalProperties": False},
            known,
        ),
        gives=_whole(wrap(gives) if wrapped else _resolved(gives, known), known),
        wrapped=wrapped,
    )


def wrap(schema: Schema) -> Schema:
    """Return the schema of an object that holds something as its ``result``."""
    return {"type": "object", "properties": {"result": schema}, "required": ["result"]}


def _find(document: Schema, route: str) -> tuple[str, str, Schema]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if operation["operationId"] == route:
                return method, path, operation
    raise LookupError(f"there is no route {route}")


def _body(operation: Schema, known: Schema) -> Schema:
    """Return what a request may carry, as one object; empty when it carries nothing."""
    content = operation.get("requestBody", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    ways = [one for one in schema.get("anyOf", (schema,)) if one.get("type") != "null"]
    return _resolved(ways[0], known)


def _answer(operation: Schema) -> Schema:
    good = next(said for code, said in operation["responses"].items() if code < "300")
    found: Schema = good["content"]["application/json"]["schema"]
    return found


def _resolved(schema: Schema, known: Schema) -> Schema:
    found: Schema = known[schema["$ref"].removeprefix(_IN_DOCUMENT)] if "$ref" in schema else schema
    return found


def _whole(schema: Schema, known: Schema) -> Schema:
    """Return a schema with everything that it refers to."""
    names: set[str] = set()
    todo = [schema]
    while todo:
        for name in set(_references(todo.pop())) - names:
            names.add(name)
            todo.append(known[name])
    whole = {**schema, "$defs": {name: known[name] for name in sorted(names)}}
    moved: Schema = json.loads(json.dumps(whole).replace(_IN_DOCUMENT, _IN_TOOL))
    return moved


def _references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(reference := value.get("$ref"), str):
            yield reference.removeprefix(_IN_DOCUMENT)
        for one in value.values():
            yield from _references(one)
    elif isinstance(value, list):
        for one in value:
            yield from _references(one)
