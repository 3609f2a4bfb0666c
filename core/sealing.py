"""Secrets that must be used again are stored encrypted; their key is a file beside the database."""

import base64
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from core.errors import ConfigurationError
from core.keys import KeyRing, key_ring


class Sealer:
    """Encrypts with the newest key of a ring, and reads what any of them encrypted."""

    def __init__(self, ring: KeyRing) -> None:
        keys = (Fernet(base64.urlsafe_b64encode(key.secret)) for key in ring.keys)
        self._fernet = MultiFernet(list(keys))

    def seal(self, text: str) -> bytes:
        """Return a text as it may be stored."""
        return self._fernet.encrypt(text.encode())

    def unseal(self, sealed: bytes) -> str:
        """Return the text that was sealed.

        Raises:
            ConfigurationError: it was sealed with a key that this process does not have.
        """
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as error:
            raise ConfigurationError(
                "a stored secret cannot be read: every process needs the same "
                "secrets/sealing.json in its CLIPPED_DATA_DIR"
            ) from error


def sealer(data_dir: Path) -> Sealer:
    """Return the sealer of an installation; its key is made when there is none."""
    return Sealer(key_ring(data_dir / "secrets" / "sealing.json"))
