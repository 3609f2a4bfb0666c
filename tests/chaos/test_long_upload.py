"""A large file arrives whole, however often the line breaks and the API dies."""

import asyncio
import hashlib
import os
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path

import psutil
import pytest

from core.settings import settings
from deploy.client.calls import Calls
from deploy.client.sending import begin, send
from tests.bad_line import PROGRAM, line
from tests.served import Served, served

pytestmark = [pytest.mark.server, pytest.mark.long]

SIZE = 5 << 30
CUTS, KILLS = 20, 2
MOST_MEMORY = 64 << 20
"""Bytes that the API may have more at the end than at its largest in the first tenth."""

# What an MP4 file begins with (ISO/IEC 14496-12, 4.3).
_HEAD = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41\x00\x00\x00\x08moov"


async def test_five_gigabytes_arrive_over_a_line_that_breaks(tmp_path: Path) -> None:
    program = await PROGRAM.find(settings(), print)
    file = await asyncio.to_thread(_made, tmp_path / "talk.mp4")
    sent = await asyncio.to_thread(_hash, file)

    (tmp_path / "api").mkdir()
    async with (
        served(tmp_path / "api", CLIPPED_API__MAX_UPLOAD=str(2 * SIZE)) as api,
        line(program, api.port) as cable,
    ):
        ways = [cable.cut] * (CUTS // 2) + [partial(_restart, api)]
        trouble = _Trouble(ways * KILLS)
        watching = asyncio.create_task(trouble.watch(api))
        async with Calls(cable.address, api.token, workspace=api.workspace) as calls:
            upload = await begin(calls, file)
            await send(calls, upload, file, sent=trouble.on_progress)
        watching.cancel()
        await asyncio.gather(*trouble.made)
        stored = tmp_path / "api" / "objects" / str(api.workspace) / f"uploads/{upload.id}/source"
        arrived = await asyncio.to_thread(_hash, stored)
        stored.unlink()
    file.unlink()

    assert arrived == sent
    assert len(trouble.made) == CUTS + KILLS
    assert trouble.most < trouble.first + MOST_MEMORY


class _Trouble:
    """Breaks something whenever so much of the file has been sent, and watches the memory."""

    def __init__(self, ways: Sequence[Callable[[], Coroutine[object, object, None]]]) -> None:
        self._ways = ways
        self.made: list[asyncio.Task[None]] = []
        self.first = self.most = 0
        self._sent = 0.0

    def on_progress(self, sent: float) -> None:
        """Break what is due."""
        self._sent = sent
        due = sent * (len(self._ways) + 1) - 1
        while len(self.made) < min(due, len(self._ways)):
            self.made.append(asyncio.create_task(self._ways[len(self.made)]()))

    async def watch(self, api: Served) -> None:
        """Note how much memory the API has."""
        while True:
            await asyncio.sleep(0.2)
            try:
                now = psutil.Process(api.process.pid).memory_info().rss
            except psutil.NoSuchProcess:
                continue
            self.most = max(self.most, now)
            if self._sent < 0.1:
                self.first = self.most


def _made(path: Path) -> Path:
    block = os.urandom(16 << 20)
    with path.open("wb") as file:
        file.write(_HEAD)
        for number in range(SIZE // len(block)):
            file.write(number.to_bytes(8, "big") + block[8:])
    return path


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


async def _restart(api: Served) -> None:
    await api.kill()
    await api.start()
