"""Install everything: ``python3 -m deploy.local.setup [--dev | --torch]``. Twice does nothing more.

This file runs on whatever Python is there, before any package is installed:
it imports the standard library alone and avoids what old versions cannot read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]

OLDEST = (3, 11)
NEWEST = (3, 13)

_ASK = (
    "import sys, json, importlib.util as u;"
    "print(json.dumps([list(sys.version_info[:2]),"
    " getattr(sys, '_base_executable', None) or sys.executable,"
    " all(u.find_spec(m) for m in ('venv', 'ensurepip'))]))"
)
_SCRIPT = """#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import sys

from deploy.local.cli import main

sys.exit(main())
"""


class Choice(NamedTuple):
    """What is installed, and where."""

    folder: str
    """The environment, in the root of the checkout."""
    locks: tuple[str, ...]
    """Lock files, the last of which holds all that is installed."""


USE = Choice(".venv", ("requirements.txt",))
DEV = Choice(".venv", ("requirements.txt", "requirements-dev.txt"))
TORCH = Choice(".venv-torch", ("requirements-torch.txt",))


class SetupError(Exception):
    """Set-up cannot go on; the message says what to do."""


def say(line: str) -> None:
    """Show one line of progress."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def find_python(names: tuple[str, ...]) -> str:
    """Return the path of the first suitable Python among ``names``.

    Raises:
        SetupError: there is none; the message names what was found.
    """
    found: list[str] = []
    bare: list[str] = []
    for name in names:
        answer = _ask(name)
        if answer is None:
            continue
        version, path, complete = answer
        if OLDEST <= version <= NEWEST and complete:
            return path
        shown = ".".join(map(str, version))
        (bare if OLDEST <= version <= NEWEST else found).append(shown)
    if bare:
        raise SetupError(
            f"Python {bare[0]} is here without its venv module; on Debian and Ubuntu:"
            f" apt install python{bare[0]}-venv"
        )
    raise SetupError(
        f"ClippedAI needs Python 3.11, 3.12 or 3.13; found {', '.join(found) or 'none'}."
        " Install one of them and run this again"
    )


def _ask(name: str) -> tuple[tuple[int, ...], str, bool] | None:
    if shutil.which(name) is None:
        return None
    asked = subprocess.run(
        [name, "-c", _ASK], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False
    )
    if asked.returncode != 0:
        return None
    version, path, complete = json.loads(asked.stdout)
    return tuple(version), path, complete


def wanted(root: Path, choice: Choice) -> dict[str, str]:
    """Return what an up-to-date installation has: hashes of what decides it."""
    names = [*choice.locks, "deploy/local/uv.txt", "deploy/local/setup.py"]
    return {**{name: _hash(root / name) for name in names}, "root": str(root)}


def is_done(root: Path, choice: Choice) -> bool:
    """Say whether the installation has all that is asked for."""
    folder = root / choice.folder
    try:
        found = json.loads(_stamp(folder).read_text())
    except (OSError, ValueError):
        return False
    here = (folder / "bin/python").exists() and (folder / "bin/clippedai").exists()
    return here and wanted(root, choice).items() <= found.items()


def _stamp(folder: Path) -> Path:
    return folder / "clippedai-setup.json"


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def install(root: Path, choice: Choice) -> None:
    """Make the environment and put into it exactly what the lock file names.

    Raises:
        SetupError: a step failed.
    """
    python = find_python((sys.executable, "python3", "python3.13", "python3.12", "python3.11"))
    say(f"[1/5] Python: {python}")
    folder = root / choice.folder
    _make_environment(folder, python)
    _install_packages(root, folder, root / choice.locks[-1])
    _link(root, folder)


def _make_environment(folder: Path, python: str) -> None:
    if (folder / "bin/python").exists() and _is_usable(folder / "bin/python"):
        say(f"[2/5] {folder.name} is there")
        return
    say(f"[2/5] creating {folder.name}")
    _run([python, "-m", "venv", "--clear", str(folder)], f"creating {folder.name} failed")


def _is_usable(python: Path) -> bool:
    answer = _ask(str(python))
    return answer is not None and OLDEST <= answer[0] <= NEWEST


def _install_packages(root: Path, folder: Path, lock: Path) -> None:
    python = folder / "bin/python"
    count = sum("==" in line for line in lock.read_text().splitlines())
    say(f"[3/5] installing {count} packages; the first time this takes minutes")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pinned = root / "deploy/local/uv.txt"
    # Only the set-up needs uv, and it is a tenth of what is installed.
    with tempfile.TemporaryDirectory() as tool:
        _run(
            [*pip, "--target", tool, "--require-hashes", "-r", str(pinned)],
            "installing uv failed",
        )
        quiet = [] if sys.stderr.isatty() else ["--quiet"]
        uv = [f"{tool}/bin/uv", "pip", "install", *quiet, "--python", str(python)]
        _run(
            [*uv, "--require-hashes", "-r", str(lock)],
            "installing the packages failed",
            environment=_index_of_pip(),
        )


def _index_of_pip() -> dict[str, str]:
    """Let uv look where pip was told to look."""
    index = os.environ.get("PIP_INDEX_URL")
    known = {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & os.environ.keys()
    return {"UV_DEFAULT_INDEX": index} if index and not known else {}


def _link(root: Path, folder: Path) -> None:
    """Make the source importable, and put the ``clippedai`` command beside Python."""
    packages = next((folder / "lib").glob("python3.*/site-packages"))
    (packages / "clippedai.pth").write_text(f"{root}\n")
    command = folder / "bin/clippedai"
    command.write_text(_SCRIPT.format(python=folder / "bin/python"))
    command.chmod(0o755)


def _run(command: list[str], failure: str, environment: dict[str, str] | None = None) -> None:
    # A folder of packages named by the caller would shadow those of the lock.
    inherited = {k: v for k, v in os.environ.items() if k not in {"PYTHONPATH", "PYTHONHOME"}}
    done = subprocess.run(command, cwd=ROOT, env={**inherited, **(environment or {})}, check=False)
    if done.returncode != 0:
        raise SetupError(f"{failure}; see the lines above, then run this again")


def prepare(root: Path, *, dev: bool) -> None:
    """Fetch what does not come as a package: the Temporal server and the default models.

    Raises:
        SetupError: a piece that is needed cannot be had.
    """
    command = [str(root / ".venv/bin/python"), "-m", "deploy.local.prepare"]
    _run([*command, *(["--dev"] if dev else [])], "set-up is not complete")


def main() -> int:
    """Do what is not yet done."""
    parser = argparse.ArgumentParser(description="Install ClippedAI into .venv.")
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--dev", action="store_true", help="also what tests and checks need")
    group.add_argument(
        "--torch", action="store_true", help="with every extra, 8 GB, into .venv-torch"
    )
    asked = parser.parse_args()
    choice = TORCH if asked.torch else DEV if asked.dev else USE
    if is_done(ROOT, choice):
        return 0
    try:
        install(ROOT, choice)
        # What is fetched for the other environment serves this one.
        if choice is not TORCH:
            prepare(ROOT, dev=choice is DEV)
    except SetupError as error:
        say(f"set-up: {error}")
        return 1
    except KeyboardInterrupt:
        say("set-up was stopped; run it again to go on")
        return 130
    _stamp(ROOT / choice.folder).write_text(json.dumps(wanted(ROOT, choice), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
