"""Say what is there, what is missing, which engine does what, and what to do about it."""

import asyncio
import os
import platform
import shutil
import sys
from collections.abc import Awaitable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from activities.catalog import (
    ACTIVE_SPEAKERS,
    DIARIZERS,
    FACE_DETECTORS,
    FACE_EMBEDDERS,
    PERSON_DETECTORS,
    SCENE_DETECTORS,
    TRANSCRIBERS,
)
from core import ffmpeg
from core.crypto import open_keys, try_out
from core.errors import ConfigurationError, ProcessFailedError, VaultError
from core.models import ModelStore
from core.settings import Settings
from deploy.local import postgres_runner, temporal_server
from deploy.local.external import call
from deploy.local.stack import find_running

State = Literal["ok", "warning", "missing"]

_FILTERS = ("ass", "ebur128", "alimiter")
_ENCODER = "libx264"
_ASK_SECONDS = 20.0

_GPU_SECONDS = 60.0
_COUNT_GPUS = "import ctranslate2; print(ctranslate2.get_cuda_device_count())"

# Of a recording of four hours at 50 Mbit/s, its proxy and its clips.
_ROOM_BYTES = 10 << 30


@dataclass(frozen=True)
class Finding:
    name: str
    state: State
    what: str
    remedy: str = ""
    """What to do; empty when nothing needs to be done."""


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything that a job needs. Fetches nothing and starts nothing."""
    store = ModelStore(settings)
    looks: list[Awaitable[Finding]] = [
        _python(),
        look_at_ffmpeg(),
        _temporal(settings),
        _database(settings),
        _keys(settings),
        _transcriber(settings, store),
        _face_detector(settings, store),
        _scorer(settings),
        _gpu(),
        _room("data folder", settings.data_dir),
        _room("cache folder", settings.cache_dir),
        _network(settings),
        _system(settings),
    ]
    return [*await asyncio.gather(*looks), *_optional()]


async def _python() -> Finding:
    return Finding("Python", "ok", f"{platform.python_version()} at {sys.executable}")


async def look_at_ffmpeg() -> Finding:
    """Say which ffmpeg will be used, and whether it can do what a job asks of it."""
    try:
        program = ffmpeg.executable()
        version = (await call([program, "-version"], seconds=_ASK_SECONDS)).split()[2]
        filters = _words(await call([program, "-hide_banner", "-filters"], seconds=_ASK_SECONDS))
        encoders = _words(await call([program, "-hide_banner", "-encoders"], seconds=_ASK_SECONDS))
    except (ConfigurationError, ProcessFailedError) as error:
        return Finding("ffmpeg", "missing", str(error), "install ffmpeg 5.1 or newer")
    lacking = [name for name in _FILTERS if name not in filters]
    lacking += [] if _ENCODER in encoders else [_ENCODER]
    what = f"{version} at {program}"
    if lacking:
        remedy = "install one that has these, or set CLIPPED_FFMPEG to it"
        return Finding("ffmpeg", "missing", f"{what} lacks {', '.join(lacking)}", remedy)
    return Finding("ffmpeg", "ok", f"{what}, with {', '.join((*_FILTERS, _ENCODER))}")


def _words(listing: str) -> set[str]:
    """Return the names in ffmpeg's listings: the second word of a line."""
    rows = (line.split() for line in listing.splitlines())
    return {row[1] for row in rows if len(row) > 1}


async def _temporal(settings: Settings) -> Finding:
    path = temporal_server.locate(settings)
    if path is None:
        return Finding(
            "Temporal server",
            "missing",
            "none on PATH and none in the cache",
            "`clippedai up` downloads it, or builds it where Go is installed",
        )
    try:
        return Finding("Temporal server", "ok", f"{await temporal_server.version(path)} at {path}")
    except ProcessFailedError as error:
        return Finding("Temporal server", "missing", f"{path}: {error}", "replace that program")


async def _database(settings: Settings) -> Finding:
    url = settings.database.url
    if url is not None:
        where = url.get_secret_value().rpartition("@")[2]
        return Finding("PostgreSQL", "ok", f"the one at {where} (CLIPPED_DATABASE__URL)")
    home = settings.data_dir / "postgres"
    try:
        programs = postgres_runner.wheel_programs()
        said = await call([programs / "postgres", "--version"], seconds=_ASK_SECONDS)
    except (ConfigurationError, ProcessFailedError) as error:
        return Finding("PostgreSQL", "missing", str(error), "run set-up again")
    state = "its data is" if _exists(home) else "its data will be"
    return Finding("PostgreSQL", "ok", f"embedded, {said.strip()}; {state} in {home}")


