"""A real S3 server for the time of a test: the Versity gateway, found or built once by Go."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aioboto3
import httpx
from pydantic import HttpUrl, SecretStr

from core.errors import ConfigurationError, ProcessFailedError
from core.settings import ObjectSettings, Settings
from deploy.local import ports
from deploy.local.external import OnLine, call
from deploy.local.lock import Lock

VERSION = "v1.8.0"
BUCKET = "clippedai-test"

_MODULE = "github.com/versity/versitygw/cmd/versitygw"
_VARIABLE = "CLIPPED_TEST_S3_SERVER"
_ACCESS, _SECRET = "someone", "a secret of sixteen or more"
_BUILD_SECONDS = 1800.0
_ASK_SECONDS = 20.0
_START_SECONDS = 30.0


async def find(settings: Settings, on_line: OnLine) -> Path:
    """Return a server that runs; build it when there is none.

    Raises:
        ConfigurationError: there is none and none can be had; the message says why.
    """
    named = os.environ.get(_VARIABLE) or shutil.which("versitygw")
    found = Path(named) if named else _cached(settings)
    if not found.exists():
        async with Lock(settings.cache_dir / "versitygw" / "lock").held():
            if not found.exists():
                await _build(settings, found, on_line)
    try:
        await call([found, "--version"], seconds=_ASK_SECONDS)
    except ProcessFailedError as error:
        raise ConfigurationError(f"{found} is no S3 server that runs here: {error}") from error
    return found


def _cached(settings: Settings) -> Path:
    return settings.cache_dir / "versitygw" / VERSION / "versitygw"


async def _build(settings: Settings, target: Path, on_line: OnLine) -> None:
    if settings.offline or shutil.which("go") is None:
        why = "OFFLINE is set" if settings.offline else "Go is not installed"
        raise ConfigurationError(f"there is no S3 server in the cache, and {why}; set {_VARIABLE}")
    on_line("building an S3 server with Go; this takes 1 to 3 minutes, once")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        command = ["go", "install", "-ldflags=-s -w", f"{_MODULE}@{VERSION}"]
        environment = {"GOBIN": folder, "CGO_ENABLED": "0"}
        try:
            await call(command, seconds=_BUILD_SECONDS, environment=environment)
        except ProcessFailedError as error:
            raise ConfigurationError(f"the S3 server cannot be built: {error}") from error
        Path(folder, "versitygw").replace(target)


@asynccontextmanager
async def s3(program: Path, folder: Path) -> AsyncIterator[ObjectSettings]:
    """Serve an empty bucket whose objects lie in the folder, and give its settings."""
    port = ports.choose()
    files, metadata = folder / "files", folder / "metadata"
    for place in (files, metadata):
        place.mkdir(parents=True)
    process = await asyncio.create_subprocess_exec(
        str(program),
        *("--port", f"{ports.HOST}:{port}", "--health", "/health", "--quiet"),
        *("posix", "--sidecar", str(metadata), str(files)),
        env={**os.environ, "ROOT_ACCESS_KEY_ID": _ACCESS, "ROOT_SECRET_ACCESS_KEY": _SECRET},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        options = ObjectSettings(
            kind="s3",
            bucket=BUCKET,
            endpoint=HttpUrl(f"http://{ports.HOST}:{port}"),
            access_key=_ACCESS,
            secret_key=SecretStr(_SECRET),
        )
        await _answers(f"http://{ports.HOST}:{port}/health")
        await _make_bucket(options)
        yield options
    finally:
        process.terminate()
        await process.wait()


async def _answers(health: str) -> None:
    async with asyncio.timeout(_START_SECONDS), httpx.AsyncClient() as client:
        while True:
            try:
                if (await client.get(health)).is_success:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)


async def _make_bucket(options: ObjectSettings) -> None:
    session = aioboto3.Session(
        aws_access_key_id=options.access_key,
        aws_secret_access_key=options.secret_key.get_secret_value(),
        region_name=options.region,
    )
    async with session.client("s3", endpoint_url=str(options.endpoint).rstrip("/")) as client:
        await client.create_bucket(Bucket=options.bucket)
