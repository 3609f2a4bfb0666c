"""Where keys can lie: in files, in a double of a vault, in a vault that a person has started.

For the last, ``CLIPPED_TEST_VAULT`` is the address of a server in development mode (``bao server
-dev``, ``vault server -dev``), and ``CLIPPED_TEST_VAULT_TOKEN`` its root token.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import httpx
from pydantic import HttpUrl, SecretStr

from core.crypto import Keys, open_keys
from core.crypto.rings import rotate
from core.settings import Settings, VaultSettings
from tests.doubles.scripted import served
from tests.doubles.transit import ROLE, SECRET, Transit

ADDRESS = os.environ.get("CLIPPED_TEST_VAULT", "")

_FILES = {"sealing": "sealing", "passwords": "passwords", "tokens": "access-tokens"}
_TYPES = {"sealing": "aes256-gcm96", "passwords": "aes256-gcm96", "tokens": "ed25519"}


class Place(Protocol):
    """Keys that can be opened again and again, as by several processes."""

    def open(self) -> Keys: ...

    def rotate(self, purpose: str) -> None:
        """Make a new key for ``sealing``, ``passwords`` or ``tokens``."""
        ...


class Files:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self) -> Keys:
        return open_keys(Settings(data_dir=self._folder))

    def rotate(self, purpose: str) -> None:
        rotate(self._folder / "secrets" / f"{_FILES[purpose]}.json")


class Doubled:
    def __init__(self, vault: Transit) -> None:
        self.vault = vault

    def open(self, **rules: object) -> Keys:
        return open_keys(Settings(vault=approle(self.vault, **rules)))

    def rotate(self, purpose: str) -> None:
        self.vault.keys[f"clippedai-{purpose}"].rotate()


class Server:
    """Keys of their own in a server of yours, removed afterwards with the engine they lie in."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._mount = f"clippedai-{uuid4().hex[:8]}"
        self._post(f"sys/mounts/{self._mount}", {"type": "transit"})
        for purpose, kind in _TYPES.items():
            self._post(f"{self._mount}/keys/clippedai-{purpose}", {"type": kind})

    def open(self) -> Keys:
        rules = VaultSettings(
            address=HttpUrl(ADDRESS),
            token=SecretStr(self._client.headers["X-Vault-Token"]),
            transit_mount=self._mount,
        )
        return open_keys(Settings(vault=rules))

    def rotate(self, purpose: str) -> None:
        self._post(f"{self._mount}/keys/clippedai-{purpose}/rotate", {})

    def remove(self) -> None:
        self._client.delete(f"sys/mounts/{self._mount}").raise_for_status()

    def _post(self, path: str, body: dict[str, str]) -> None:
        self._client.post(path, json=body).raise_for_status()


def approle(vault: Transit, **rules: object) -> VaultSettings:
    """Return the settings with which a double lets us in."""
    given = {"address": vault.url, "role_id": ROLE, "secret_id": SECRET, **rules}
    return VaultSettings.model_validate(given)


@contextmanager
def place(kind: str, folder: Path) -> Iterator[Place]:
    """Give keys in ``files``, in a ``double``, or in a ``server``."""
    if kind == "files":
        yield Files(folder)
    elif kind == "double":
        with served(Transit) as vault:
            yield Doubled(vault)
    else:
        token = {"X-Vault-Token": os.environ["CLIPPED_TEST_VAULT_TOKEN"]}
        with httpx.Client(base_url=f"{ADDRESS}/v1/", headers=token) as client:
            server = Server(client)
            yield server
            server.remove()
