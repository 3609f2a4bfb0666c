"""Ending the processes of a supervisor that was killed, and never those of others."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from deploy.local.processes import Processes


@pytest.fixture
def orphan() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process
    process.kill()
    process.wait()


def test_an_orphan_is_ended(tmp_path: Path, orphan: subprocess.Popen[bytes]) -> None:
    Processes(tmp_path / "run.json").add("part", orphan.pid, signal.SIGTERM)
    assert Processes(tmp_path / "run.json").end_orphans() == ["part"]
    assert not psutil.pid_exists(orphan.pid)
    assert not (tmp_path / "run.json").exists()


def test_a_stubborn_orphan_and_its_child_are_killed(tmp_path: Path) -> None:
    script = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print('ready', flush=True)\ntime.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    child = psutil.Process(process.pid).children()[0]
    Processes(tmp_path / "run.json").add("part", process.pid, signal.SIGTERM)
    Processes(tmp_path / "run.json").end_orphans()
    assert not psutil.pid_exists(process.pid)
    assert not psutil.pid_exists(child.pid)
    process.stdout.close()
    process.wait()


def test_a_process_that_took_the_number_over_is_left_alone(
    tmp_path: Path, orphan: subprocess.Popen[bytes]
) -> None:
    path = tmp_path / "run.json"
    Processes(path).add("part", orphan.pid, signal.SIGTERM)
    entries = json.loads(path.read_text())
    entries["part"]["started"] -= 60
    path.write_text(json.dumps(entries))
    assert Processes(path).end_orphans() == []
    assert orphan.poll() is None


@pytest.mark.parametrize("text", ["", "[]", '{"part": 3}', '{"part": {"pid": 1}'])
def test_an_unreadable_record_ends_nobody(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text)
    assert Processes(tmp_path / "run.json").end_orphans() == []


def test_a_process_that_was_removed_is_forgotten(
    tmp_path: Path, orphan: subprocess.Popen[bytes]
) -> None:
    record = Processes(tmp_path / "run.json")
    record.add("part", orphan.pid, signal.SIGTERM)
    record.remove("part")
    assert Processes(tmp_path / "run.json").end_orphans() == []
    assert orphan.poll() is None
