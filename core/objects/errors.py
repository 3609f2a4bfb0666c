"""What an object store refuses, beyond what the whole system may refuse.

PermanentError
├── InvalidKeyError           it is no key
├── ForeignKeyError           the key belongs to another workspace
├── LinkRefusedError          the signed link is forged, changed or too old
└── UploadError               an upload cannot go on like this
    ├── UploadGoneError           there is no such upload: it was given up or is complete
    ├── UploadRefusedError        its size, or one of its parts, is not what was agreed
    ├── UploadOffsetError         the part goes on elsewhere; ``accepted`` says where
    └── UploadIncompleteError     parts are missing; ``missing`` names them
"""

from collections.abc import Sequence

from core.errors import PermanentError

_NAMED = 10


class InvalidKeyError(PermanentError, ValueError):
    """It is no key, and might lead out of the store."""


class ForeignKeyError(PermanentError):
    """The key belongs to another workspace."""


class LinkRefusedError(PermanentError):
    """The signed link is forged, changed or too old."""


class UploadError(PermanentError):
    """An upload cannot go on like this."""


class UploadGoneError(UploadError):
    """There is no such upload."""

    def __init__(self) -> None:
        super().__init__("there is no such upload any more; start it again")


class UploadRefusedError(UploadError):
    """The size of an upload, or one of its parts, is not what was agreed."""


class UploadOffsetError(UploadError):
    """The bytes of a part do not begin where they must."""

    def __init__(self, number: int, offset: int, *, accepted: int) -> None:
        super().__init__(
            f"part {number} cannot go on at byte {offset}: {accepted} bytes of it are here;"
            f" go on at byte {accepted}, or send it again from byte 0"
        )
        self.accepted = accepted
        """Bytes of the part that need not be sent again."""


class UploadIncompleteError(UploadError):
    """Parts of an upload are missing, or were not sent to their end."""

    def __init__(self, missing: Sequence[int]) -> None:
        names = ", ".join(map(str, missing[:_NAMED]))
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        super().__init__(f"the upload lacks part {names}{more}; send what is missing first")
        self.missing = tuple(missing)
        """Numbers of the parts, ascending."""
