"""The client of the API in Python, made of the OpenAPI document.

The types come from datamodel-code-generator. Limits of values are left out of them, for the
API checks those itself and its word is the later one.
"""

import json
import keyword
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

Schema = dict[str, Any]

_LIMITS = {"pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems"}
_PLAIN = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
_OPTIONS = (
    *("--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel"),
    *("--target-python-version", "3.11", "--disable-timestamp"),
    *("--use-standard-collections", "--use-union-operator", "--use-specialized-enum"),
    *("--capitalise-enum-members", "--set-default-enum-member", "--strict-nullable"),
    *("--use-annotated", "--use-schema-description", "--use-field-description"),
    *("--use-attribute-docstrings", "--formatters", "builtin", "--custom-file-header"),
    '"""What goes over the line. Made by `make clients`; do not edit."""',
)
_IDLE = "        use_attribute_docstrings=True,\n"
_HEADER = '''"""Every route as a method. Made by `make clients`; do not edit."""

from collections.abc import AsyncIterable
from typing import Literal
from uuid import UUID

from deploy.client import models
from deploy.client.line import Line


class Calls(Line):
    """The API."""
'''


def python(document: Schema) -> dict[str, str]:
    """Return the text of every file of the Python client by its name."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "openapi.json").write_text(json.dumps(_plain(document)))
        made = folder / "models.py"
        tool = Path(sys.executable).with_name("datamodel-codegen")
        _run([tool, "--input", folder / "openapi.json", "--output", made, *_OPTIONS])
        made.write_text(_without_idle(made.read_text()))
        (folder / "calls.py").write_text(_HEADER + "".join(_methods(document)))
        ruff = Path(sys.executable).with_name("ruff")
        config = ("--config", ROOT / "pyproject.toml", "--no-cache", "--quiet")
        _run([ruff, "format", *config, folder])
        return {file: (folder / file).read_text() for file in ("models.py", "calls.py")}


def _run(command: list[str | Path]) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)


def _without_idle(text: str) -> str:
    """Return types without what only matters to who makes a schema of them again."""
    text = text.replace(f"    model_config = ConfigDict(\n{_IDLE}    )\n", "")
    return text.replace(f"(\n        extra='forbid',\n{_IDLE}    )", "(extra='forbid')")


def _plain(value: Any) -> Any:
    """Return the document without what its types do not need."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: _plain(one) for name, one in value.items() if not _superfluous(name, one)}


def _superfluous(name: str, value: object) -> bool:
    if name == "default":
        return isinstance(value, dict) or bool(isinstance(value, list) and value)
    if name == "format" and value == "password":
        # A secret that hides itself could not be sent.
        return True
    # A field may have such a name too; its value is a schema then.
    return (name in _LIMITS or name == "title") and not isinstance(value, dict)


def _methods(document: Schema) -> Iterator[str]:
    for path, operations in sorted(document["paths"].items()):
        for method, operation in sorted(operations.items()):
            answer = _answer(operation)
            if answer is not None:
                yield _method(path, method.upper(), operation, answer)


def _answer(operation: Schema) -> str | None:
    """Return the type of what a route answers; None when that is no JSON, or for a browser."""
    answers = operation["responses"].items()
    good = {status: said for status, said in answers if status < "300"}
    if "204" in good:
        return "None"
    first: Schema = next(iter(good.values()), {})
    content = first.get("content", {})
    schema = content.get("application/json", {}).get("schema")
    return _type(schema) if schema and "text/event-stream" not in content else None


def _method(path: str, method: str, operation: Schema, answer: str) -> str:
    parameters = operation.get("parameters", [])
    places = [one for one in parameters if one["in"] == "path"]
    named = [
        one
        for one in parameters
        if one["in"] in {"query", "header"} and one["name"] != "x-workspace"
    ]
    taken = ["self", *(f"{_name(one)}: {_type(one['schema'])}" for one in places)]
    body, content = _body(operation)
    taken += [f"{body}: {content}"] if body else []
    taken += ["*"] if named else []
    taken += [_named(one) for one in named]
    url = re.sub(r"\{(\w+)\}", lambda match: "{" + _safe(match[1]) + "}", path)
    given = [f'"{method}"', f'f"{url}"' if places else f'"{url}"', answer]
    given += [f"{body.split(':')[0]}={body}"] if body else []
    for kind, word in (("query", "query"), ("header", "headers")):
        pairs = [f'"{one["name"]}": {_name(one)}' for one in named if one["in"] == kind]
        given += [f"{word}={{{', '.join(pairs)}}}"] if pairs else []
    return (
        f"\n    async def {operation['operationId']}({', '.join(taken)}) -> {answer}:\n"
        f'        """{operation["description"]}"""\n'
        f"        return await self.ask({', '.join(given)})\n"
    )


def _body(operation: Schema) -> tuple[str, str]:
    """Return the name and the type of what a request carries, empty for nothing."""
    if "requestBody" not in operation:
        return "", ""
    content = operation["requestBody"]["content"]
    if "application/json" not in content:
        return "content", "AsyncIterable[bytes]"
    kind = _type(content["application/json"]["schema"])
    required = operation["requestBody"].get("required", False)
    return "body", kind if required or kind.endswith("None") else f"{kind} | None"


def _named(parameter: Schema) -> str:
    kind = _type(parameter["schema"])
    if parameter["required"]:
        return f"{_name(parameter)}: {kind}"
    return f"{_name(parameter)}: {kind} | None = None"


def _name(parameter: Schema) -> str:
    return _safe(parameter["name"].replace("-", "_").lower())


def _safe(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name


def _type(schema: Schema) -> str:
    if "$ref" in schema:
        return f"models.{schema['$ref'].rsplit('/', 1)[-1]}"
    if "anyOf" in schema:
        return " | ".join(_type(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"list[{_type(schema['items'])}]"
    if schema.get("type") == "null":
        return "None"
    if "enum" in schema:
        return f"Literal[{', '.join(json.dumps(one) for one in schema['enum'])}]"
    if schema.get("format") == "uuid":
        return "UUID"
    return _PLAIN.get(schema.get("type", ""), "object")
