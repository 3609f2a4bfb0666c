"""The processes of the parts on record, so that a supervisor's heir can end its orphans."""

import contextlib
import json
import signal
from pathlib import Path

import psutil

from core.domain.base import Value
from deploy.local.endpoints import read_json, write_atomically

# The clock that start times are read from may be corrected while a process runs.
_CLOCK_SECONDS = 2.0
_POLITE_SECONDS = 3.0


class _Entry(Value):
    pid: int
    started: float
    stop_signal: int


class Processes:
    """A file with process id, start time and stop signal of every part."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._entries: dict[str, _Entry] = {}

    def add(self, name: str, pid: int, stop_signal: signal.Signals) -> None:
        """Remember the process of a part."""
        with contextlib.suppress(psutil.NoSuchProcess):
            started = psutil.Process(pid).create_time()
            self._entries[name] = _Entry(pid=pid, started=started, stop_signal=int(stop_signal))
            self._write()

    def remove(self, name: str) -> None:
        """Forget the process of a part."""
        self._entries.pop(name, None)
        self._write()

    def end_orphans(self) -> list[str]:
        """End what an earlier supervisor left running, and return the names of the parts."""
        left = {name: entry for name, entry in self._read().items() if _process(entry)}
        everything = [process for entry in left.values() for process in _family(entry)]
        for entry in left.values():
            _send(_process(entry), entry.stop_signal)
        _, stubborn = psutil.wait_procs(everything, timeout=_POLITE_SECONDS)
        for process in stubborn:
            _send(process, signal.SIGKILL)
        psutil.wait_procs(stubborn, timeout=_POLITE_SECONDS)
        self._path.unlink(missing_ok=True)
        return list(left)

    def _read(self) -> dict[str, _Entry]:
        found = read_json(self._path)
        if not isinstance(found, dict):
            return {}
        with contextlib.suppress(ValueError):
            return {str(name): _Entry.model_validate(entry) for name, entry in found.items()}
        return {}

    def _write(self) -> None:
        entries = {name: entry.model_dump() for name, entry in self._entries.items()}
        write_atomically(self._path, json.dumps(entries))


def _process(entry: _Entry) -> psutil.Process | None:
    """Return the process on record, None when its id belongs to another by now."""
    try:
        process = psutil.Process(entry.pid)
        same = abs(process.create_time() - entry.started) < _CLOCK_SECONDS
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.NoSuchProcess:
        return None


def _family(entry: _Entry) -> list[psutil.Process]:
    process = _process(entry)
    if process is None:
        return []
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return [process]


def _send(process: psutil.Process | None, number: int) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        if process is not None:
            process.send_signal(number)
