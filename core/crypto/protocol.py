"""What can be done with the keys of an installation without seeing them."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Digest:
    """What a secret key makes of a text."""

    key: str
    """The id of the key. It holds no ``$``."""
    value: bytes
    """32 bytes."""


class Keys(Protocol):
    """Seals, digests and signs, each with keys of its own.

    Everything raises VaultError when the keys lie in a vault that does not do what is asked.
    """

    async def seal(self, text: str) -> bytes:
        """Return a text as it may be stored, or given to somebody who must not read it."""
        ...

    async def unseal(self, sealed: bytes) -> str:
        """Return the text that was sealed.

        Raises:
            ConfigurationError: it was changed, or sealed with a key that is not there.
        """
        ...

    async def digest(self, text: str, key: str = "") -> Digest:
        """Return the HMAC-SHA-256 of a text, by the newest key unless another one is named.

        Raises:
            ConfigurationError: there is no key of that id.
        """
        ...

    async def signing_key(self) -> str:
        """Return the id of the key that signs now."""
        ...

    async def sign(self, message: bytes, key: str) -> bytes:
        """Return the Ed25519 signature of a message, 64 bytes, by a key that may sign."""
        ...

    async def public_key(self, key: str) -> bytes | None:
        """Return the 32 bytes that check what a key signed, None when it signs for nobody."""
        ...

    async def close(self) -> None:
        """Let go of every connection."""
        ...
