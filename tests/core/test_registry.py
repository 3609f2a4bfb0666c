"""The catalogue knows names without importing anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.errors import EngineUnavailableError, UnknownPluginError
from core.registry import Needs, Registry
from core.settings import settings

TABLE: Registry[type[int]] = Registry("number", {"whole": "builtins:int", "gone": "nowhere:X"})
VARIABLE = "CLIPPED_FACE_TRACK__YOLO_WEIGHTS"


@pytest.fixture
def choosy(monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry[type[int]]]:
    """A table of which one plug-in lacks its library and one its setting."""
    monkeypatch.delenv(VARIABLE, raising=False)
    settings.cache_clear()
    yield Registry(
        "number",
        {"real": "no_such_library:Real", "chosen": "builtins:int", "whole": "builtins:int"},
        {
            "real": Needs("no_such_library", "torch"),
            "chosen": Needs(setting="face_track.yolo_weights"),
        },
    )
    monkeypatch.undo()
    settings.cache_clear()


def test_names_are_listed_in_order_and_nothing_is_imported() -> None:
    assert TABLE.names() == TABLE.every() == ["whole", "gone"]


def test_a_plugin_is_imported_when_it_is_loaded() -> None:
    assert TABLE.load("whole") is int
    with pytest.raises(ModuleNotFoundError):
        TABLE.load("gone")


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownPluginError, match=r"no number is named 'half'; .*: whole, gone"):
        TABLE.load("half")


def test_what_lacks_something_is_no_choice_but_known(choosy: Registry[type[int]]) -> None:
    assert choosy.names() == ["whole"]
    assert choosy.every() == ["real", "chosen", "whole"]
    assert choosy.optional() == ["real", "chosen"]
    assert choosy.check("real") == "real"


def test_what_lacks_its_library_says_how_to_get_it(choosy: Registry[type[int]]) -> None:
    with pytest.raises(
        EngineUnavailableError,
        match=r"no_such_library is not installed: .* installs the extra torch",
    ):
        choosy.load("real")


def test_what_lacks_its_setting_names_the_variable(
    choosy: Registry[type[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(EngineUnavailableError, match=f"{VARIABLE} is not set"):
        choosy.load("chosen")
    monkeypatch.setenv(VARIABLE, "/weights/people.pt")
    settings.cache_clear()
    assert choosy.names() == ["chosen", "whole"]
    assert choosy.load("chosen") is int


@pytest.mark.parametrize("failure", ["ImportError", "OSError", "RuntimeError"])
def test_a_library_that_is_broken_gives_way_in_one_line(
    failure: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = f"broken_by_{failure.lower()}"
    (tmp_path / f"{module}.py").write_text(f"raise {failure}('built for another GPU\\nsee above')")
    monkeypatch.syspath_prepend(tmp_path)
    table: Registry[type[int]] = Registry(
        "number", {"real": f"{module}:Real"}, {"real": Needs(module, "torch")}
    )
    assert table.names() == ["real"]
    with pytest.raises(EngineUnavailableError, match=r"^real cannot be loaded: built for \w+ GPU$"):
        table.load("real")
