"""The object store that the settings name."""

from core.errors import ConfigurationError
from core.objects.folder import FolderStore
from core.objects.protocol import ObjectStore
from core.objects.signing import UrlSigner
from core.settings import Settings


def open_store(settings: Settings, signer: UrlSigner | None = None) -> ObjectStore:
    """Return the store of this installation. It connects when it is first used.

    ``signer`` signs the addresses of a folder; a bucket has keys of its own.

    Raises:
        ConfigurationError: a bucket is asked for, but not named.
    """
    if settings.objects.kind == "folder":
        return FolderStore(settings.data_dir / "objects", signer)
    if not settings.objects.bucket:
        raise ConfigurationError("which bucket? set CLIPPED_OBJECTS__BUCKET to its name")
    # Whoever keeps files in a folder need not load the library.
    from core.objects.cache import FileCache  # noqa: PLC0415
    from core.objects.s3 import S3Store  # noqa: PLC0415

    limit = round(settings.objects.cache_gb * 1e9)
    return S3Store(settings.objects, FileCache(settings.data_dir / "objects-cache", limit))
