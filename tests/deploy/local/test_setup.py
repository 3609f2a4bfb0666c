"""Set-up, as far as it can be tested without a network."""

import json
import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deploy.local import setup


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout in a folder with a space in its name, and a Python that is installed in it."""
    root = tmp_path / "my checkout"
    (root / "deploy" / "local").mkdir(parents=True)
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-torch.txt"):
        (root / name).write_text("one==1\n")
    for name in ("uv.txt", "setup.py"):
        (root / "deploy" / "local" / name).write_text("")
    return root


@pytest.fixture
def installed(root: Path) -> Path:
    """The same, with an environment."""
    create = [sys.executable, "-m", "venv", "--without-pip", str(root / ".venv")]
    subprocess.run(create, check=True)
    setup._link(root, root / ".venv")
    return root


def stamp(root: Path, choice: setup.Choice) -> None:
    path = root / ".venv" / "clippedai-setup.json"
    path.write_text(json.dumps(setup.wanted(root, choice)))


def python(folder: Path, name: str, *, version: tuple[int, int], venv: bool = True) -> str:
    """Make a program that answers set-up's question as such a Python would."""
    program = folder / name
    answer = json.dumps([list(version), f"/opt/{name}", venv])
    program.write_text(f"#!/bin/sh\necho '{answer}'\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


def test_nothing_is_done_before_the_first_run(root: Path) -> None:
    assert not setup.is_done(root, setup.USE)


def test_a_second_run_has_nothing_to_do(installed: Path) -> None:
    stamp(installed, setup.USE)
    assert setup.is_done(installed, setup.USE)
    assert not setup.is_done(installed, setup.DEV)


def test_what_tests_need_includes_what_users_need(installed: Path) -> None:
    stamp(installed, setup.DEV)
    assert setup.is_done(installed, setup.USE)


def test_the_environment_with_every_extra_is_another_one(installed: Path) -> None:
    stamp(installed, setup.DEV)
    assert not setup.is_done(installed, setup.TORCH)


def test_a_changed_lock_is_noticed(installed: Path) -> None:
    stamp(installed, setup.USE)
    (installed / "requirements.txt").write_text("one==2\n")
    assert not setup.is_done(installed, setup.USE)


def test_an_environment_whose_python_has_gone_is_noticed(installed: Path) -> None:
    stamp(installed, setup.USE)
    program = installed / ".venv" / "bin" / "python"
    program.unlink()
    program.symlink_to("/nowhere/python3.11")
    assert not setup.is_done(installed, setup.USE)


def test_a_moved_checkout_is_noticed(installed: Path) -> None:
    stamp(installed, setup.USE)
    moved = installed.rename(installed.with_name("elsewhere"))
    assert not setup.is_done(moved, setup.USE)


def test_a_half_written_stamp_counts_for_nothing(installed: Path) -> None:
    (installed / ".venv" / "clippedai-setup.json").write_text('{"requirements.txt": "ab')
    assert not setup.is_done(installed, setup.USE)


def test_the_command_runs_the_source_of_the_checkout(installed: Path) -> None:
    (installed / "deploy" / "local" / "cli.py").write_text(
        "import sys\ndef main():\n    print('from', __file__, sys.argv[1:])\n    return 3\n"
    )
    command = [str(installed / ".venv" / "bin" / "clippedai"), "clip", "a b"]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd="/", env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 3, done.stderr
    assert done.stdout == f"from {installed / 'deploy/local/cli.py'} ['clip', 'a b']\n"


def test_the_first_suitable_python_is_taken(tmp_path: Path) -> None:
    names = (
        "no-such-python",
        python(tmp_path, "old", version=(3, 9)),
        python(tmp_path, "new", version=(3, 14)),
        python(tmp_path, "bare", version=(3, 12), venv=False),
        python(tmp_path, "good", version=(3, 13)),
        python(tmp_path, "also-good", version=(3, 11)),
    )
    assert setup.find_python(names) == "/opt/good"


def test_a_program_that_only_looks_like_python_is_passed_over(tmp_path: Path) -> None:
    shim = tmp_path / "shim"
    shim.write_text("#!/bin/sh\necho 'no such version' >&2\nexit 127\n")
    shim.chmod(0o755)
    good = python(tmp_path, "good", version=(3, 12))
    assert setup.find_python((str(shim), good)) == "/opt/good"


def test_a_python_that_is_too_old_is_named(tmp_path: Path) -> None:
    with pytest.raises(setup.SetupError, match=r"needs Python 3.11, 3.12 or 3.13; found 3.9"):
        setup.find_python((python(tmp_path, "old", version=(3, 9)),))


def test_a_python_without_venv_is_told_apart(tmp_path: Path) -> None:
    bare = python(tmp_path, "bare", version=(3, 12), venv=False)
    with pytest.raises(setup.SetupError, match=r"apt install python3.12-venv"):
        setup.find_python((bare,))


def test_set_up_starts_without_any_package() -> None:
    command = [sys.executable, "-I", "-S", str(setup.__file__), "--help"]
    started = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - started < 15


def test_uv_looks_where_pip_was_told_to_look(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    assert setup._index_of_pip() == {"UV_DEFAULT_INDEX": "https://mirror.example/simple"}
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://other.example/simple")
    assert setup._index_of_pip() == {}
