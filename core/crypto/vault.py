"""A client of HashiCorp Vault and OpenBao, which speak the same protocol.

https://openbao.org/api-docs/, https://developer.hashicorp.com/vault/api-docs
"""

import asyncio
import math
import ssl
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx

from core.errors import ConfigurationError, VaultError
from core.remote import on_this_machine
from core.settings import VaultSettings

# A refused token that is as young as this was not withdrawn: its policy forbids what was asked.
_YOUNG_SECONDS = 10.0
# In so long before its end, it may have ended on the way.
_NEAR_SECONDS = 1.0


class RefusedError(VaultError):
    """What was asked is not well formed in the eyes of the vault."""


@dataclass(frozen=True)
class _Lease:
    """A token, and how long it is good for; times are those of the monotonic clock."""

    token: str
    renew_at: float = math.inf
    ends: float = math.inf
    begun: float = field(default_factory=time.monotonic)


class Vault:
    """Asks with a token of the settings, or with those that AppRole gives."""

    def __init__(self, rules: VaultSettings) -> None:
        _check(rules)
        self._rules = rules
        self._lease: _Lease | None = None
        self._leasing = asyncio.Lock()
        self._failure: VaultError | None = None
        self._failed_at = 0.0
        self.address = str(rules.address).rstrip("/")
        headers = {"X-Vault-Request": "true"}
        if rules.namespace:
            headers["X-Vault-Namespace"] = rules.namespace
        self._client = httpx.AsyncClient(
            base_url=f"{self.address}/v1/",
            headers=headers,
            timeout=rules.timeout,
            verify=_trust(rules),
            trust_env=False,
        )

    async def ask(self, path: str, body: dict[str, object] | None = None) -> dict[str, Any]:
        """Return the ``data`` of an answer: to a POST when there is a body, else to a GET.

        Raises:
            RefusedError: it does not take the body.
            VaultError: it cannot be asked, or does not let us.
        """
        lease = await self._leased()
        answer = await self._send(path, body, lease.token)
        if answer.status_code == HTTPStatus.FORBIDDEN and self._is_withdrawn(lease):
            lease = await self._leased(but=lease)
            answer = await self._send(path, body, lease.token)
        return self._part(answer, "data")

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    def _is_withdrawn(self, lease: _Lease) -> bool:
        """Say whether another token may be let in where this one was not."""
        now = time.monotonic()
        old = lease.begun < now - _YOUNG_SECONDS or lease.ends < now + _NEAR_SECONDS
        return bool(self._rules.role_id) and old

    async def _leased(self, *, but: _Lease | None = None) -> _Lease:
        """Return a token that is good, and not the one that was refused."""
        came = time.monotonic()
        async with self._leasing:
            if self._failure is not None and self._failed_at > came:
                raise self._failure
            try:
                self._lease = held = await self._next(but)
            except VaultError as error:
                self._failure, self._failed_at = error, time.monotonic()
                raise
            return held

    async def _next(self, but: _Lease | None) -> _Lease:
        held, now = self._lease, time.monotonic()
        if held is None or held is but or held.ends <= now:
            return await self._begin()
        if held.renew_at <= now:
            return await self._renewed(held.token) or await self._begin()
        return held

    async def _begin(self) -> _Lease:
        rules = self._rules
        if not rules.role_id:
            token = rules.token.get_secret_value()
            # One that cannot be renewed is good until the vault says otherwise.
            return await self._renewed(token) or _Lease(token)
        given = {"role_id": rules.role_id, "secret_id": rules.secret_id.get_secret_value()}
        path = f"auth/{rules.approle_mount}/login"
        try:
            return _lease(self._part(await self._send(path, given), "auth"))
        except RefusedError as error:
            raise VaultError(
                f"the vault lets nobody in with CLIPPED_VAULT__ROLE_ID and "
                f"CLIPPED_VAULT__SECRET_ID: {error}; make another secret id"
            ) from error

    async def _renewed(self, token: str) -> _Lease | None:
        """Return a token with more time, None when the vault gives it none."""
        answer = await self._send("auth/token/renew-self", {}, token)
        if answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN}:
            return None
        auth = self._part(answer, "auth")
        return _lease(auth) if auth.get("lease_duration") else None

    async def _send(
        self, path: str, body: dict[str, object] | dict[str, str] | None, token: str = ""
    ) -> httpx.Response:
        headers = {"X-Vault-Token": token} if token else {}
        method = "GET" if body is None else "POST"
        try:
            return await self._client.request(method, path, json=body, headers=headers)
        except httpx.RequestError as error:
            raise VaultError(
                f"the vault at {self.address} cannot be reached ({error!r}): is it there? see "
                "CLIPPED_VAULT__ADDRESS, and CLIPPED_VAULT__CA_FILE for its certificate"
            ) from error

    def _part(self, answer: httpx.Response, name: str) -> dict[str, Any]:
        try:
            found = answer.json()
            said = " ".join(" ".join(found.get("errors") or []).split())
            part = found[name] if answer.is_success else None
        except (ValueError, KeyError, TypeError, AttributeError):
            said, part = "", None
        if isinstance(part, dict):
            return part
        path = answer.request.url.path.removeprefix("/v1/")
        raise self._refusal(answer.status_code, path, said)

    def _refusal(self, status: int, path: str, said: str) -> VaultError:
        match status:
            case HTTPStatus.BAD_REQUEST:
                return RefusedError(said or "bad request")
            case HTTPStatus.FORBIDDEN:
                which = "ROLE_ID" if self._rules.role_id else "TOKEN"
                return VaultError(
                    f"the vault does not let CLIPPED_VAULT__{which} use {path} ({said}): it is "
                    "not valid any more, or its policy does not allow this path"
                )
            case HTTPStatus.NOT_FOUND:
                return VaultError(
                    f"the vault has nothing at {path} ({said}); make the key there, or see "
                    "CLIPPED_VAULT__TRANSIT_MOUNT, __APPROLE_MOUNT, __KEYS and __NAMESPACE"
                )
            case HTTPStatus.SERVICE_UNAVAILABLE:
                return VaultError(f"the vault at {self.address} is not ready ({said}): unseal it")
        return VaultError(
            f"what is at {self.address} answered {status} to {path} ({said}); does "
            "CLIPPED_VAULT__ADDRESS lead to the active node of a vault?"
        )


