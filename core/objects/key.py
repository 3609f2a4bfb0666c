"""What names a stored file: ids, step names and file names of ours, never a person's text."""

import re
from uuid import UUID

from core.objects.errors import ForeignKeyError, InvalidKeyError

_NAME = r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}"
_KEY = re.compile(rf"{_NAME}(/{_NAME})+")
_PREFIX = re.compile(rf"{_NAME}(/{_NAME})*")

# What S3 allows. The names of a folder may be 255 bytes long, those of ours leave room.
_LONGEST = 1024


def checked(key: str) -> str:
    """Return the key.

    Raises:
        InvalidKeyError: it is none, and might lead out of the store.
    """
    if len(key) > _LONGEST or not _KEY.fullmatch(key):
        raise InvalidKeyError(f"not a storage key: {key[:80]!r}")
    return key


def checked_prefix(prefix: str) -> str:
    """Return the beginning of keys: a workspace, or a folder in one, without a slash at its end.

    Raises:
        InvalidKeyError: it is none.
    """
    if len(prefix) > _LONGEST or not _PREFIX.fullmatch(prefix):
        raise InvalidKeyError(f"not the beginning of storage keys: {prefix[:80]!r}")
    return prefix


def owned(key: str, workspace: UUID | str) -> str:
    """Return the key.

    Raises:
        ForeignKeyError: it is none of this workspace.
        InvalidKeyError: it is no key.
    """
    if checked(key).split("/", 1)[0] != str(workspace):
        raise ForeignKeyError("the file belongs to another workspace")
    return key
