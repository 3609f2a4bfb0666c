"""The JSON Schema of plans and of operations, with what their fields mean."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from activities.plan.editing.operations import OPERATIONS
from core.domain.base import Value
from core.domain.plan import ClipPlan

Schema = dict[str, Any]

_DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}


def plan_schema() -> Schema:
    """Return what a plan must look like, the text of every field's meaning included."""
    return _DIALECT | _explained(ClipPlan.model_json_schema())


def operations_schema() -> Schema:
    """Return what a list of operations must look like."""
    titled = {"title": "Operations", "description": "What is done to a plan, in this order."}
    return _DIALECT | titled | _explained(OPERATIONS.json_schema())


def _explained(schema: Schema) -> Schema:
    """Return a schema whose fields say what their docstrings say."""
    known = {model.__name__: model for model in _models(Value)}
    for name, inner in {**schema.get("$defs", {}), schema.get("title", ""): schema}.items():
        if name not in known:
            continue
        for field, text in _meanings(known[name]).items():
            if field in inner.get("properties", {}):
                inner["properties"][field]["description"] = text
    return schema


def _models(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for model in base.__subclasses__():
        yield model
        yield from _models(model)


def _meanings(model: type[BaseModel]) -> dict[str, str]:
    """Return the docstrings that stand below the fields of a model, those it inherits as well."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if base is not BaseModel and issubclass(base, BaseModel):
            found |= dict(_below(base))
    return found


def _below(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    assert isinstance(tree, ast.ClassDef)
    for line, after in zip(tree.body, tree.body[1:], strict=False):
        if not (isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)):
            continue
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            yield line.target.id, " ".join(str(after.value.value).split())
