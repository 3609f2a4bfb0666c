"""Keys in a vault, which seals, digests and signs itself: its Transit engine.

https://openbao.org/api-docs/secret/transit/
"""

import base64
import re
from typing import Any

from core.crypto.protocol import Digest
from core.crypto.published import Published
from core.crypto.vault import RefusedError, Vault
from core.errors import ConfigurationError, VaultError
from core.settings import VaultSettings

_KEY = re.compile(r"v(\d{1,9})")
_RESULT = re.compile(r"vault:(v\d+):(.+)")
# What it says of a key that is not there, in place of 404.
_NO_KEY = ("encryption key not found", "signing key not found")


class TransitKeys:
    """Keys whose material nobody but the vault has. Their ids are their versions: ``v1``, …"""

    def __init__(self, vault: Vault, rules: VaultSettings) -> None:
        self._vault = vault
        self._mount = rules.transit_mount.strip("/")
        self._name = rules.keys
        self._published = Published(self._public_keys)

    async def seal(self, text: str) -> bytes:
        """Return a text as it may be stored, or given to somebody who must not read it."""
        answer = await self._ask("encrypt", "sealing", plaintext=_encoded(text.encode()))
        return str(answer["ciphertext"]).encode()

    async def unseal(self, sealed: bytes) -> str:
        """Return the text that was sealed.

        Raises:
            ConfigurationError: it was changed, or sealed with a key that is not there.
        """
        ciphertext = sealed.decode(errors="replace")
        why: Exception | None = None
        # What is no ciphertext, as of a forged cookie, is no work for the vault.
        if _RESULT.fullmatch(ciphertext):
            try:
                answer = await self._ask("decrypt", "sealing", ciphertext=ciphertext)
                return base64.b64decode(answer["plaintext"]).decode()
            except RefusedError as error:
                why = error
        raise ConfigurationError(
            f"a stored secret cannot be read: {why or 'the vault did not seal it'}; every process "
            "needs the vault, and the versions of its keys, with which the installation began"
        ) from why

    async def digest(self, text: str, key: str = "") -> Digest:
        """Return the HMAC-SHA-256 of a text, by the newest key unless another one is named.

        Raises:
            ConfigurationError: there is no key of that id.
        """
        named = _KEY.fullmatch(key)
        why: Exception | None = None
        if named or not key:
            version = {"key_version": int(named[1])} if named else {}
            try:
                answer = await self._ask(
                    "hmac", "passwords", "/sha2-256", input=_encoded(text.encode()), **version
                )
                return Digest(*_result(answer["hmac"]))
            except RefusedError as error:
                if named is None:
                    raise
                why = error
        raise ConfigurationError(
            f"a password was hashed with the key {key}, which the vault does not have "
            f"({why or 'it has other names for its keys'}); its owner needs a new one"
        ) from why

    async def signing_key(self) -> str:
        """Return the id of the key that signs now."""
        return await self._published.newest()

    async def sign(self, message: bytes, key: str) -> bytes:
        """Return the Ed25519 signature of a message, 64 bytes, by a key that may sign."""
        version = int(key.removeprefix("v"))
        try:
            answer = await self._ask("sign", "tokens", input=_encoded(message), key_version=version)
        except VaultError:
            # It may not sign any more; the vault's answer to that has no status of its own.
            self._published.forget()
            raise
        return _result(answer["signature"])[1]

    async def public_key(self, key: str) -> bytes | None:
        """Return the 32 bytes that check what a key signed, None when it signs for nobody."""
        return await self._published.find(key) if _KEY.fullmatch(key) else None

    async def close(self) -> None:
        """Let go of every connection."""
        await self._published.close()
        await self._vault.close()

    async def _public_keys(self) -> tuple[str, dict[str, bytes]]:
        """Return the id of the newest key for tokens, and the public half of each.

        The vault shows none that is older than its ``min_decryption_version``.
        """
        path = f"{self._mount}/keys/{self._name}-tokens"
        found = await self._vault.ask(path)
        if found.get("type") != "ed25519":
            raise VaultError(
                f"the vault's {path} is a key of type {found.get('type')}; access tokens are "
                "signed by one of type ed25519"
            )
        return f"v{found['latest_version']}", {
            f"v{version}": base64.b64decode(key["public_key"])
            for version, key in found["keys"].items()
        }

    async def _ask(self, verb: str, key: str, tail: str = "", **body: object) -> dict[str, Any]:
        path = f"{self._mount}/{verb}/{self._name}-{key}"
        try:
            return await self._vault.ask(path + tail, body)
        except RefusedError as error:
            if str(error) not in _NO_KEY:
                raise
            raise VaultError(
                f"the vault has no key {self._name}-{key} at {self._mount}: make it, or see "
                "CLIPPED_VAULT__KEYS and CLIPPED_VAULT__TRANSIT_MOUNT"
            ) from error


def _result(text: str) -> tuple[str, bytes]:
    """Return which version of a key made a digest or a signature, and what it made."""
    found = _RESULT.fullmatch(text)
    if found is None:
        raise VaultError("the vault answered with something that is no result of a key")
    return found[1], base64.b64decode(found[2])


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()
