"""Where the parts of a running system are, written down for whoever wants to talk to them."""

import json
import os
from pathlib import Path

from core.domain.base import Value
from core.settings import Settings


class Endpoints(Value):
    """Addresses of a running system."""

    temporal: str
    """``host:port``."""
    namespace: str
    web: str
    """Temporal's page."""
    database: str
    """``postgresql://…``, with its password."""
    api: str | None = None
    """Where the API is served, None when it is not."""
    profile: Path | None = None
    """A ``temporal.toml`` that leads to this system."""


class Record(Value):
    """What the supervisor remembers, also for its next start."""

    pid: int
    endpoints: Endpoints
    temporal_port: int
    web_port: int
    database_port: int | None = None
    api_port: int | None = None


def temporal_environment(endpoints: Endpoints) -> dict[str, str]:
    """Return the variables that point Temporal's SDK and command line at this system."""
    environment = {
        "TEMPORAL_ADDRESS": endpoints.temporal,
        "TEMPORAL_NAMESPACE": endpoints.namespace,
    }
    if endpoints.profile is not None:
        environment["TEMPORAL_CONFIG_FILE"] = str(endpoints.profile)
    return environment


def run_folder(settings: Settings) -> Path:
    """Return the folder for what describes the running system."""
    return settings.data_dir / "run"


def profile_path(settings: Settings) -> Path:
    """Return where the client profile of this system is."""
    return run_folder(settings) / "temporal.toml"


def save(settings: Settings, record: Record) -> None:
    """Write the record and the client profile, each whole or not at all."""
    found = record.endpoints
    profile = f'[profile.default]\naddress = "{found.temporal}"\nnamespace = "{found.namespace}"\n'
    write_atomically(profile_path(settings), profile)
    write_atomically(run_folder(settings) / "stack.json", record.model_dump_json(indent=1))


def load(settings: Settings) -> Record | None:
    """Return what was saved last, None when nothing readable was."""
    try:
        return Record.model_validate_json((run_folder(settings) / "stack.json").read_text())
    except (OSError, ValueError):
        return None


def write_atomically(path: Path, text: str) -> None:
    """Write a file that only we may read; readers see the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    fresh.replace(path)


def read_json(path: Path) -> object:
    """Return the JSON in a file, None when there is none."""
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return None
