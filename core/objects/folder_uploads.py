"""Uploads to a folder. A part that breaks off goes on where it stopped."""

import asyncio
import os
import re
import shutil
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from errno import EDQUOT, ENOSPC
from pathlib import Path

from core.domain.artifact import Artifact
from core.errors import TransientError
from core.objects.disk import sync
from core.objects.errors import UploadError, UploadGoneError
from core.objects.key import checked
from core.objects.part_writer import DATA, NOBODY, TABLE, PartWriter, Slot, Table
from core.objects.protocol import CHUNK
from core.objects.uploads import SentPart, StoredPart, Upload, check_whole, planned

_ID = re.compile(r"[0-9a-f]{32}")


class FolderUploads:
    """What of a folder store takes uploads."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def path(self, key: str) -> Path:
        """Return where the key lives, whether or not it is there.

        Raises:
            ValueError: it is no key.
        """
        return self._root / checked(key)

    async def begin_upload(self, key: str, size: int, part_size: int | None = None) -> Upload:
        plan = planned(checked(key), size, part_size)
        upload = plan.model_copy(update={"id": uuid.uuid4().hex})
        await asyncio.to_thread(_make, self._folder(upload))
        return upload

    async def part_url(self, upload: Upload, number: int, seconds: int) -> str | None:  # noqa: ARG002
        upload.start(number)
        return None

    async def put_part(
        self, upload: Upload, number: int, content: AsyncIterator[bytes], *, offset: int = 0
    ) -> StoredPart:
        folder = self._folder(upload)
        writer = await asyncio.to_thread(PartWriter, upload, number, offset, folder)
        try:
            try:
                await _fill(writer, content)
            except BaseException:
                # The connection broke: what came is kept, and why it ended is told.
                with suppress(UploadError, OSError):
                    await asyncio.to_thread(writer.keep)
                raise
            return await asyncio.to_thread(writer.keep)
        except OSError as error:
            raise _full(error) from error
        finally:
            writer.close()

    async def parts(self, upload: Upload) -> tuple[StoredPart, ...]:
        return await asyncio.to_thread(_parts, upload, self._folder(upload))

    async def complete_upload(self, upload: Upload, sent: Sequence[SentPart] = ()) -> Artifact:
        target = self.path(upload.key)
        await asyncio.to_thread(_complete, upload, self._folder(upload), target, sent)
        return Artifact(key=upload.key, size=upload.size)

    async def abort_upload(self, upload: Upload) -> None:
        with suppress(UploadGoneError):
            await asyncio.to_thread(shutil.rmtree, self._folder(upload), ignore_errors=True)

    def _folder(self, upload: Upload) -> Path:
        """Return where the parts lie: beside the file, under a name that is no key."""
        target = self.path(upload.key)
        if not _ID.fullmatch(upload.id):
            raise UploadGoneError
        return target.with_name(f".{target.name}.{upload.id}")


async def _fill(writer: PartWriter, content: AsyncIterator[bytes]) -> None:
    """Write in pieces of a sensible size, whatever the sizes in which they come."""
    waiting = bytearray()
    try:
        async for piece in content:
            for at in range(0, len(piece), CHUNK):
                waiting += piece[at : at + CHUNK]
                if len(waiting) >= CHUNK:
                    chunk, waiting = bytes(waiting), bytearray()
                    await asyncio.to_thread(writer.write, chunk)
    finally:
        if waiting:
            await asyncio.to_thread(writer.write, bytes(waiting))


def _make(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in (DATA, TABLE):
        (folder / name).touch()
    sync(folder)
    sync(folder.parent)


def _parts(upload: Upload, folder: Path) -> tuple[StoredPart, ...]:
    table = Table(folder)
    try:
        with table.locked(alone=False):
            slots = [table.read(number) for number in range(1, upload.count + 1)]
    finally:
        table.close()
    found = (slot.part(upload, number) for number, slot in enumerate(slots, start=1))
    return tuple(part for part in found if part.size)


def _complete(upload: Upload, folder: Path, target: Path, sent: Sequence[SentPart]) -> None:
    try:
        table = Table(folder)
    except UploadGoneError:
        if _is_whole(upload, target):
            return
        raise
    try:
        _put_together(upload, folder, target, table=table, sent=sent)
    finally:
        table.close()
    shutil.rmtree(folder, ignore_errors=True)


def _put_together(
    upload: Upload, folder: Path, target: Path, *, table: Table, sent: Sequence[SentPart]
) -> None:
    with table.locked(alone=True):
        data = folder / DATA
        if not data.exists() and _is_whole(upload, target):
            return  # somebody else completed it a moment ago
        slots = {number: table.read(number) for number in range(1, upload.count + 1)}
        check_whole(upload, (slot.part(upload, number) for number, slot in slots.items()), sent)
        # A connection that still hangs must not write into the finished file.
        for number, slot in slots.items():
            table.write(number, Slot(slot.size, NOBODY, slot.checksum))
        table.sync()
        sync(data)
        data.replace(target)
        sync(target.parent)


def _is_whole(upload: Upload, target: Path) -> bool:
    return target.is_file() and target.stat().st_size == upload.size


def _full(error: OSError) -> Exception:
    if error.errno in {ENOSPC, EDQUOT}:
        return TransientError(f"the disk of the store is full ({os.strerror(error.errno)})")
    return error
