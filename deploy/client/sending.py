"""Send a recording in parts, and go on where the line broke."""

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import httpx

from core.errors import SourceNotFoundError
from deploy.client import models
from deploy.client.calls import Calls
from deploy.client.line import LineError, refusal

Sent = Callable[[float], None]
"""Takes how much of the file is there, 0..1."""

_CHUNK = 1 << 20
# So often in a row a part may break off without a byte more of it.
_TRIES = 8
_FIRST_WAIT = 0.5
_LONGEST_WAIT = 30.0
_SECONDS = httpx.Timeout(60.0, connect=10.0)


async def begin(calls: Calls, file: Path) -> models.UploadAnswer:
    """Begin to upload a file.

    Raises:
        RefusedError: it is too large, or the workspace has no room for it.
    """
    about = await asyncio.to_thread(file.stat)
    wanted = models.NewUpload(filename=file.name[-200:], size=about.st_size)
    return await calls.begin_upload(wanted)


async def send(calls: Calls, upload: models.UploadAnswer, file: Path, *, sent: Sent) -> UUID:
    """Send what is missing of an upload, have it confirmed, and return its id.

    Raises:
        RefusedError: it is no video, or was given up.
        LineError: the line stays broken; a later call goes on.
    """
    there = {part.number: part for part in await calls.list_parts(upload.id)}
    arrived = {part.number: part.size for part in there.values()}

    def tell(number: int, size: int) -> None:
        arrived[number] = size
        sent(sum(arrived.values()) / upload.size)

    for number in range(1, upload.parts + 1):
        if number not in there or not there[number].whole:
            one = _Part(calls, upload, file, number=number)
            await one.send(arrived.get(number, 0), partial(tell, number))
    await calls.confirm_upload(models.Confirmation(upload=upload.id))
    return upload.id


class _Part:
    """One part of an upload."""

    def __init__(
        self, calls: Calls, upload: models.UploadAnswer, file: Path, *, number: int
    ) -> None:
        self._calls = calls
        self._upload = upload
        self._file = file
        self._number = number
        self._start = (number - 1) * upload.part_size
        self.size = min(upload.part_size, upload.size - self._start)

    async def send(self, offset: int, sent: Callable[[int], None]) -> None:
        """Send the part from an offset on, however often the line breaks.

        Raises:
            LineError: it breaks again and again before a byte has arrived.
        """
        failed = 0
        while offset < self.size:
            try:
                await self._put(offset, sent)
            except httpx.TransportError as error:
                wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2**failed)
                failed += 1
                if failed == _TRIES:
                    raise LineError(
                        f"{self._calls.address} cannot be reached: {error or type(error).__name__};"
                        " the same command goes on with the upload"
                    ) from error
                await asyncio.sleep(wait)
                offset, before = await self._there(), offset
                failed = failed if offset <= before else 0
            else:
                return

    async def _there(self) -> int:
        """Return how many bytes of the part have arrived."""
        parts = await self._calls.list_parts(self._upload.id)
        return next((one.size for one in parts if one.number == self._number), 0)

    async def _put(self, offset: int, sent: Callable[[int], None]) -> None:
        path = f"/api/upload/{self._upload.id}/parts/{self._number}"
        address = await self._calls.sign_part(self._upload.id, self._number)
        length = {"Content-Length": str(self.size - offset)}
        content = self._read(offset, sent)
        if urlsplit(address.url).path == path:
            answer = await self._calls.http.put(
                path, params={"offset": offset}, content=content, headers=length, timeout=_SECONDS
            )
        else:
            # A bucket, which takes a part whole and must not see the token.
            async with httpx.AsyncClient(timeout=_SECONDS) as bucket:
                answer = await bucket.put(address.url, content=content, headers=length)
        if answer.status_code >= 500:
            raise httpx.RemoteProtocolError(f"the part was answered with {answer.status_code}")
        if not answer.is_success:
            raise refusal(answer)

    async def _read(self, offset: int, sent: Callable[[int], None]) -> AsyncIterator[bytes]:
        with self._file.open("rb") as file:
            file.seek(self._start + offset)
            while offset < self.size:
                chunk = await asyncio.to_thread(file.read, min(_CHUNK, self.size - offset))
                if not chunk:
                    raise SourceNotFoundError(f"{self._file} became shorter while it was sent")
                yield chunk
                offset += len(chunk)
                sent(offset)
