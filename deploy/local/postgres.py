"""The embedded PostgreSQL: one cluster in the data folder, reached by TCP on this machine only."""

import contextlib
import os
import secrets
import shutil
import signal
from pathlib import Path

import asyncpg
import psutil

from core.errors import ProcessFailedError
from deploy.local import postgres_runner
from deploy.local.external import call
from deploy.local.postgres_runner import Runner

USER = "clippedai"
DATABASE = "clippedai"

_CREATE_SECONDS = 120.0
_END_SECONDS = 10.0


class Cluster:
    """The files of the database and how to serve them."""

    def __init__(self, home: Path, runner: Runner) -> None:
        self.files = home / "cluster"
        self._password = home / "password"
        self._runner = runner

    def command(self, port: int) -> tuple[str, ...]:
        """Return the command line of the server."""
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": "",
            "log_timezone": "UTC",
            "timezone": "UTC",
        }
        chosen = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        return self._runner.command("postgres", "-D", str(self.files), *chosen)

    def url(self, port: int) -> str:
        """Return the address of the database, with its password."""
        password = self._password.read_text().strip()
        return f"postgresql://{USER}:{password}@127.0.0.1:{port}/{DATABASE}"

    def clear(self) -> None:
        """End what a killed server left running, and remove its stale lock.

        Only for the holder of the data folder's lock. A killed server's
        children keep the shared memory; a zombie keeps ``postmaster.pid`` valid.
        """
        left = [process for process in psutil.process_iter() if self._serves(process)]
        for process in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        psutil.wait_procs(left, timeout=_END_SECONDS)
        (self.files / "postmaster.pid").unlink(missing_ok=True)

    def _serves(self, process: psutil.Process) -> bool:
        try:
            alive = process.status() != psutil.STATUS_ZOMBIE
            return alive and process.name() == "postgres" and process.cwd() == str(self.files)
        except psutil.Error:
            return False


async def cluster(data_dir: Path) -> Cluster:
    """Return the cluster of the data folder, made when there is none.

    It is made under another name and renamed when it is whole, so that what
    a killed set-up left behind is never taken for a database.

    Raises:
        ConfigurationError: PostgreSQL cannot run here.
        ProcessFailedError: it cannot be made.
    """
    home = data_dir / "postgres"
    runner = await postgres_runner.choose(data_dir, home / "cluster")
    if not home.exists():
        fresh = data_dir / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o711)
        await _create(fresh, runner)
        fresh.rename(home)
    return Cluster(home, runner)


async def _create(home: Path, runner: Runner) -> None:
    files = home / "cluster"
    files.mkdir(mode=0o700)
    runner.own(files)
    password = secrets.token_urlsafe(24)
    _write_secret(home / "password", password)
    shown = home / "password.initdb"
    _write_secret(shown, password)
    runner.own(shown)
    # The built-in locale sorts alike on every system, whatever its C library knows.
    locale = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    access = ("--auth=scram-sha-256", f"--username={USER}", f"--pwfile={shown}")
    where = ("-D", str(files), "--encoding=UTF8")
    environment = {"LC_ALL": "C", "TZ": "UTC"}
    await call(
        runner.command("initdb", *where, *locale, *access),
        seconds=_CREATE_SECONDS,
        environment=environment,
    )
    shown.unlink()
    await _create_database(files, runner)


async def _create_database(files: Path, runner: Runner) -> None:
    """Create the database before anybody can connect, so that there is never a cluster without."""
    single = runner.command("postgres", "--single", "-j", "-D", str(files), "postgres")
    script = 'printf "%s;\\n\\n" "$SQL" | exec "$@"'
    said = await call(
        ("/bin/sh", "-c", script, "sh", *single),
        seconds=_CREATE_SECONDS,
        environment={"SQL": f"CREATE DATABASE {DATABASE}", "LC_ALL": "C"},
    )
    if "ERROR" in said or "FATAL" in said:
        raise ProcessFailedError(f"the database cannot be created: {said.strip()[-300:]}")


def _write_secret(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)


async def answers(url: str, *, seconds: float = 3.0) -> bool:
    """Say whether the database answers a query in time."""
    try:
        connection = await asyncpg.connect(url, timeout=seconds, command_timeout=seconds)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    try:
        await connection.execute("SELECT 1")
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    finally:
        connection.terminate()
    return True
