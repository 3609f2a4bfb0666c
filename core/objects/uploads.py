"""A file that comes in parts: how it is divided, and when it is whole."""

from collections.abc import Iterable, Sequence

from pydantic import Field

from core.domain.base import Value
from core.objects.errors import UploadIncompleteError, UploadRefusedError

MIN_PART = 5 << 20
"""Bytes of a part that is not the last: what S3 asks for."""

MAX_PARTS = 10_000
"""Parts of an upload: what S3 allows."""

_MAX_PART = 5 << 30
_USUAL_PART = 8 << 20


class Upload(Value):
    """An upload that goes on. Whoever has it can reach it from any process."""

    key: str
    """Where the file will be."""
    id: str
    size: int = Field(gt=0)
    """Bytes of the whole file."""
    part_size: int = Field(gt=0)
    """Bytes of every part but the last."""

    @property
    def count(self) -> int:
        """How many parts there are."""
        return -(-self.size // self.part_size)

    def start(self, number: int) -> int:
        """Return the byte of the file at which a part begins.

        Raises:
            UploadRefusedError: there is no part of that number.
        """
        if not 1 <= number <= self.count:
            raise UploadRefusedError(f"there is no part {number}; the parts are 1 to {self.count}")
        return (number - 1) * self.part_size

    def length(self, number: int) -> int:
        """Return how many bytes a part has.

        Raises:
            UploadRefusedError: there is no part of that number.
        """
        return min(self.part_size, self.size - self.start(number))


class StoredPart(Value):
    """What is here of a part."""

    number: int
    """From 1."""
    size: int
    """Bytes: the offset at which the part goes on."""
    tag: str
    """As in the header ``ETag``, with its quotes. Another content has another one."""
    whole: bool


class SentPart(Value):
    """What a sender believes to have sent."""

    number: int
    tag: str


def part_size_for(size: int) -> int:
    """Return the usual size of the parts of a file, in bytes.

    Small, because on a bad line a part that breaks off is sent again.
    """
    return max(_USUAL_PART, -(-size // MAX_PARTS))


def planned(key: str, size: int, part_size: int | None) -> Upload:
    """Return an upload that has no id yet.

    Raises:
        UploadRefusedError: the sizes are not possible.
    """
    if size < 1:
        raise UploadRefusedError("the file is empty; choose another one")
    chosen = part_size_for(size) if part_size is None else part_size
    if not MIN_PART <= chosen <= _MAX_PART:
        raise UploadRefusedError(f"a part has {MIN_PART} to {_MAX_PART} bytes, not {chosen}")
    upload = Upload(key=key, id="", size=size, part_size=chosen)
    if upload.count > MAX_PARTS:
        raise UploadRefusedError(
            f"an upload has at most {MAX_PARTS} parts; make them {part_size_for(size)} bytes long"
        )
    return upload


def check_whole(upload: Upload, here: Iterable[StoredPart], sent: Sequence[SentPart]) -> None:
    """Make sure that an upload can be completed.

    Raises:
        UploadIncompleteError: parts are missing or unfinished.
        UploadRefusedError: ``sent`` names a part twice, out of order, or with another tag.
    """
    tags = {part.number: part.tag for part in here if part.size == upload.length(part.number)}
    if missing := [number for number in range(1, upload.count + 1) if number not in tags]:
        raise UploadIncompleteError(missing)
    if not sent:
        return
    numbers = [part.number for part in sent]
    if numbers != sorted(tags):
        raise UploadRefusedError(f"name every part once, in the order 1 to {upload.count}")
    for part in sent:
        if part.tag.strip('"') != tags[part.number].strip('"'):
            raise UploadRefusedError(
                f"part {part.number} is not the one that was sent; send it again"
            )
