"""Keys in files: newest first, older ones good until they go."""

import json
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Key:
    id: str
    """Names the key in what it signed."""
    secret: bytes
    """32 random bytes."""


@dataclass(frozen=True)
class KeyRing:
    """Keys for one purpose."""

    keys: Sequence[Key]

    @property
    def newest(self) -> Key:
        """Return the key that signs."""
        return self.keys[0]

    def find(self, key_id: str) -> Key | None:
        """Return the key of that id, None when it is gone."""
        return next((key for key in self.keys if key.id == key_id), None)


def key_ring(path: Path) -> KeyRing:
    """Return the keys that a file holds; they are made when there is none.

    Processes that make them at once end up with the same ones.
    """
    if not path.exists():
        fresh = _written(path, KeyRing((_new(),)))
        with suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return _read(path)


def rotate(path: Path, *, most: int | None = None) -> KeyRing:
    """Use a new key from now on; keep ``most`` with it, all of them for None."""
    old = _read(path).keys if path.exists() else ()
    ring = KeyRing((_new(), *old)[:most])
    _written(path, ring).replace(path)
    return ring


def _new() -> Key:
    return Key(id=secrets.token_hex(4), secret=secrets.token_bytes(32))


def _read(path: Path) -> KeyRing:
    found = json.loads(path.read_text())
    return KeyRing(tuple(Key(one["id"], bytes.fromhex(one["secret"])) for one in found))


def _written(path: Path, ring: KeyRing) -> Path:
    """Return a new file beside ``path`` that holds the keys, for the eyes of its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump([{"id": key.id, "secret": key.secret.hex()} for key in ring.keys], file)
        file.flush()
        os.fsync(file.fileno())
    return fresh
