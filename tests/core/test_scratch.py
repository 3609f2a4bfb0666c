"""Scratch folders go, however a step or a worker ends."""

import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from core.scratch import Scratch


def test_a_folder_goes_with_its_content_even_when_the_step_fails(tmp_path: Path) -> None:
    folders = []

    def step() -> None:
        with closing(Scratch(tmp_path)) as scratch, scratch.folder() as folder:
            folders.append(folder)
            (folder / "frame.png").write_bytes(b"x")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        step()

    assert not folders[0].exists()


def test_what_a_killed_worker_left_is_swept_by_the_next_one(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, signal\n"
        "from core.scratch import Scratch\n"
        f"with Scratch(pathlib.Path({str(tmp_path)!r})).folder() as folder:\n"
        "    (folder / 'half.mp4').write_bytes(b'x')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert list(tmp_path.rglob("half.mp4"))

    Scratch(tmp_path).close()

    assert not list(tmp_path.rglob("half.mp4"))


def test_a_worker_that_lives_keeps_its_folders(tmp_path: Path) -> None:
    with closing(Scratch(tmp_path)) as first, first.folder() as folder:
        Scratch(tmp_path).close()

        assert folder.exists()
