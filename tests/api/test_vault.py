"""The service whose keys lie in a vault, and passwords hashed with a key that changes."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pyotp
import pytest
from sqlalchemy import func
from sqlmodel import select
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from api import passwords
from api.app import create
from core.crypto import Keys, open_keys, published
from core.crypto.files import keys_in
from core.crypto.rings import rotate
from core.db.tables import RefreshToken, User
from core.settings import Settings
from tests.api.people import PASSWORD, Service
from tests.api.running import listening
from tests.core.crypto.places import approle
from tests.doubles.scripted import served
from tests.doubles.transit import Transit


@dataclass
class Vaulted:
    """The service, its vault, and somebody who uses both."""

    vault: Transit
    service: Service

    async def post(self, path: str, body: dict[str, object], token: str = "") -> httpx.Response:
        await self.service.rest()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return await self.service.client.post(f"/api{path}", json=body, headers=headers)

    async def person(self, email: str) -> dict[str, object]:
        """Make an account, and return what its login needs."""
        given: dict[str, object] = {"email": email, "password": PASSWORD}
        made = await self.post("/auth/register", given)
        assert made.status_code == 201, made.text
        return given

    async def me(self, token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return (await self.service.client.get("/api/users/me", headers=headers)).status_code

    async def refresh_tokens(self) -> int:
        async with self.service.owner.transaction() as rows:
            return int(await rows.scalar(select(func.count()).select_from(RefreshToken)) or 0)


async def stored(service: Service, email: object) -> str:
    async with service.owner.transaction() as rows:
        found = await rows.scalar(select(User.password_hash).where(User.email == email))
    assert found is not None
    return found


def with_keys(service: Service, keys: Keys) -> Service:
    """Return the service with other keys."""
    app = create(replace(service.app.state.services, keys=keys))
    transport = httpx.ASGITransport(app, client=("198.51.100.7", 4711))
    client = httpx.AsyncClient(transport=transport, base_url="https://clips.test")
    return replace(service, app=app, client=client)


@pytest.fixture
def vault() -> Iterator[Transit]:
    with served(Transit) as double:
        yield double


@pytest.fixture
async def vaulted(service: Service, vault: Transit) -> AsyncIterator[Vaulted]:
    keys = open_keys(Settings(vault=approle(vault)))
    made = with_keys(service, keys)
    yield Vaulted(vault, made)
    await made.client.aclose()
    await keys.close()


async def test_passwords_tokens_and_secrets_go_through_the_vault(vaulted: Vaulted) -> None:
    given = await vaulted.person("vaulted@example.com")
    login = await vaulted.post("/auth/login", given)
    token = login.json()["access_token"]
    made = await vaulted.post("/users/me/totp", {"password": PASSWORD}, token)
    app = pyotp.parse_uri(made.json()["uri"])
    assert isinstance(app, pyotp.TOTP)
    code = {"code": app.now()}
    confirmed = await vaulted.post("/users/me/totp/confirm", dict(code), token)

    assert [one.status_code for one in (login, made, confirmed)] == [200, 201, 200]
    assert await vaulted.me(token) == 200
    assert (await stored(vaulted.service, given["email"])).startswith("v1$argon2id$")
    asked = {path.split("/")[1] for path in vaulted.vault.calls if path.startswith("transit/")}
    assert asked == {"hmac", "keys", "sign", "encrypt", "decrypt"}


async def test_reading_asks_the_vault_nothing(vaulted: Vaulted) -> None:
    login = await vaulted.post("/auth/login", await vaulted.person("reader@example.com"))
    token = login.json()["access_token"]
    asked = len(vaulted.vault.calls)

    seen = [await vaulted.me(token) for _ in range(10)]

    assert seen == [200] * 10
    assert len(vaulted.vault.calls) == asked


async def test_while_the_vault_is_sealed_reads_go_on_and_nothing_is_half_made(
    vaulted: Vaulted,
) -> None:
    given = await vaulted.person("sealed@example.com")
    pair = (await vaulted.post("/auth/login", given)).json()
    renewal: dict[str, object] = {"refresh_token": pair["refresh_token"]}
    before = await vaulted.refresh_tokens()

    vaulted.vault.sealed = True
    refused = [
        await vaulted.post("/auth/login", given),
        await vaulted.post("/auth/refresh", renewal),
        await vaulted.post("/auth/register", {**given, "email": "late@example.com"}),
    ]
    seen, left = await vaulted.me(pair["access_token"]), await vaulted.refresh_tokens()
    vaulted.vault.sealed = False
    again = [
        await vaulted.post("/auth/refresh", renewal),
        await vaulted.post("/auth/register", {**given, "email": "late@example.com"}),
    ]

    assert [one.status_code for one in refused] == [503] * 3
    assert all(int(one.headers["Retry-After"]) > 0 for one in refused)
    assert {one.json()["error"]["code"] for one in refused} == {"unavailable"}
    assert not any(vaulted.vault.url in one.text for one in refused)
    assert (seen, left) == (200, before)
    assert [one.status_code for one in again] == [200, 201]


async def test_a_vault_that_never_answered_lets_nobody_in_and_says_try_again(
    service: Service, vault: Transit
) -> None:
    who = await service.person()
    vault.sealed = True
    keys = open_keys(Settings(vault=approle(vault)))
    made = with_keys(service, keys)
    forged = who.token.replace(who.token.split(".")[0], "eyJhbGciOiJFZERTQSIsImtpZCI6InYxIn0")

    answer = await made.client.get("/api/users/me", headers={"Authorization": f"Bearer {forged}"})
    async with listening(made.app) as address:
        socket = connect(
            f"{address.replace('http', 'ws')}/api/ws/workspace",
            additional_headers={"Authorization": f"Bearer {forged}"},
        )
        async with socket as line:
            with pytest.raises(ConnectionClosed) as closed:
                await line.recv()
    await made.client.aclose()
    await keys.close()

    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
    assert closed.value.rcvd is not None
    assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (1013, "the vault is away")


async def test_after_a_rotation_in_the_vault_old_tokens_are_taken_and_passwords_renewed(
    vaulted: Vaulted, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = await vaulted.person("rotated@example.com")
    before = (await vaulted.post("/auth/login", given)).json()["access_token"]
    for key in vaulted.vault.keys.values():
        key.rotate()
    monkeypatch.setattr(published, "_FRESH_SECONDS", 0.0)

    after = (await vaulted.post("/auth/login", given)).json()["access_token"]

    assert (await stored(vaulted.service, given["email"])).startswith("v2$argon2id$")
    assert [await vaulted.me(token) for token in (before, after)] == [200, 200]


async def test_a_hash_is_worth_nothing_without_the_key(tmp_path: Path) -> None:
    keys, others = keys_in(tmp_path / "one"), keys_in(tmp_path / "other")
    hashed = await passwords.hashed(keys, PASSWORD)
    key, _, rest = hashed.partition("$")
    relabelled = f"{(await others.digest('')).key}${rest}"

    right = await passwords.compare(keys, PASSWORD, hashed)
    found = [
        await passwords.compare(keys, PASSWORD + "x", hashed),
        await passwords.compare(keys, PASSWORD, ""),
        await passwords.compare(keys, PASSWORD, f"${rest}"),
        await passwords.compare(keys, PASSWORD, key),
        await passwords.compare(keys, PASSWORD, f"{key}$argon2id$rubbish"),
        await passwords.compare(keys, "nobody has this password", ""),
        await passwords.compare(others, PASSWORD, hashed),
        await passwords.compare(others, PASSWORD, relabelled),
    ]

    assert right == passwords.Comparison(right=True)
    assert [one.right for one in found] == [False] * len(found)


async def test_a_password_is_stored_by_the_newest_key_at_the_next_right_login(
    service: Service, tmp_path: Path
) -> None:
    email = "pepper@example.com"
    given: dict[str, object] = {"email": email, "password": PASSWORD}

    async def log_in(**changed: object) -> tuple[int, str]:
        await service.rest()
        made = with_keys(service, keys_in(tmp_path))
        answer = await made.client.post("/api/auth/login", json={**given, **changed})
        await made.client.aclose()
        return answer.status_code, await stored(service, email)

    await service.rest()
    first = with_keys(service, keys_in(tmp_path))
    assert (await first.client.post("/api/auth/register", json=given)).status_code == 201
    await first.client.aclose()
    _, before = await log_in()
    newest = rotate(tmp_path / "passwords.json").newest
    wrong, kept = await log_in(password=PASSWORD + "x")
    right, renewed = await log_in()
    again, same = await log_in()

    assert (wrong, right, again) == (401, 200, 200)
    assert kept == before
    assert renewed.startswith(f"{newest.id}$argon2id$")
    assert same == renewed
