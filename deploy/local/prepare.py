"""The second half of set-up: what does not come as a package. Runs inside ``.venv``."""

import argparse
import asyncio
import sys

from core.errors import ClippedError, EngineUnavailableError
from core.models import ModelStore
from core.settings import Settings, settings
from deploy.local import doctor, temporal_server, time_skipping

# Small, and the detector that needs no model finds far fewer faces.
_MODELS = ("centerface",)


def _say(line: str) -> None:
    sys.stderr.write(f"      {line}\n")
    sys.stderr.flush()


async def _prepare(options: Settings, *, dev: bool) -> None:
    sys.stderr.write("[4/5] Temporal server and ffmpeg\n")
    server = await temporal_server.find(options, _say)
    _say(f"Temporal server: {server}")
    if dev:
        skipping = await time_skipping.find(options, _say)
        _say(f"Temporal's test server: {skipping.path or 'none: ' + skipping.reason}")
    found = await doctor.look_at_ffmpeg()
    _say(f"ffmpeg: {found.what}")
    if found.state == "missing":
        _say(f"this will stop every job; {found.remedy}")
    sys.stderr.write("[5/5] models\n")
    for name in _MODELS:
        await asyncio.to_thread(_fetch, options, name)


def _fetch(options: Settings, name: str) -> None:
    try:
        _say(f"{name}: {ModelStore(options).fetch(name)}")
    except EngineUnavailableError as error:
        _say(f"{error}; another engine takes its place until a job can fetch it")


def main() -> int:
    """Fetch what is missing."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--dev", action="store_true")
    try:
        asyncio.run(_prepare(settings(), dev=parser.parse_args().dev))
    except ClippedError as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
