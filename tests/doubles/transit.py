"""A vault with a Transit engine and AppRole, as strict as OpenBao and HashiCorp Vault.

The cryptography is real. Statuses, bodies and the order in which it refuses are theirs:
https://openbao.org/api-docs/, and builtin/logical/transit of the source.
"""

import base64
import hashlib
import hmac
import json
import os
import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.doubles.scripted import Reply

ROLE, SECRET = "a-role-of-ours", "its secret id"
_NONCE_BYTES = 12


class _RefusedError(Exception):
    def __init__(self, status: int, *errors: str) -> None:
        super().__init__(errors)
        self.status, self.errors = status, errors


def _bad(message: str) -> _RefusedError:
    return _RefusedError(400, message)


@dataclass
class Key:
    """A key of the engine; its versions count from 1."""

    type: str
    versions: list[bytes] = field(default_factory=lambda: [os.urandom(32)])
    oldest: int = 1
    """``min_decryption_version``; it holds for signing as ``min_encryption_version`` as well."""

    def rotate(self) -> None:
        self.versions.append(os.urandom(32))

    def version(self, asked: object, *, old: _RefusedError, strange: _RefusedError) -> int:
        """Return the version that a request names, the newest for none."""
        if not isinstance(asked, int):
            raise _bad("error converting input for field key_version")
        number = asked or len(self.versions)
        if number < self.oldest:
            raise old
        if number > len(self.versions):
            raise strange
        return number

    def secret(self, version: int) -> bytes:
        return self.versions[version - 1]

    def private(self, version: int) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret(version))


class Transit:
    """A vault that is unsealed, and holds the keys that ClippedAI asks for."""

    answers_get = True

    def __init__(self, url: str) -> None:
        self.url = url
        self.keys = {
            "clippedai-sealing": Key("aes256-gcm96"),
            "clippedai-passwords": Key("aes256-gcm96"),
            "clippedai-tokens": Key("ed25519"),
        }
        self.sealed = False
        self.reply_with: Reply | None = None
        """In place of every answer."""
        self.namespace = ""
        self.forbidden = ""
        """A pattern of paths that the policy does not allow."""
        self.lease_seconds = 3600
        """0 is for ever, and cannot be renewed."""
        self.renewals = 1000
        """How often a token gets more time."""
        self.secret_id_uses = 1000
        self.tokens: dict[str, float] = {}
        """When they end, on the monotonic clock."""
        self.calls: list[str] = []

    def reply(self, path: str, headers: dict[str, str], raw: bytes) -> Reply:
        self.calls.append(path.removeprefix("/v1/"))
        if self.reply_with is not None:
            return self.reply_with
        try:
            return _json(200, self._answer(path, headers, raw))
        except _RefusedError as refusal:
            return _json(refusal.status, {"errors": list(refusal.errors)})

    def token(self, seconds: float | None = None) -> str:
        """Make a token that is good for so long."""
        made = f"hvs.{secrets.token_urlsafe(24)}"
        lasts = self.lease_seconds if seconds is None else seconds
        self.tokens[made] = time.monotonic() + lasts if lasts else float("inf")
        return made

    def _answer(self, path: str, headers: Mapping[str, str], raw: bytes) -> dict[str, Any]:
        if not path.startswith("/v1/"):
            raise _RefusedError(404)
        route = path.removeprefix("/v1/")
        if self.sealed:
            raise _RefusedError(503, "Vault is sealed")
        assert headers.get("x-vault-request") == "true", "agents and proxies may ask for it"
        body = json.loads(raw) if raw else None
        assert body is None or isinstance(body, dict)
        strange = headers.get("x-vault-namespace", "") != self.namespace
        if route == "auth/approle/login" and not strange:
            return self._login(body)
        token = headers.get("x-vault-token", "")
        if strange or self.tokens.get(token, 0.0) <= time.monotonic():
            raise _RefusedError(
                403, "2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n"
            )
        if self.forbidden and re.fullmatch(self.forbidden, route):
            raise _RefusedError(403, "1 error occurred:\n\t* permission denied\n\n")
        if route == "auth/token/renew-self":
            return self._renew(token)
        return {"data": self._transit(route, body), "lease_duration": 0, "renewable": False}

    def _login(self, body: dict[str, Any] | None) -> dict[str, Any]:
        if body is None:
            raise _RefusedError(405, "unsupported operation")
        if (body.get("role_id"), body.get("secret_id")) != (ROLE, SECRET) or not (
            self.secret_id_uses
        ):
            raise _bad("invalid role or secret ID")
        self.secret_id_uses -= 1
        return self._auth(self.token())

    def _renew(self, token: str) -> dict[str, Any]:
        if not self.lease_seconds:
            raise _bad("lease is not renewable")
        if self.renewals:
            self.renewals -= 1
            self.tokens[token] = time.monotonic() + self.lease_seconds
        return self._auth(token, max(0, round(self.tokens[token] - time.monotonic())))

    def _auth(self, token: str, seconds: int | None = None) -> dict[str, Any]:
        lasts = self.lease_seconds if seconds is None else seconds
        auth = {"client_token": token, "lease_duration": lasts, "renewable": bool(lasts)}
        return {"auth": auth, "data": None, "lease_duration": 0}

    def _transit(self, route: str, body: dict[str, Any] | None) -> dict[str, Any]:
        mount, _, rest = route.partition("/")
        verb, _, tail = rest.partition("/")
        name, _, algorithm = tail.partition("/")
        does: dict[str, Callable[..., dict[str, Any]]] = {
            "encrypt": _encrypt,
            "decrypt": _decrypt,
            "sign": _sign,
            "hmac": _hmac,
        }
        if mount != "transit" or verb not in {"keys", *does} or not name:
            raise _RefusedError(404, f'no handler for route "{route}". route entry not found.')
        if (body is None) != (verb == "keys"):
            raise _RefusedError(405, "unsupported operation")
        key = self.keys.get(name)
        if verb == "keys":
            if key is None:
                raise _RefusedError(404)
            return _described(name, key)
        if key is None:
            raise _bad(f"{'signing' if verb == 'sign' else 'encryption'} key not found")
        assert algorithm == ("sha2-256" if verb == "hmac" else "")
        return does[verb](key, body)


