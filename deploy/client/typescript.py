"""The types of the API for pages, made of the OpenAPI document by openapi-typescript.

That takes Node, which a check must not need. So the file says in its first line what it was
made of: the document, the version of the tool, and its own text.
"""

import hashlib
import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

WEB = Path(__file__).resolve().parents[2] / "web"

_MARK = "// Made by `make clients` of "


def typescript(document: dict[str, Any]) -> str:
    """Return the text of the types.

    Raises:
        CalledProcessError: Node is not there, or the tool failed.
    """
    if not (WEB / "node_modules").is_dir():
        subprocess.run(["npm", "ci"], cwd=WEB, check=True)
    tool = WEB / "node_modules" / ".bin" / "openapi-typescript"
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder) / "openapi.json", Path(folder) / "api.ts"
        given.write_text(_brief(document))
        subprocess.run([tool, given, "--output", made, "--immutable"], cwd=WEB, check=True)
        body = made.read_text()
    return f"{_MARK}{_digest(document, body)}; do not edit.\n{body}"


def is_current(text: str, document: dict[str, Any]) -> bool:
    """Say whether this is what the tool makes of the document."""
    line, _, body = text.partition("\n")
    return line == f"{_MARK}{_digest(document, body)}; do not edit."


def _digest(document: dict[str, Any], body: str) -> str:
    lock = (WEB / "package-lock.json").read_text()
    return hashlib.sha256("\0".join((_brief(document), lock, body)).encode()).hexdigest()


def _brief(document: dict[str, Any]) -> str:
    """Return the document with one refusal for each route: they all look the same."""
    known = json.loads(json.dumps(document))
    for operations in known["paths"].values():
        for operation in operations.values():
            good = {code: said for code, said in operation["responses"].items() if code < "400"}
            operation["responses"] = {**good, "default": _REFUSAL}
    return json.dumps(known, sort_keys=True)


_REFUSAL = {
    "description": "A refusal.",
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ErrorAnswer"}}},
}
