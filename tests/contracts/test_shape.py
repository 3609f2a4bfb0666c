"""Names and sizes: the code stays small enough to read."""

import ast
import re
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSES = ("core", "activities", "workflows", "workers", "deploy")
# What is made of the document of the API is as long as that.
MADE = {ROOT / "deploy/client/models.py", ROOT / "deploy/client/calls.py"}
FILES = sorted({file for house in HOUSES for file in (ROOT / house).rglob("*.py")} - MADE)
DRAWERS = {"utils", "helpers", "common", "shared", "misc", "tools", "stuff"}
MAX_FILE, MAX_FUNCTION, MEDIAN_FUNCTION, P90_FUNCTION = 400, 60, 10, 35


def _functions() -> dict[str, int]:
    found = {}
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                where = f"{file.relative_to(ROOT)}:{node.lineno} {node.name}"
                found[where] = (node.end_lineno or node.lineno) - node.lineno + 1
    return found


def test_functions_are_short() -> None:
    lengths = _functions()
    sizes = sorted(lengths.values())

    assert [where for where, size in lengths.items() if size > MAX_FUNCTION] == []
    assert statistics.median(sizes) <= MEDIAN_FUNCTION
    assert sizes[int(len(sizes) * 0.9)] <= P90_FUNCTION


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_a_file_is_small_named_for_what_it_holds_and_says_what_it_is(file: Path) -> None:
    text = file.read_text()

    assert text.count("\n") <= MAX_FILE
    assert file.stem not in DRAWERS
    assert ast.get_docstring(ast.parse(text)), "a module says what it is"


def test_every_room_has_the_same_doors() -> None:
    rooms = [
        folder for folder in (ROOT / "activities").iterdir() if (folder / "contract.py").exists()
    ]
    for room in rooms:
        plate = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
        assert (room / "activity.py").exists(), room.name
        assert re.search(r"^Takes .*^Gives .*^Runs on ", plate, re.MULTILINE | re.DOTALL), room.name


def test_no_file_names_this_machine_or_a_registry() -> None:
    forbidden = re.compile(r"/(root|work|home)/[a-z]|pythonhosted|pypi\.org|registry\.npmjs")
    for pattern in ("*.py", "*.toml", "*.txt", "*.md", "*.json", "Makefile"):
        for file in ROOT.glob(f"**/{pattern}"):
            parts = file.relative_to(ROOT).parts
            if {".venv", ".venv-torch", "clips", "node_modules"} & {*parts} or file == Path(
                __file__
            ):
                continue
            assert not forbidden.search(file.read_text()), file