def _encrypt(key: Key, body: dict[str, Any]) -> dict[str, Any]:
    if key.type != "aes256-gcm96":
        raise _bad(f"message encryption not supported for key type {key.type}")
    version, nonce = len(key.versions), os.urandom(_NONCE_BYTES)
    if "plaintext" not in body:
        raise _bad("missing plaintext to encrypt")
    content = nonce + AESGCM(key.secret(version)).encrypt(nonce, _decoded(body["plaintext"]), None)
    return {"ciphertext": f"vault:v{version}:{_encoded(content)}", "key_version": version}


def _decrypt(key: Key, body: dict[str, Any]) -> dict[str, Any]:
    if key.type != "aes256-gcm96":
        raise _bad(f"message decryption not supported for key type {key.type}")
    found = re.fullmatch(r"vault:v(\d+):(.*)", str(body.get("ciphertext", "")))
    if found is None:
        raise _bad("invalid ciphertext: no prefix")
    version = int(found[1])
    if version < key.oldest:
        raise _bad("ciphertext or signature version is disallowed by policy (too old)")
    if not 0 < version <= len(key.versions):
        raise _bad("invalid ciphertext: version is too new")
    content = _decoded(found[2], "invalid ciphertext: could not decode base64")
    if len(content) < _NONCE_BYTES:
        raise _bad("invalid ciphertext length")
    nonce, sealed = content[:_NONCE_BYTES], content[_NONCE_BYTES:]
    try:
        return {"plaintext": _encoded(AESGCM(key.secret(version)).decrypt(nonce, sealed, None))}
    except InvalidTag as error:
        raise _bad("cipher: message authentication failed") from error


def _sign(key: Key, body: dict[str, Any]) -> dict[str, Any]:
    if key.type != "ed25519":
        raise _bad(f"key type {key.type} does not support signing")
    requested = "requested version for signing is"
    version = key.version(
        body.get("key_version", 0),
        old=_RefusedError(500, f"{requested} less than the minimum encryption key version"),
        strange=_RefusedError(500, f"{requested} higher than the latest key version"),
    )
    signature = key.private(version).sign(_decoded(body.get("input", "")))
    return {"signature": f"vault:v{version}:{_encoded(signature)}", "key_version": version}


def _hmac(key: Key, body: dict[str, Any]) -> dict[str, Any]:
    newest = len(key.versions)
    version = key.version(
        body.get("key_version", 0),
        old=_bad("cannot generate HMAC: version is too old (disallowed by policy)"),
        strange=_bad(f"key version does not exist; latest key version is {newest}"),
    )
    if "input" not in body:
        raise _bad("missing input for HMAC")
    # A key of another type has a key for this beside its own.
    secret = hashlib.sha256(b"hmac" + key.secret(version)).digest()
    digest = hmac.digest(secret, _decoded(body["input"]), "sha256")
    return {"hmac": f"vault:v{version}:{_encoded(digest)}"}


def _described(name: str, key: Key) -> dict[str, Any]:
    numbers = range(key.oldest, len(key.versions) + 1)
    asymmetric = key.type == "ed25519"
    versions = {
        str(number): {
            "name": "ed25519",
            "public_key": _encoded(key.private(number).public_key().public_bytes_raw()),
            "creation_time": "2026-03-01T00:00:00Z",
        }
        if asymmetric
        else 1_772_323_200
        for number in numbers
    }
    return {
        "name": name,
        "type": key.type,
        "keys": versions,
        "latest_version": len(key.versions),
        "min_decryption_version": key.oldest,
        "min_encryption_version": 0,
        "supports_signing": asymmetric,
        "exportable": False,
    }


def _decoded(text: object, otherwise: str = "unable to decode input as base64") -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except ValueError as error:
        raise _bad(otherwise) from error


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _json(status: int, body: dict[str, Any]) -> Reply:
    return Reply(status, json.dumps(body).encode(), {"content-type": "application/json"})
