"""Install everything: ``python3 -m deploy.local.setup [--dev]``. A second run does nothing.

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


def wanted(root: Path, *, dev: bool) -> dict[str, str]:
    """Return what an up-to-date installation has: hashes of what decides it."""
    names = ["requirements.txt", "deploy/local/uv.txt", "deploy/local/setup.py"]
    stamp = {name: _hash(root / name) for name in names}
    stamp["root"] = str(root)
    if dev:
        stamp["requirements-dev.txt"] = _hash(root / "requirements-dev.txt")
    return stamp


def is_done(root: Path, stamp: dict[str, str]) -> bool:
    """Say whether the installation has all that the stamp asks for."""
    try:
        found = json.loads(_stamp(root).read_text())
    except (OSError, ValueError):
        return False
    here = (root / ".venv/bin/python").exists() and (root / ".venv/bin/clippedai").exists()
    return here and stamp.items() <= found.items()


def _stamp(root: Path) -> Path:
    return root / ".venv" / "clippedai-setup.json"


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def install(root: Path, *, dev: bool) -> None:
    """Make ``.venv`` and put into it exactly what the lock file names.

    Raises:
        SetupError: a step failed.
    """
    python = find_python((sys.executable, "python3", "python3.13", "python3.12", "python3.11"))
    say(f"[1/5] Python: {python}")
    _make_environment(root / ".venv", python)
    lock = root / ("requirements-dev.txt" if dev else "requirements.txt")
    _install_packages(root, lock)
    _link(root)


def _make_environment(folder: Path, python: str) -> None:
    if (folder / "bin/python").exists() and _is_usable(folder / "bin/python"):
        say("[2/5] .venv is there")
        return
    say("[2/5] creating .venv")
    _run([python, "-m", "venv", "--clear", str(folder)], "creating .venv failed")


def _is_usable(python: Path) -> bool:
    answer = _ask(str(python))
    return answer is not None and OLDEST <= answer[0] <= NEWEST


def _install_packages(root: Path, lock: Path) -> None:
    python = root / ".venv/bin/python"
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


def _link(root: Path) -> None:
    """Make the source importable, and put the ``clippedai`` command beside Python."""
    packages = next((root / ".venv/lib").glob("python3.*/site-packages"))
    (packages / "clippedai.pth").write_text(f"{root}\n")
    command = root / ".venv/bin/clippedai"
    command.write_text(_SCRIPT.format(python=root / ".venv/bin/python"))
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
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    dev = parser.parse_args().dev
    stamp = wanted(ROOT, dev=dev)
    if is_done(ROOT, stamp):
        return 0
    try:
        install(ROOT, dev=dev)
        prepare(ROOT, dev=dev)
    except SetupError as error:
        say(f"set-up: {error}")
        return 1
    except KeyboardInterrupt:
        say("set-up was stopped; run it again to go on")
        return 130
    _stamp(ROOT).write_text(json.dumps(stamp, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
