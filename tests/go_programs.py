"""Servers for tests that are written in Go: found, or built once."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from core.errors import ConfigurationError, ProcessFailedError
from core.settings import Settings
from deploy.local.external import OnLine, call
from deploy.local.lock import Lock

_BUILD_SECONDS = 1800.0
_ASK_SECONDS = 20.0


@dataclass(frozen=True)
class GoProgram:
    """A program, and where its source is found."""

    name: str
    module: str
    version: str
    ask: str
    """What makes it answer at once, and end."""

    @property
    def variable(self) -> str:
        """Name the variable that says where one lies already."""
        return f"CLIPPED_TEST_{self.name.upper()}"

    async def find(self, settings: Settings, on_line: OnLine) -> Path:
        """Return a program that runs; build it when there is none.

        Raises:
            ConfigurationError: there is none and none can be had; the message says why.
        """
        named = os.environ.get(self.variable) or shutil.which(self.name)
        found = Path(named) if named else self._cached(settings)
        if not found.exists():
            async with Lock(settings.cache_dir / self.name / "lock").held():
                if not found.exists():
                    await self._build(settings, found, on_line)
        try:
            await call([found, self.ask], seconds=_ASK_SECONDS)
        except ProcessFailedError as error:
            raise ConfigurationError(f"{found} does not run here: {error}") from error
        return found

    def _cached(self, settings: Settings) -> Path:
        return settings.cache_dir / self.name / self.version / self.name

    async def _build(self, settings: Settings, target: Path, on_line: OnLine) -> None:
        if settings.offline or shutil.which("go") is None:
            why = "OFFLINE is set" if settings.offline else "Go is not installed"
            raise ConfigurationError(
                f"{self.name} is not in the cache, and {why}; set {self.variable}"
            )
        on_line(f"building {self.name} with Go; this takes 1 to 3 minutes, once")
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            command = ["go", "install", "-ldflags=-s -w", f"{self.module}@{self.version}"]
            environment = {"GOBIN": folder, "CGO_ENABLED": "0"}
            try:
                await call(command, seconds=_BUILD_SECONDS, environment=environment)
            except ProcessFailedError as error:
                raise ConfigurationError(f"{self.name} cannot be built: {error}") from error
            next(Path(folder).iterdir()).replace(target)
