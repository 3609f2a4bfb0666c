"""What an object store can do."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from core.domain.artifact import Artifact
from core.objects.uploads import SentPart, StoredPart, Upload

CHUNK = 1 << 20
"""Bytes of a file that are in memory at once."""


class ObjectStore(Protocol):
    """A place for files. Writing a key is atomic: it is there whole, or not at all.

    Every method raises ``InvalidKeyError`` for what is no key. A bucket may also raise
    ``UpstreamBusyError`` when it does not answer, and ``ConfigurationError`` when it refuses us.
    """

    async def find(self, key: str) -> Artifact | None:
        """Return the artifact of that key, None when there is none."""
        ...

    async def put_file(self, key: str, path: Path) -> Artifact:
        """Take over the file at ``path``, which is gone afterwards."""
        ...

    async def put_bytes(self, key: str, content: bytes) -> Artifact:
        """Store the content."""
        ...

    def local(self, artifact: Artifact) -> AbstractAsyncContextManager[Path]:
        """Give a readable file with the content, for as long as the context lasts.

        Raises:
            SourceNotFoundError: the artifact is not stored any more.
        """
        ...

    def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncGenerator[bytes, None]:
        """Give the bytes from ``start`` up to, not including, ``end``, 1 MiB at most at a time.

        What lies behind the end of the file is left out. Close the iterator when it is not read
        to its end.

        Raises:
            SourceNotFoundError: there is no such file; raised at the first step.
        """
        ...

    async def delete(self, key: str) -> None:
        """Remove the key; nothing happens when it is not there."""
        ...

    def under(
        self, prefix: str, *, older_than: timedelta = timedelta()
    ) -> AsyncGenerator[Artifact, None]:
        """Give every file of a workspace, or of a folder in one, in the order of the keys.

        With ``older_than`` those only that were written so long ago.
        """
        ...

    async def size_under(self, prefix: str) -> int:
        """Return how many bytes are stored there. Unfinished uploads do not count."""
        ...

    async def delete_under(self, prefix: str) -> int:
        """Remove every file there and give up every upload; return how many files there were."""
        ...

    async def signed_url(self, key: str, seconds: int, filename: str = "") -> str:
        """Return an address at which whoever has it can read one file, for so long.

        With a ``filename`` a browser saves the file under that name.
        """
        ...

    def where(self, key: str) -> str:
        """Return for people where a file is: a path of this machine, or an ``s3://`` address."""
        ...

    async def begin_upload(self, key: str, size: int, part_size: int | None = None) -> Upload:
        """Begin to take a file of ``size`` bytes in parts.

        All parts but the last have ``part_size`` bytes, by default what ``part_size_for`` says.

        Raises:
            UploadRefusedError: the sizes are not possible.
        """
        ...

    async def part_url(self, upload: Upload, number: int, seconds: int) -> str | None:
        """Return an address that takes exactly that part by PUT, for so long.

        None from a folder: whoever asks takes the bytes, and hands them to ``put_part``.

        Raises:
            UploadRefusedError: the upload has no part of that number.
        """
        ...

    async def put_part(
        self, upload: Upload, number: int, content: AsyncIterator[bytes], *, offset: int = 0
    ) -> StoredPart:
        """Take the bytes of a part from ``offset`` on, and return how much of the part is here.

        Parts come in any order and at the same time. A part that comes again, from byte 0,
        replaces the earlier one; of two connections that send the same part, the one that came
        last does. What came before ``content`` failed is kept.

        Raises:
            UploadGoneError: there is no such upload.
            UploadRefusedError: there is no such part, it is longer than agreed, or it has an
                address of its own that takes it.
            UploadOffsetError: ``offset`` is neither 0 nor what is here already.
        """
        ...

    async def parts(self, upload: Upload) -> tuple[StoredPart, ...]:
        """Return the parts of which there is anything that can be used, by number.

        Raises:
            UploadGoneError: there is no such upload.
        """
        ...

    async def complete_upload(self, upload: Upload, sent: Sequence[SentPart] = ()) -> Artifact:
        """Make one file of the parts. To complete an upload again changes nothing.

        ``sent`` is what the sender believes to have sent; empty when it does not say.

        Raises:
            UploadGoneError: there is no such upload.
            UploadIncompleteError: parts are missing or unfinished.
            UploadRefusedError: ``sent`` names a part twice, out of order, or with another tag.
        """
        ...

    async def abort_upload(self, upload: Upload) -> None:
        """Give up an upload and the space of its parts; nothing happens when there is none."""
        ...

    async def close(self) -> None:
        """Close the connections. The store can be used again."""
        ...


def gone(key: str) -> str:
    """Return what to say when a file is not stored any more."""
    return f"the stored file {key} is gone; start the job again from its source"
