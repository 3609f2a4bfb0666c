"""A real S3 server for the time of a test: the Versity gateway, found or built once by Go."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aioboto3
import httpx
from pydantic import HttpUrl, SecretStr

from core.settings import ObjectSettings
from deploy.local import ports
from tests.go_programs import GoProgram
from tests.waiting import answer

BUCKET = "clippedai-test"
PROGRAM = GoProgram(
    name="versitygw",
    module="github.com/versity/versitygw/cmd/versitygw",
    version="v1.8.0",
    ask="--version",
)

_ACCESS, _SECRET = "someone", "a secret of sixteen or more"
_START_SECONDS = 30.0


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
    async def well() -> bool:
        with suppress(httpx.TransportError):
            return (await client.get(health)).is_success
        return False

    async with httpx.AsyncClient() as client:
        await answer(well)


async def _make_bucket(options: ObjectSettings) -> None:
    session = aioboto3.Session(
        aws_access_key_id=options.access_key,
        aws_secret_access_key=options.secret_key.get_secret_value(),
        region_name=options.region,
    )
    async with session.client("s3", endpoint_url=str(options.endpoint).rstrip("/")) as client:
        await client.create_bucket(Bucket=options.bucket)
