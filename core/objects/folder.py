"""An object store in a folder of this machine."""

import asyncio
import math
import os
import shutil
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from core.domain.artifact import Artifact
from core.errors import SourceNotFoundError
from core.objects.disk import move, write
from core.objects.folder_uploads import FolderUploads
from core.objects.key import checked, checked_prefix
from core.objects.protocol import CHUNK, gone
from core.objects.signing import UrlSigner


class FolderStore(FolderUploads):
    """An object store in a folder of this machine.

    Without a signer its addresses are ``file://`` ones, of use on this machine only.
    """

    def __init__(self, root: Path, signer: UrlSigner | None = None) -> None:
        super().__init__(root)
        self._signer = signer
        root.mkdir(parents=True, exist_ok=True)

    async def find(self, key: str) -> Artifact | None:
        path = self.path(key)
        return Artifact(key=key, size=path.stat().st_size) if path.is_file() else None

    async def put_file(self, key: str, path: Path) -> Artifact:
        await asyncio.to_thread(move, path, self.path(key))
        return Artifact(key=key, size=self.path(key).stat().st_size)

    async def put_bytes(self, key: str, content: bytes) -> Artifact:
        await asyncio.to_thread(write, self.path(key), content)
        return Artifact(key=key, size=len(content))

    @asynccontextmanager
    async def local(self, artifact: Artifact) -> AsyncIterator[Path]:
        yield self._there(artifact.key)

    async def read(
        self, key: str, start: int = 0, end: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        path = self._there(key)
        stop = path.stat().st_size if end is None else end
        with path.open("rb") as file:
            file.seek(start)
            while chunk := await asyncio.to_thread(file.read, max(0, min(CHUNK, stop - start))):
                start += len(chunk)
                yield chunk

    async def delete(self, key: str) -> None:
        self.path(key).unlink(missing_ok=True)

    async def under(
        self, prefix: str, *, older_than: timedelta = timedelta()
    ) -> AsyncGenerator[Artifact, None]:
        latest = time.time() - older_than.total_seconds()
        for artifact in await asyncio.to_thread(lambda: sorted(self._walk(prefix), key=_key)):
            if not older_than or self._written(artifact.key) <= latest:
                yield artifact

    async def size_under(self, prefix: str) -> int:
        return await asyncio.to_thread(lambda: sum(one.size for one in self._walk(prefix)))

    async def delete_under(self, prefix: str) -> int:
        return await asyncio.to_thread(self._clear, prefix)

    async def signed_url(self, key: str, seconds: int, filename: str = "") -> str:
        if self._signer is None:
            return self.path(key).absolute().as_uri()
        return self._signer.sign(checked(key), seconds, filename)

    def where(self, key: str) -> str:
        return str(self.path(key))

    async def close(self) -> None:
        """Nothing is open."""

    def _there(self, key: str) -> Path:
        path = self.path(key)
        if not path.is_file():
            raise SourceNotFoundError(gone(key))
        return path

    def _walk(self, prefix: str) -> Iterator[Artifact]:
        for folder, folders, names in os.walk(self._root / checked_prefix(prefix)):
            # Names of what is not finished begin with a dot.
            folders[:] = [name for name in folders if not name.startswith(".")]
            for name in names:
                path = Path(folder, name)
                if not name.startswith(".") and path.is_file():
                    key = path.relative_to(self._root).as_posix()
                    yield Artifact(key=key, size=path.stat().st_size)

    def _written(self, key: str) -> float:
        """Return the Unix time of a file, in seconds; for one that is gone, of no past."""
        try:
            return self.path(key).stat().st_mtime
        except FileNotFoundError:
            return math.inf

    def _clear(self, prefix: str) -> int:
        count = sum(1 for _ in self._walk(prefix))
        folder = self._root / checked_prefix(prefix)
        if folder.is_dir():
            shutil.rmtree(folder)
        return count


def _key(artifact: Artifact) -> str:
    return artifact.key
