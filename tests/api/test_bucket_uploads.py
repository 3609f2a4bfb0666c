"""The command line uploads straight to a bucket, and goes on after it was killed."""

import asyncio
import json
import os
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from pydantic import HttpUrl

from api.app import create
from core.errors import ConfigurationError
from core.objects.cache import FileCache
from core.objects.s3 import S3Store
from core.settings import ObjectSettings, settings
from tests import s3_server
from tests.api.people import Service, Who
from tests.api.running import listening
from tests.api.test_uploads import content
from tests.relay import CHUNK, down, until_one_ends
from tests.system import CLIPPEDAI

pytestmark = pytest.mark.server

MIB = 1 << 20
SIZE = 40 * MIB
PART = 8 * MIB


@dataclass
class Gate:
    """Where people reach the bucket: it lets so many bytes up, then holds them until it opens."""

    target: tuple[str, int]
    most: int
    passed: int = 0
    heads: list[bytes] = field(default_factory=list)
    full: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)

    def open(self) -> int:
        """Let everything through from now on; return how much has passed."""
        before, self.passed = self.passed, 0
        self.opened.set()
        return before

    async def relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, to = await asyncio.open_connection(*self.target)
        await until_one_ends(self._up(reader, to), down(there, writer), ends=(to, writer))

    async def _up(self, reader: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
        while data := await reader.read(CHUNK):
            if data.startswith(b"PUT "):
                self.heads.append(data)
            self.passed += len(data)
            if self.passed > self.most and not self.opened.is_set():
                self.full.set()
                await self.opened.wait()
            to.write(data)
            await to.drain()


@asynccontextmanager
async def before(options: ObjectSettings, *, most: int) -> AsyncIterator[tuple[Gate, str]]:
    """Give a gate in front of a bucket, and its address."""
    assert options.endpoint is not None
    assert options.endpoint.host is not None
    assert options.endpoint.port is not None
    gate = Gate((options.endpoint.host, options.endpoint.port), most)
    server = await asyncio.start_server(gate.relay, "127.0.0.1", 0)
    async with server:
        yield gate, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.fixture
async def bucket(tmp_path: Path) -> AsyncIterator[ObjectSettings]:
    try:
        program = await s3_server.PROGRAM.find(settings(), print)
    except ConfigurationError as error:
        pytest.skip(str(error))
    async with s3_server.s3(program, tmp_path / "s3") as options:
        yield options


@dataclass
class Machine:
    """Somebody's own machine, whose commands speak to the API."""

    folder: Path
    address: str
    token: str

    async def begin(self, *arguments: str) -> Process:
        own = {
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "CLIPPED_API_URL": self.address,
            "CLIPPED_API_TOKEN": self.token,
        }
        return await asyncio.create_subprocess_exec(
            CLIPPEDAI,
            *arguments,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            cwd=self.folder,
            env={**os.environ, **own},
        )


@pytest.mark.long
async def test_an_upload_to_a_bucket_goes_on_after_the_command_was_killed(
    service: Service, bucket: ObjectSettings, tmp_path: Path
) -> None:
    who, data = await service.person(), content(SIZE)
    (tmp_path / "talk.mp4").write_bytes(data)

    async with before(bucket, most=2 * PART + MIB) as (gate, public):
        own = bucket.model_copy(update={"public_endpoint": HttpUrl(public)})
        store = S3Store(own, FileCache(tmp_path / "cache", limit=SIZE))
        app = create(replace(service.app.state.services, store=store))
        async with listening(app) as address:
            machine = Machine(tmp_path, address, await token(who))
            killed = await machine.begin("clip", "talk.mp4", "--detach", "--json")
            async with asyncio.timeout(60):
                await gate.full.wait()
            killed.kill()
            await killed.wait()
            first = gate.open()
            again = await machine.begin("clip", "talk.mp4", "--detach", "--json")
            output, errors = await again.communicate()
            job = UUID(json.loads(output)["job"])
            found = await asked(address, who, f"/jobs/{job}")
        stored = b"".join([part async for part in store.read(found["source"])])
        await store.close()

    assert again.returncode == 0, errors.decode()
    assert b"going on with the upload of talk.mp4" in errors
    assert stored == data
    assert first + gate.passed < SIZE + 2 * PART, "what was there was not sent again"
    assert gate.passed < SIZE - PART
    assert len(gate.heads) >= SIZE // PART
    assert all(b"uthorization" not in head and b"X-Amz-Signature=" in head for head in gate.heads)


async def token(who: Who) -> str:
    wanted = {"name": "mine", "scopes": ["jobs:read", "jobs:write", "clips:read"]}
    made: str = (await who.ask("POST", "/tokens", json=wanted)).json()["token"]
    return made


async def asked(address: str, who: Who, path: str) -> dict[str, str]:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{address}/api{path}", headers=who.headers())
    assert answer.is_success, answer.text
    found: dict[str, str] = answer.json()
    return found