def _lease(auth: dict[str, Any]) -> _Lease:
    """Read what the vault gave; 0 seconds are for ever. At half of its time it is renewed."""
    now, seconds = time.monotonic(), float(auth.get("lease_duration") or math.inf)
    return _Lease(str(auth["client_token"]), now + seconds / 2, now + seconds)


def _check(rules: VaultSettings) -> None:
    assert rules.address is not None
    if rules.address.scheme != "https" and not on_this_machine(rules.address):
        raise ConfigurationError(
            "CLIPPED_VAULT__ADDRESS must begin with https:// unless the vault is on this machine"
        )
    approle = (bool(rules.role_id), bool(rules.secret_id.get_secret_value()))
    if approle[0] != approle[1] or bool(rules.token.get_secret_value()) == approle[0]:
        raise ConfigurationError(
            "the vault needs CLIPPED_VAULT__TOKEN, or CLIPPED_VAULT__ROLE_ID together with "
            "CLIPPED_VAULT__SECRET_ID"
        )


def _trust(rules: VaultSettings) -> ssl.SSLContext:
    if rules.ca_file is None:
        return httpx.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cafile=str(rules.ca_file))
    except OSError as error:
        raise ConfigurationError(
            f"{rules.ca_file} holds no certificate that can be read ({error}); "
            "correct CLIPPED_VAULT__CA_FILE"
        ) from error
