"""Every line of the catalogue resolves, is named well, and has a test file of its own."""

import ast
import inspect
from pathlib import Path

import pytest

from activities import catalog
from core.registry import Registry

TESTS = Path(__file__).parents[1]
TABLES = [table for table in vars(catalog).values() if isinstance(table, Registry)]
EVERY = [
    pytest.param(table, name, id=f"{table.kind}: {name}")
    for table in TABLES
    for name in table.every()
]
LOADABLE = [
    pytest.param(table, name, id=f"{table.kind}: {name}")
    for table in TABLES
    for name in table.names()
]


@pytest.mark.parametrize(("table", "name"), LOADABLE)
def test_a_plugin_resolves_to_a_documented_class(table: Registry[type], name: str) -> None:
    plugin = table.load(name)

    assert inspect.isclass(plugin)
    assert inspect.getdoc(plugin)


@pytest.mark.parametrize(("table", "name"), EVERY)
def test_a_plugin_has_a_test_file(table: Registry[type], name: str) -> None:
    room = table.place(name).split(".")[1]
    test = f"test_{name.replace('-', '_')}.py"
    found = [*(TESTS / "activities" / room).rglob(test), *(TESTS / "torch").glob(test)]

    assert found, f"tests/activities/{room}/**/{test}"


@pytest.mark.parametrize(("table", "name"), EVERY)
def test_a_plugin_lies_at_the_place_that_its_line_names(table: Registry[type], name: str) -> None:
    module, _, attribute = table.place(name).partition(":")
    file = TESTS.parent.joinpath(*module.split(".")).with_suffix(".py")

    assert file.stem == name.replace("-", "_")
    classes = [node for node in ast.parse(file.read_text()).body if isinstance(node, ast.ClassDef)]
    assert attribute in {node.name for node in classes if ast.get_docstring(node)}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.kind)
def test_the_last_choice_needs_nothing_more_than_an_ordinary_installation(
    table: Registry[type],
) -> None:
    assert table.every()[-1] not in table.optional()
