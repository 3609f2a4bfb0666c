"""Find a Temporal server, or get one: the vendor's build, or one built here by Go."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from core.errors import ConfigurationError, ProcessFailedError
from core.settings import Settings
from deploy.local.external import OnLine, call, told, while_growing
from deploy.local.lock import Lock

VERSION = "v1.5.1"
"""Newer ones cannot be built by ``go install``: their modules replace others."""

_MODULE = "github.com/temporalio/cli"
_VARIABLES = ("CLIPPED_TEMPORAL_CLI", "TEMPORAL_CLI_PATH")

_PATIENCE = 20.0
_BUILD_SECONDS = 1800.0
_VERSION_SECONDS = 20.0


def cached(settings: Settings) -> Path:
    """Return where a server that we fetched or built is kept."""
    return settings.cache_dir / "temporal" / VERSION / "temporal"


def locate(settings: Settings) -> Path | None:
    """Return the server that would be used, None when it must be fetched first."""
    named = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), None)
    if named:
        return Path(named).expanduser()
    on_path = shutil.which("temporal")
    if on_path:
        return Path(on_path)
    return cached(settings) if cached(settings).exists() else None


async def find(settings: Settings, on_line: OnLine) -> Path:
    """Return a Temporal server that runs; download or build it when there is none.

    Raises:
        ConfigurationError: there is none and none can be had; the message says what to do.
    """
    found = locate(settings)
    if found is None:
        async with Lock(settings.cache_dir / "temporal" / "lock").held():
            found = locate(settings) or await _obtain(settings, on_line)
    try:
        await version(found)
    except ProcessFailedError as error:
        raise ConfigurationError(
            f"{found} is not a Temporal server that runs here ({error});"
            f" remove it or set {_VARIABLES[0]} to another"
        ) from error
    return found


async def version(path: Path) -> str:
    """Return what the server says about its version.

    Raises:
        ProcessFailedError: it does not run, or is something else.
    """
    said = (await call([path, "--version"], seconds=_VERSION_SECONDS)).strip()
    if not said.startswith("temporal version"):
        raise ProcessFailedError(f"it says {said[:80]!r}")
    return said.removeprefix("temporal version").strip()


async def quiet_options(path: Path) -> tuple[str, ...]:
    """Return the options with which this version's page contacts nobody."""
    try:
        known = await call([path, "server", "start-dev", "--help"], seconds=_VERSION_SECONDS)
    except ProcessFailedError:
        return ()
    return tuple(option for option in ("--ui-disable-news-fetch",) if option in known)


async def _obtain(settings: Settings, on_line: OnLine) -> Path:
    if settings.offline:
        raise ConfigurationError(
            f"there is no Temporal server, and OFFLINE forbids to fetch one:"
            f" set {_VARIABLES[0]} to its path, or run once without OFFLINE"
        )
    target = cached(settings)
    target.parent.mkdir(parents=True, exist_ok=True)
    reasons = []
    for obtain in (_download, _build):
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            try:
                made = await obtain(Path(folder), on_line)
                await version(made)
            except ProcessFailedError as error:
                reasons.append(str(error))
                continue
            made.chmod(0o755)
            made.replace(target)
            return target
    raise ConfigurationError(
        "no Temporal server could be had: " + "; ".join(reasons) + ". Install Temporal's command"
        f" line or Go 1.25 or newer, or set {_VARIABLES[0]} to a `temporal` program"
    )


async def _download(folder: Path, on_line: OnLine) -> Path:
    on_line("downloading the Temporal server")
    return await download("server", folder, on_line, release=VERSION)


async def download(kind: str, folder: Path, on_line: OnLine, *, release: str) -> Path:
    """Let the SDK download ``kind`` (``server`` or ``test-server``) and return its program.

    Raises:
        ProcessFailedError: the way to it is closed, or it came too slowly.
    """

    def files() -> list[Path]:
        return list(folder.iterdir())

    def size() -> int:
        return sum(path.stat().st_size for path in files())

    module = "deploy.local.temporal_download"
    command = [sys.executable, "-m", module, kind, str(folder), release]
    async with told(lambda: f"downloading: {size() >> 20} MB", on_line):
        work = call(command, seconds=_BUILD_SECONDS)
        await while_growing(work, size, patience=_PATIENCE, what="the download")
    programs = [path for path in files() if path.suffix != ".downloading"]
    if not programs:
        raise ProcessFailedError("the download brought nothing")
    return programs[0]


async def _build(folder: Path, on_line: OnLine) -> Path:
    if shutil.which("go") is None:
        raise ProcessFailedError("Go, which could build it, is not installed")
    on_line("building the Temporal server with Go; this takes 2 to 5 minutes, once")
    packages = 0

    def count(_: str) -> None:
        nonlocal packages
        packages += 1

    stamped = f"-s -w -X {_MODULE}/temporalcli.Version={VERSION.removeprefix('v')}"
    command = ["go", "install", "-v", f"-ldflags={stamped}", f"{_MODULE}/cmd/temporal@{VERSION}"]
    async with told(lambda: f"building: {packages} packages", on_line):
        await call(
            command,
            seconds=_BUILD_SECONDS,
            environment={"GOBIN": str(folder), "CGO_ENABLED": "0"},
            on_output=count,
        )
    return folder / "temporal"
