"""Locks between processes."""

import os
import subprocess
import sys
from pathlib import Path

from deploy.local.lock import Lock

HOLD = """
import sys, time
from pathlib import Path
from deploy.local.lock import Lock
lock = Lock(Path(sys.argv[1]))
print(lock.try_acquire(), flush=True)
time.sleep(60)
"""


def test_only_one_holds_it(tmp_path: Path) -> None:
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    assert first.try_acquire()
    assert not second.try_acquire()
    assert second.holder() == os.getpid()
    first.release()
    assert second.try_acquire()


def test_several_share_it_and_exclude_who_wants_it_alone(tmp_path: Path) -> None:
    one, two, alone = (Lock(tmp_path / "lock") for _ in range(3))
    assert one.try_acquire(shared=True)
    assert two.try_acquire(shared=True)
    assert not alone.try_acquire()
    one.release()
    two.release()
    assert alone.try_acquire()


def test_a_killed_holder_frees_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", HOLD, str(path)]
    holder = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"True\n"
    assert Lock(path).holder() == holder.pid
    holder.kill()
    holder.wait()
    holder.stdout.close()
    assert Lock(path).holder() is None
    assert Lock(path).try_acquire()


def test_looking_at_it_makes_no_file(tmp_path: Path) -> None:
    assert Lock(tmp_path / "lock").holder() is None
    assert not (tmp_path / "lock").exists()
