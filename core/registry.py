"""Plug-ins by name, imported only when they are used."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from operator import attrgetter
from typing import Generic, NamedTuple, TypeVar, cast

from core.errors import EngineUnavailableError, UnknownPluginError
from core.settings import settings

T = TypeVar("T")


class Needs(NamedTuple):
    """What a plug-in needs beyond an ordinary installation."""

    library: str = ""
    """The module that it imports."""
    extra: str = ""
    """The extra of ``pyproject.toml`` that brings the library."""
    setting: str = ""
    """What the operator must have set, for example ``face_track.yolo_weights``."""


class Registry(Generic[T]):
    """A table from names to ``"module:attribute"`` strings, best first."""

    def __init__(
        self, kind: str, entries: Mapping[str, str], needs: Mapping[str, Needs] | None = None
    ) -> None:
        self.kind = kind
        self._entries = dict(entries)
        self._needs = dict(needs or {})

    def names(self) -> list[str]:
        """Return what can be used on this machine, best first. Imports nothing."""
        return [name for name in self._entries if not self.lacks(name)]

    def every(self) -> list[str]:
        """Return every name, best first, also what cannot be used here. Imports nothing."""
        return list(self._entries)

    def place(self, name: str) -> str:
        """Return the ``"module:attribute"`` string of a name.

        Raises:
            UnknownPluginError: no plug-in has that name.
        """
        return self._entries[self.check(name)]

    def optional(self) -> list[str]:
        """Return the names of what needs more than an ordinary installation."""
        return [name for name in self._entries if name in self._needs]

    def lacks(self, name: str) -> str:
        """Return what a plug-in lacks here and how to get it; empty when it lacks nothing.

        Raises:
            UnknownPluginError: no plug-in has that name.
        """
        needs = self._needs.get(self.check(name), Needs())
        lacking = []
        if needs.library and find_spec(needs.library) is None:
            lacking.append(
                f"{needs.library} is not installed: `make setup-torch` installs the extra"
                f" {needs.extra} into .venv-torch"
            )
        if needs.setting and not attrgetter(needs.setting)(settings()):
            variable = f"CLIPPED_{needs.setting.upper().replace('.', '__')}"
            lacking.append(f"{variable} is not set")
        return "; ".join(lacking)

    def load(self, name: str) -> T:
        """Import and return the plug-in.

        Raises:
            UnknownPluginError: no plug-in has that name.
            EngineUnavailableError: it lacks something here, or its library is broken.
        """
        if lacking := self.lacks(name):
            raise EngineUnavailableError(lacking)
        module, _, attribute = self.place(name).partition(":")
        try:
            return cast("T", getattr(import_module(module), attribute))
        # A library that does not fit the machine fails in its own ways when it is imported.
        except (ImportError, OSError, RuntimeError, AttributeError) as error:
            if name not in self._needs:
                raise
            reason = next(iter(str(error).splitlines()), type(error).__name__)
            raise EngineUnavailableError(f"{name} cannot be loaded: {reason}") from error

    def check(self, name: str) -> str:
        """Return the name if it is known; import nothing.

        Raises:
            UnknownPluginError: no plug-in has that name.
        """
        if name not in self._entries:
            known = ", ".join(self._entries)
            raise UnknownPluginError(f"no {self.kind} is named {name!r}; choose one of: {known}")
        return name
