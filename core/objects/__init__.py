"""Where files are kept: a folder of this machine, or a bucket of any S3.

A key starts with its workspace and never changes its content.
"""

from core.objects.disk import copy
from core.objects.errors import (
    ForeignKeyError,
    InvalidKeyError,
    LinkRefusedError,
    UploadError,
    UploadGoneError,
    UploadIncompleteError,
    UploadOffsetError,
    UploadRefusedError,
)
from core.objects.folder import FolderStore
from core.objects.inspection import sha256_of, video_format
from core.objects.key import checked, owned
from core.objects.opening import open_store
from core.objects.protocol import ObjectStore
from core.objects.signing import UrlSigner, attachment
from core.objects.uploads import MAX_PARTS, MIN_PART, SentPart, StoredPart, Upload, part_size_for
from core.objects.values import put_value, read_value, stored

__all__ = [
    "MAX_PARTS",
    "MIN_PART",
    "FolderStore",
    "ForeignKeyError",
    "InvalidKeyError",
    "LinkRefusedError",
    "ObjectStore",
    "SentPart",
    "StoredPart",
    "Upload",
    "UploadError",
    "UploadGoneError",
    "UploadIncompleteError",
    "UploadOffsetError",
    "UploadRefusedError",
    "UrlSigner",
    "attachment",
    "checked",
    "copy",
    "open_store",
    "owned",
    "part_size_for",
    "put_value",
    "read_value",
    "sha256_of",
    "stored",
    "video_format",
]
