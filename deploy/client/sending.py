"""Send a recording in parts, and go on where the line broke."""

import asyncio
import hashlib
import re
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
_MD5 = re.compile(r"[0-9a-f]{32}")
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

    tags = []
    for number in range(1, upload.parts + 1):
        one = _Part(calls, upload, file, number=number)
        tag = await one.send(there.get(number), partial(tell, number))
        tags.append(models.SentTag(number=number, tag=tag))
    await calls.confirm_upload(models.Confirmation(upload=upload.id, parts=tags))
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

    async def send(self, known: models.PartAnswer | None, sent: Callable[[int], None]) -> str:
        """Send what is missing of the part, however often the line breaks; return its tag.

        Raises:
            LineError: it breaks again and again before a byte has arrived.
        """
        failed = 0
        while not await self._is_there(known):
            offset = self._offset(known)
            try:
                return await self._put(offset, sent)
            except httpx.TransportError as error:
                wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2**failed)
                failed += 1
                if failed == _TRIES:
                    raise LineError(
                        f"{self._calls.address} cannot be reached: {error or type(error).__name__};"
                        " the same command goes on with the upload"
                    ) from error
                await asyncio.sleep(wait)
                known = await self._known()
                failed = failed if self._offset(known) <= offset else 0
        assert known is not None
        return known.tag

    async def _is_there(self, known: models.PartAnswer | None) -> bool:
        """Say whether the part has arrived.

        Some buckets keep a part that broke off as if it were whole. What they call it tells, for
        most name a part by its MD5; one that does not gets it again.
        """
        if known is None or not known.whole:
            return False
        name = known.tag.strip('"')
        return not _MD5.fullmatch(name) or name == await asyncio.to_thread(self._md5)

    def _offset(self, known: models.PartAnswer | None) -> int:
        """Return how many bytes of the part need not be sent again."""
        return known.size if known is not None and known.size < self.size else 0

    def _md5(self) -> str:
        digest, left = hashlib.md5(usedforsecurity=False), self.size
        with self._file.open("rb") as file:
            file.seek(self._start)
            while left and (chunk := file.read(min(_CHUNK, left))):
                digest.update(chunk)
                left -= len(chunk)
        return digest.hexdigest()

    async def _known(self) -> models.PartAnswer | None:
        """Return what has arrived of the part."""
        parts = await self._calls.list_parts(self._upload.id)
        return next((one for one in parts if one.number == self._number), None)

    async def _put(self, offset: int, sent: Callable[[int], None]) -> str:
        """Send the part from an offset on, and return its tag."""
        path = f"/api/upload/{self._upload.id}/parts/{self._number}"
        address = await self._calls.sign_part(self._upload.id, self._number)
        length = {"Content-Length": str(self.size - offset)}
        content = self._read(offset, sent)
        own = urlsplit(address.url).path == path
        if own:
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
        return _tag(answer) if own else answer.headers["ETag"]

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


def _tag(answer: httpx.Response) -> str:
    return models.PartAnswer.model_validate_json(answer.content).tag
