"""The catalogue knows names without importing anything."""

import pytest

from core.errors import UnknownPluginError
from core.registry import Registry

TABLE: Registry[type[int]] = Registry("number", {"whole": "builtins:int", "gone": "nowhere:X"})


def test_names_are_listed_in_order_and_nothing_is_imported() -> None:
    assert TABLE.names() == ["whole", "gone"]


def test_a_plugin_is_imported_when_it_is_loaded() -> None:
    assert TABLE.load("whole") is int
    with pytest.raises(ModuleNotFoundError):
        TABLE.load("gone")


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownPluginError, match=r"no number is named 'half'; .*: whole, gone"):
        TABLE.load("half")
