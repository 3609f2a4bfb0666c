"""Parts in a folder: what a killed server keeps, and who may write."""

import asyncio
import errno
import hashlib
import os
import sys
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.errors import TransientError
from core.objects import (
    MIN_PART,
    FolderStore,
    Upload,
    UploadError,
    UploadIncompleteError,
    UploadOffsetError,
    UploadRefusedError,
    sha256_of,
)
from tests.waiting import answer, until

MIB = 1 << 20
CONTENT = os.urandom(20 * MIB)

SERVER = """
import asyncio, sys
from pathlib import Path
from core.objects import FolderStore, Upload

async def pieces():
    content = Path(sys.argv[3]).read_bytes()
    for at in range(0, 17 << 20, 1 << 16):
        yield content[at : at + (1 << 16)]
    print("sent", flush=True)
    await asyncio.sleep(60)

store = FolderStore(Path(sys.argv[1]))
upload = Upload.model_validate_json(sys.argv[2])
asyncio.run(store.put_part(upload, 1, pieces()))
"""


async def begun(folder: FolderStore) -> Upload:
    return await folder.begin_upload("ws/uploads/talk", len(CONTENT), len(CONTENT))


async def stream(content: bytes) -> AsyncIterator[bytes]:
    yield content


class Line:
    """A connection over which bytes come when the test sends them."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue()
        self._asked = 0

    def send(self, content: bytes) -> None:
        self._waiting.put_nowait(content)

    async def taken(self, pieces: int = 1) -> None:
        """Return when so many pieces are written, and the next one is waited for."""
        await until(lambda: self._asked > pieces)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            self._asked += 1
            yield await self._waiting.get()


async def test_a_part_that_broke_off_goes_on_at_the_byte_where_it_stopped(
    folder: FolderStore,
) -> None:
    upload = await begun(folder)

    async def broken() -> AsyncIterator[bytes]:
        yield CONTENT[: 3 * MIB + 5]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await folder.put_part(upload, 1, broken())
    (part,) = await folder.parts(upload)
    assert (part.size, part.whole) == (3 * MIB + 5, False)
    with pytest.raises(UploadIncompleteError, match="lacks part 1;"):
        await folder.complete_upload(upload)
    for wrong in (1, part.size - 1, part.size + 1):
        with pytest.raises(UploadOffsetError, match=f"go on at byte {part.size},") as refused:
            await folder.put_part(upload, 1, stream(CONTENT), offset=wrong)
        assert refused.value.accepted == part.size

    last = await folder.put_part(upload, 1, stream(CONTENT[part.size :]), offset=part.size)

    assert last.whole
    await folder.complete_upload(upload)
    assert folder.path(upload.key).read_bytes() == CONTENT


async def test_a_part_longer_than_agreed_is_not_kept(folder: FolderStore) -> None:
    upload = await begun(folder)
    with pytest.raises(UploadRefusedError, match="and more came; send it again"):
        await folder.put_part(upload, 1, stream(CONTENT + b"x"))

    assert await folder.parts(upload) == ()


async def test_there_are_no_other_parts(folder: FolderStore) -> None:
    upload = await begun(folder)
    for number in (0, -1, 2, 10**9):
        with pytest.raises(UploadRefusedError, match="the parts are 1 to 1"):
            await folder.put_part(upload, number, stream(b"x"))


async def test_a_full_disk_is_worth_another_try(
    folder: FolderStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = await begun(folder)

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("core.objects.part_writer._write_at", full)
        with pytest.raises(TransientError, match="the disk of the store is full"):
            await folder.put_part(upload, 1, stream(CONTENT))

    await folder.put_part(upload, 1, stream(CONTENT))
    await folder.complete_upload(upload)


async def test_a_killed_server_keeps_what_was_safe(folder: FolderStore, tmp_path: Path) -> None:
    upload = await begun(folder)
    sent = tmp_path / "sent"
    sent.write_bytes(CONTENT)
    command = [sys.executable, "-c", SERVER, str(tmp_path / "objects")]
    server = await asyncio.create_subprocess_exec(
        *command, upload.model_dump_json(), str(sent), stdout=asyncio.subprocess.PIPE
    )
    assert server.stdout is not None
    assert await server.stdout.readline() == b"sent\n"
    server.kill()
    await server.wait()

    (part,) = await folder.parts(upload)
    assert part.size >= 16 * MIB
    assert not part.whole
    await folder.put_part(upload, 1, stream(CONTENT[part.size :]), offset=part.size)
    await folder.complete_upload(upload)
    assert folder.path(upload.key).read_bytes() == CONTENT


async def test_a_cancelled_request_keeps_every_byte(folder: FolderStore) -> None:
    upload, line = await begun(folder), Line()
    request = asyncio.create_task(folder.put_part(upload, 1, aiter(line)))
    line.send(CONTENT[: 3 * MIB + 1])
    await line.taken()

    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request

    (part,) = await folder.parts(upload)
    assert part.size == 3 * MIB + 1


async def test_of_two_connections_the_later_one_writes(folder: FolderStore) -> None:
    upload, hanging = await begun(folder), Line()
    request = asyncio.create_task(folder.put_part(upload, 1, aiter(hanging)))
    hanging.send(b"\0" * MIB)
    await hanging.taken()

    await folder.put_part(upload, 1, stream(CONTENT))
    hanging.send(b"\0" * MIB)
    with pytest.raises(UploadError, match="another connection sends part 1"):
        await request

    await folder.complete_upload(upload)
    assert folder.path(upload.key).read_bytes() == CONTENT


async def test_a_connection_that_hangs_cannot_write_into_the_finished_file(
    folder: FolderStore,
) -> None:
    upload, hanging = await begun(folder), Line()
    request = asyncio.create_task(folder.put_part(upload, 1, aiter(hanging)))
    for at in range(0, len(CONTENT), MIB):
        hanging.send(CONTENT[at : at + MIB])

    async def begins() -> bool:
        return any(part.size for part in await folder.parts(upload))

    await answer(begins)
    await folder.put_part(upload, 1, stream(CONTENT))
    await folder.complete_upload(upload)

    hanging.send(b"\0" * MIB)
    with pytest.raises(UploadError):
        await request
    assert folder.path(upload.key).read_bytes() == CONTENT


async def test_a_tag_is_the_same_however_often_the_line_broke(folder: FolderStore) -> None:
    one, other = await begun(folder), await begun(folder)
    at_once = await folder.put_part(one, 1, stream(CONTENT))
    for start in range(0, len(CONTENT), 3 * MIN_PART):
        piece = CONTENT[start : start + 3 * MIN_PART]
        part = await folder.put_part(other, 1, stream(piece), offset=start)

    assert part == at_once


async def test_the_parts_lie_on_the_disk_once_only(folder: FolderStore, tmp_path: Path) -> None:
    upload = await begun(folder)
    await folder.put_part(upload, 1, stream(CONTENT))
    before = {path.stat().st_ino for path in tmp_path.rglob("data")}

    await folder.complete_upload(upload)

    assert before == {folder.path(upload.key).stat().st_ino}
    assert [path.name for path in folder.path(upload.key).parent.iterdir()] == ["talk"]


async def test_much_is_uploaded_in_little_memory(folder: FolderStore) -> None:
    size, piece = 200 * MIB, os.urandom(64 << 10)
    upload = await folder.begin_upload("ws/uploads/large", size, 50 * MIB)

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(upload.part_size // len(piece)):
            yield piece

    tracemalloc.start()
    try:
        for number in range(1, upload.count + 1):
            await folder.put_part(upload, number, pieces())
        artifact = await folder.complete_upload(upload)
        digest = await sha256_of(folder, artifact)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 8 * MIB
    assert digest == hashlib.sha256(piece * (size // len(piece))).hexdigest()
