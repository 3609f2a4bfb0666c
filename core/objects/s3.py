"""An object store in a bucket of any service that speaks S3."""

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from core.domain.artifact import Artifact
from core.errors import UpstreamBusyError
from core.objects.cache import FileCache
from core.objects.key import checked, checked_prefix
from core.objects.protocol import CHUNK
from core.objects.s3_client import answered
from core.objects.s3_uploads import S3Uploads
from core.objects.signing import attachment
from core.objects.uploads import Upload
from core.objects.values import stored
from core.settings import ObjectSettings

# A larger file is sent in parts, some of them at a time. Each is in memory while it is sent.
_AT_ONCE = 16 << 20
_SENDERS = 3


class S3Store(S3Uploads):
    """An object store in a bucket.

    What a process reads as a file is kept on this machine, as long as there is room for it.
    """

    def __init__(self, options: ObjectSettings, cache: FileCache) -> None:
        super().__init__(options)
        self._cache = cache

    async def put_file(self, key: str, path: Path) -> Artifact:
        size = await asyncio.to_thread(os.path.getsize, path)
        if size <= _AT_ONCE:
            await self.put_bytes(key, await asyncio.to_thread(path.read_bytes))
        else:
            await self._put_in_parts(key, path, size)
        # The next step of a job often reads it.
        await self._cache.adopt(key, path)
        return Artifact(key=key, size=size)

    async def put_bytes(self, key: str, content: bytes) -> Artifact:
        with answered(checked(key)):
            client = await self._connection.client()
            await client.put_object(Bucket=self._bucket, Key=key, Body=content)
        return Artifact(key=key, size=len(content))

    @asynccontextmanager
    async def local(self, artifact: Artifact) -> AsyncIterator[Path]:
        async def fetch(target: Path) -> None:
            await self._download(artifact.key, target)

        async with self._cache.held(artifact.key, fetch) as path:
            yield path

    async def read(
        self, key: str, start: int = 0, end: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        size = (await stored(self, key)).size
        stop = size if end is None else min(end, size)
        if start >= stop:
            return
        with answered(key):
            response = await self._get(key, Range=f"bytes={start}-{stop - 1}")
            body = response["Body"]
            async with body:  # gives something else, without chunks
                async for chunk in body.iter_chunks(CHUNK):
                    yield chunk

    async def delete(self, key: str) -> None:
        with answered(checked(key)):
            client = await self._connection.client()
            await client.delete_object(Bucket=self._bucket, Key=key)
        await asyncio.to_thread(self._cache.forget, key)

    async def under(
        self, prefix: str, *, older_than: timedelta = timedelta()
    ) -> AsyncGenerator[Artifact, None]:
        async with aclosing(self._pages(prefix, older_than)) as pages:
            async for page in pages:
                for artifact in page:
                    yield artifact

    async def size_under(self, prefix: str) -> int:
        return sum([artifact.size async for artifact in self.under(prefix)])

    async def delete_under(self, prefix: str) -> int:
        count = 0
        for upload in await self._uploads(prefix):
            await self.abort_upload(upload)
        async for page in self._pages(prefix):
            names = [{"Key": artifact.key} for artifact in page]
            with answered(prefix):
                client = await self._connection.client()
                await client.delete_objects(
                    Bucket=self._bucket, Delete={"Objects": names, "Quiet": True}
                )
            count += len(names)
        await asyncio.to_thread(self._cache.forget, prefix)
        return count

    async def signed_url(self, key: str, seconds: int, filename: str = "") -> str:
        names = {"Bucket": self._bucket, "Key": checked(key)}
        if filename:
            names["ResponseContentDisposition"] = attachment(filename)
        with answered(key):
            client = await self._connection.signer()
            url: str = await client.generate_presigned_url(
                "get_object", Params=names, ExpiresIn=seconds
            )
        return url

    def where(self, key: str) -> str:
        return f"s3://{self._bucket}/{checked(key)}"

    async def close(self) -> None:
        await self._connection.close()

    async def _get(self, key: str, **more: str) -> Any:
        client = await self._connection.client()
        return await client.get_object(Bucket=self._bucket, Key=checked(key), **more)

    async def _download(self, key: str, target: Path) -> None:
        with answered(key):
            response = await self._get(key)
            size = response["ContentLength"]
            await self._cache.make_room(size)
            body = response["Body"]
            async with body:  # gives something else, without chunks
                with target.open("wb") as file:
                    async for chunk in body.iter_chunks(CHUNK):
                        await asyncio.to_thread(file.write, chunk)
                    written = file.tell()
        if written != size:
            raise UpstreamBusyError(f"the bucket gave {key} only in part")

    async def _put_in_parts(self, key: str, path: Path, size: int) -> None:
        upload = await self.begin_upload(key, size)
        numbers = iter(range(1, upload.count + 1))
        file = os.open(path, os.O_RDONLY)
        try:
            async with asyncio.TaskGroup() as senders:
                for _ in range(_SENDERS):
                    senders.create_task(self._send(upload, file, numbers))
            await self.complete_upload(upload)
        except BaseExceptionGroup as group:
            await self.abort_upload(upload)
            raise group.exceptions[0] from group
        except BaseException:
            await self.abort_upload(upload)
            raise
        finally:
            os.close(file)

    async def _send(self, upload: Upload, file: int, numbers: Iterator[int]) -> None:
        client = await self._connection.client()
        for number in numbers:
            content = await asyncio.to_thread(
                os.pread, file, upload.length(number), upload.start(number)
            )
            with answered(upload.key):
                await client.upload_part(**self._names(upload), PartNumber=number, Body=content)

    async def _pages(
        self, prefix: str, older_than: timedelta = timedelta()
    ) -> AsyncGenerator[list[Artifact], None]:
        latest = datetime.now(UTC) - older_than
        with answered(prefix):
            client = await self._connection.client()
            pages = client.get_paginator("list_objects_v2")
            async for page in pages.paginate(
                Bucket=self._bucket, Prefix=f"{checked_prefix(prefix)}/"
            ):
                yield [
                    Artifact(key=one["Key"], size=one["Size"])
                    for one in page.get("Contents", ())
                    if not older_than or one["LastModified"] <= latest
                ]

    async def _uploads(self, prefix: str) -> list[Upload]:
        with answered(prefix):
            client = await self._connection.client()
            pages = client.get_paginator("list_multipart_uploads")
            return [
                Upload(key=one["Key"], id=one["UploadId"], size=1, part_size=1)
                async for page in pages.paginate(
                    Bucket=self._bucket, Prefix=f"{checked_prefix(prefix)}/"
                )
                for one in page.get("Uploads", ())
            ]
