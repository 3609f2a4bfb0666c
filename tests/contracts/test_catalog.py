"""Every line of the catalogue resolves, is named well, and has a test file of its own."""

import inspect
from pathlib import Path

import pytest

from activities import catalog
from core.registry import Registry

TESTS = Path(__file__).parents[1]
TABLES = [table for table in vars(catalog).values() if isinstance(table, Registry)]
LINES = [
    pytest.param(table, name, id=f"{table.kind}: {name}")
    for table in TABLES
    for name in table.names()
]


@pytest.mark.parametrize(("table", "name"), LINES)
def test_a_plugin_resolves_to_a_documented_class(table: Registry[type], name: str) -> None:
    plugin = table.load(name)

    assert inspect.isclass(plugin)
    assert inspect.getdoc(plugin)


@pytest.mark.parametrize(("table", "name"), LINES)
def test_a_plugin_lives_in_a_file_of_its_own_name(table: Registry[type], name: str) -> None:
    file = Path(inspect.getfile(table.load(name)))

    assert file.stem == name.replace("-", "_")


@pytest.mark.parametrize(("table", "name"), LINES)
def test_a_plugin_has_a_test_file(table: Registry[type], name: str) -> None:
    room = Path(inspect.getfile(table.load(name))).parents[1].name
    test = f"test_{name.replace('-', '_')}.py"

    assert list((TESTS / "activities" / room).rglob(test)), f"tests/activities/{room}/**/{test}"
