"""Plug-ins by name, imported only when they are used."""

from collections.abc import Mapping
from importlib import import_module
from typing import Generic, TypeVar, cast

from core.errors import UnknownPluginError

T = TypeVar("T")


class Registry(Generic[T]):
    """A table from names to ``"module:attribute"`` strings, best first."""

    def __init__(self, kind: str, entries: Mapping[str, str]) -> None:
        self.kind = kind
        self._entries = dict(entries)

    def names(self) -> list[str]:
        """Return every name, best first. Imports nothing."""
        return list(self._entries)

    def load(self, name: str) -> T:
        """Import and return the plug-in.

        Raises:
            UnknownPluginError: no plug-in has that name.
        """
        self.check(name)
        module, _, attribute = self._entries[name].partition(":")
        return cast("T", getattr(import_module(module), attribute))

    def check(self, name: str) -> str:
        """Return the name if it is known; import nothing.

        Raises:
            UnknownPluginError: no plug-in has that name.
        """
        if name not in self._entries:
            known = ", ".join(self._entries)
            raise UnknownPluginError(f"no {self.kind} is named {name!r}; choose one of: {known}")
        return name
