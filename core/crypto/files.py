"""Keys in files beside the database: what an installation without a vault has."""

import base64
import hashlib
import hmac
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.crypto.protocol import Digest
from core.crypto.rings import KeyRing, key_ring, rotate
from core.errors import ConfigurationError

# What was sealed or hashed is read for ever. What was signed is over soon: with the key that signs
# now, the one before is enough.
_RINGS: dict[str, int | None] = {
    "sealing": None,
    "passwords": None,
    "access-tokens": 2,
    "object-links": 2,
}


class FileKeys:
    """Keys that this process holds: one ring for each purpose."""

    def __init__(self, *, sealing: KeyRing, passwords: KeyRing, tokens: KeyRing) -> None:
        self._fernet = MultiFernet([_fernet(key.secret) for key in sealing.keys])
        self._passwords = passwords
        self._signing_key = tokens.newest.id
        self._private = {
            key.id: Ed25519PrivateKey.from_private_bytes(key.secret) for key in tokens.keys
        }
        self._public = {
            key: private.public_key().public_bytes_raw() for key, private in self._private.items()
        }

    async def seal(self, text: str) -> bytes:
        """Return a text as it may be stored, or given to somebody who must not read it."""
        return self._fernet.encrypt(text.encode())

    async def unseal(self, sealed: bytes) -> str:
        """Return the text that was sealed.

        Raises:
            ConfigurationError: it was changed, or sealed with a key that is not there.
        """
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as error:
            raise ConfigurationError(
                "a stored secret cannot be read: every process needs the same "
                "secrets/sealing.json in its CLIPPED_DATA_DIR"
            ) from error

    async def digest(self, text: str, key: str = "") -> Digest:
        """Return the HMAC-SHA-256 of a text, by the newest key unless another one is named.

        Raises:
            ConfigurationError: there is no key of that id.
        """
        found = self._passwords.find(key) if key else self._passwords.newest
        if found is None:
            raise ConfigurationError(
                f"a password was hashed with the key {key}, which secrets/passwords.json in "
                "CLIPPED_DATA_DIR does not hold; its owner needs a new one"
            )
        return Digest(found.id, hmac.digest(found.secret, text.encode(), hashlib.sha256))

    async def signing_key(self) -> str:
        """Return the id of the key that signs now."""
        return self._signing_key

    async def sign(self, message: bytes, key: str) -> bytes:
        """Return the Ed25519 signature of a message, 64 bytes, by a key that may sign."""
        return self._private[key].sign(message)

    async def public_key(self, key: str) -> bytes | None:
        """Return the 32 bytes that check what a key signed, None when it signs for nobody."""
        return self._public.get(key)

    async def close(self) -> None:
        """Do nothing: no connection is held."""


def keys_in(folder: Path) -> FileKeys:
    """Return the keys of a folder; those that are not there are made."""
    return FileKeys(
        sealing=key_ring(folder / "sealing.json"),
        passwords=key_ring(folder / "passwords.json"),
        tokens=key_ring(folder / "access-tokens.json"),
    )


def rotate_all(folder: Path) -> None:
    """Make a new key for each purpose. Processes take them when they start again."""
    for name, most in _RINGS.items():
        rotate(folder / f"{name}.json", most=most)


def _fernet(secret: bytes) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(secret))