async def _keys(settings: Settings) -> Finding:
    vault = settings.vault
    if vault.address is None:
        folder = settings.data_dir / "secrets"
        return Finding("keys", "ok", f"files in {folder}", "CLIPPED_VAULT__ADDRESS names a vault")
    remedy = "correct the settings, or have its policy allow what deploy/docs/vault.md lists"
    try:
        keys = open_keys(settings)
    except ConfigurationError as error:
        return Finding("keys", "missing", str(error), remedy)
    try:
        await try_out(keys)
    except (ConfigurationError, VaultError) as error:
        return Finding("keys", "missing", str(error), remedy)
    finally:
        await keys.close()
    name = f"{vault.keys}-sealing, -passwords and -tokens in {vault.transit_mount}"
    return Finding("keys", "ok", f"{name} at {vault.address}: sealed, digested and signed a trial")


def _exists(path: Path) -> bool:
    return path.exists()


async def _transcriber(settings: Settings, store: ModelStore) -> Finding:
    first, last = TRANSCRIBERS.names()[0], TRANSCRIBERS.names()[-1]
    model = f"faster-whisper-{settings.transcribe.whisper_model}"
    return _engine("transcriber", store, settings, (model, first, last))


async def _face_detector(settings: Settings, store: ModelStore) -> Finding:
    first, last = FACE_DETECTORS.names()[0], FACE_DETECTORS.names()[-1]
    return _engine("face detector", store, settings, ("centerface", first, last))


def _engine(
    name: str, store: ModelStore, settings: Settings, choice: tuple[str, str, str]
) -> Finding:
    model, first, last = choice
    try:
        path = store.path(model)
        size = store.entry(model).size
    except ConfigurationError as error:
        return Finding(name, "warning", f"{last}, because {error}", "correct the setting")
    if path is not None:
        return Finding(name, "ok", f"{first} with {path}")
    if settings.offline:
        return Finding(
            name,
            "warning",
            f"{last}: the model {model} is not here and OFFLINE forbids to fetch it",
            f"run once without OFFLINE for {first}",
        )
    return Finding(
        name,
        "ok",
        f"{first}: the first job fetches the model {model} ({size / 1e6:.0f} MB);"
        f" {last} where that fails",
    )


def _optional() -> list[Finding]:
    """Say of every engine that needs more than an ordinary installation whether it is used."""
    heard = (TRANSCRIBERS, DIARIZERS)
    seen = (SCENE_DETECTORS, FACE_DETECTORS, PERSON_DETECTORS, FACE_EMBEDDERS, ACTIVE_SPEAKERS)
    return [
        Finding(
            f"{table.kind} {name}",
            "ok",
            "not used" if table.lacks(name) else "used where it can run",
            table.lacks(name),
        )
        for table in (*heard, *seen)
        for name in table.optional()
    ]


async def _scorer(settings: Settings) -> Finding:
    models = settings.select.language_models
    if not models:
        return Finding(
            "ranking",
            "ok",
            "the built-in scorer",
            "to have a language model rank, set CLIPPED_SELECT__LANGUAGE_MODELS",
        )
    names = ", then ".join(f"{model.name} ({model.model})" for model in models)
    return Finding("ranking", "ok", f"{names}; the built-in scorer when none answers")


async def _gpu() -> Finding:
    try:
        said = await call([sys.executable, "-c", _COUNT_GPUS], seconds=_GPU_SECONDS)
        count = int(said.split()[-1])
    except (ProcessFailedError, ValueError, IndexError):
        count = 0
    if count:
        return Finding("GPU", "ok", f"{count} that speech recognition can use")
    return Finding("GPU", "ok", "none that speech recognition can use; the processor does it")


async def _room(name: str, folder: Path) -> Finding:
    there = _existing(folder)
    free = shutil.disk_usage(there).free
    what = f"{folder}, {free / 1e9:.0f} GB free"
    if not _writable(there):
        variable = f"CLIPPED_{name.split(maxsplit=1)[0].upper()}_DIR"
        return Finding(name, "missing", f"{folder} cannot be written", f"set {variable}")
    if free < _ROOM_BYTES:
        return Finding(name, "warning", what, "a long recording needs 10 GB; free some space")
    return Finding(name, "ok", what)


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)


async def _network(settings: Settings) -> Finding:
    if settings.offline:
        return Finding("network", "ok", "OFFLINE: nothing is fetched but what a person asks for")
    return Finding("network", "ok", "models and tools may be fetched; OFFLINE=1 forbids it")


async def _system(settings: Settings) -> Finding:
    found = await find_running(settings)
    if found is None:
        return Finding(
            "system",
            "ok",
            "not running",
            "`clippedai up` starts it; `clippedai clip` starts one for the time it needs",
        )
    return Finding("system", "ok", f"running, Temporal's page is {found.web}")
