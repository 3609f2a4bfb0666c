"""The file of a backup: an ordinary tar archive, to be looked into with any tool."""

import asyncio
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg
from pydantic import ValidationError

from core.backup import rows
from core.domain.base import Value
from core.errors import ConfigurationError
from core.objects import ObjectStore, owned

_MANIFEST, _ROWS, _OBJECTS = "manifest.json", "rows/", "objects/"


class Manifest(Value):
    """What an archive says of itself."""

    workspace: UUID
    revision: str
    """Which migration its tables had come to."""
    made_at: datetime


class Kept(Value):
    """What was written, or put back."""

    workspace: UUID
    files: int
    size: int
    """Bytes of the files."""


async def backup(url: str, store: ObjectStore, workspace: UUID, target: Path) -> Kept:
    """Write a workspace to an archive, which is there whole or not at all.

    Who is logged in, and the keys of the installation, are not in it: webhooks need new secrets,
    and people new passwords, where it is restored without these keys.

    Raises:
        ConfigurationError: there is no such workspace.
    """
    kept = Kept(workspace=workspace, files=0, size=0)
    with _scratch(target.parent) as folder:
        manifest = await _write_rows(url, workspace, folder)
        unfinished = folder / "archive"
        with closing(tarfile.open(unfinished, "w")) as archive:
            (folder / _MANIFEST).write_text(manifest.model_dump_json(indent=1))
            archive.add(folder / _MANIFEST, _MANIFEST)
            archive.add(folder / "rows", _ROWS)
            async for artifact in store.under(str(workspace)):
                async with store.local(artifact) as path:
                    await asyncio.to_thread(archive.add, path, f"{_OBJECTS}{artifact.key}")
                kept = kept.model_copy(
                    update={"files": kept.files + 1, "size": kept.size + artifact.size}
                )
        unfinished.replace(target)
    return kept


async def restore(url: str, store: ObjectStore, source: Path) -> Kept:
    """Put a workspace back from its archive; to do it again after a failure is safe.

    Raises:
        ConfigurationError: it is no archive of ours, of another version, or the workspace has
            jobs here.
    """
    with _scratch(source.parent) as folder, _opened(source) as archive:
        manifest = _manifest(archive)
        await _check_revision(url, manifest)
        kept = Kept(workspace=manifest.workspace, files=0, size=0)
        (folder / "rows").mkdir()
        for member in archive:
            if member.name.startswith(_ROWS) and member.isfile():
                _extract(archive, member, folder / "rows" / Path(member.name).name)
            elif member.name.startswith(_OBJECTS) and member.isfile():
                key = owned(member.name.removeprefix(_OBJECTS), manifest.workspace)
                await asyncio.to_thread(_extract, archive, member, folder / "object")
                await store.put_file(key, folder / "object")
                kept = kept.model_copy(
                    update={"files": kept.files + 1, "size": kept.size + member.size}
                )
        await _read_rows(url, manifest.workspace, folder / "rows")
    return kept


@contextmanager
def _scratch(beside: Path) -> Iterator[Path]:
    """Give a folder on the disk of the archive, which has room for it."""
    with tempfile.TemporaryDirectory(dir=beside, prefix=".clippedai-") as folder:
        yield Path(folder)


@contextmanager
def _opened(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, "r:") as archive:
            yield archive
    except (OSError, tarfile.TarError) as error:
        raise ConfigurationError(f"{source} is no backup that can be read: {error}") from error


def _manifest(archive: tarfile.TarFile) -> Manifest:
    try:
        member = archive.extractfile(_MANIFEST)
        return Manifest.model_validate_json(member.read() if member else b"")
    except (KeyError, ValidationError) as error:
        raise ConfigurationError("the archive has no manifest of a backup") from error


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    content = archive.extractfile(member)
    assert content is not None
    with content, target.open("wb") as file:
        while chunk := content.read(1 << 20):
            file.write(chunk)


async def _write_rows(url: str, workspace: UUID, folder: Path) -> Manifest:
    (folder / "rows").mkdir()
    connection = await asyncpg.connect(url)
    try:
        await rows.write(connection, workspace, folder / "rows")
        found = await rows.revision(connection)
    finally:
        await connection.close()
    return Manifest(workspace=workspace, revision=found, made_at=datetime.now(UTC))


async def _check_revision(url: str, manifest: Manifest) -> None:
    connection = await asyncpg.connect(url)
    try:
        found = await rows.revision(connection)
    finally:
        await connection.close()
    if found != manifest.revision:
        raise ConfigurationError(
            f"the backup has tables of version {manifest.revision}, and this installation of"
            f" {found}; restore it with the version that made it, then upgrade"
        )


async def _read_rows(url: str, workspace: UUID, folder: Path) -> None:
    connection = await asyncpg.connect(url)
    try:
        await rows.read(connection, workspace, folder)
    finally:
        await connection.close()
