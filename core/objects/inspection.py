"""Look at what was stored, without a library that decodes it."""

import asyncio
import hashlib
from contextlib import aclosing

from core.containers import HEAD, video_container
from core.domain.artifact import Artifact
from core.objects.protocol import ObjectStore


async def video_format(store: ObjectStore, artifact: Artifact) -> str:
    """Return the usual ending of files in the format of a stored video, without a dot.

    It goes by the first bytes alone, never by a name.

    Raises:
        UnreadableMediaError: it is no video.
        SourceNotFoundError: it is not stored any more.
    """
    head = b""
    async with aclosing(store.read(artifact.key, 0, HEAD)) as chunks:
        async for chunk in chunks:
            head += chunk
    return video_container(head, artifact.size)


async def sha256_of(store: ObjectStore, artifact: Artifact) -> str:
    """Return the SHA-256 of a stored file, 64 hex digits: the same content has the same one.

    Reads the whole file: one or two seconds for each gigabyte of a folder.

    Raises:
        SourceNotFoundError: it is not stored any more.
    """
    digest = hashlib.sha256()
    async for chunk in store.read(artifact.key):
        await asyncio.to_thread(digest.update, chunk)
    return digest.hexdigest()
