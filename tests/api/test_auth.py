"""Accounts and logins."""

import asyncio
import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api import access_tokens, accounts, resetting
from api.__main__ import _make_owner
from core.crypto.rings import KeyRing, key_ring
from core.db.tables import ApiToken, Session
from tests.api.people import PASSWORD, Service, Who


async def registered(service: Service, email: str) -> dict[str, str]:
    """Make an account, and return what its login needs."""
    await service.rest()
    given = {"email": email, "password": PASSWORD}
    made = await service.client.post("/api/auth/register", json=given)
    assert made.status_code == 201, made.text
    return given


async def logged_in(service: Service, email: str) -> dict[str, str]:
    answer = await service.client.post("/api/auth/login", json=await registered(service, email))
    assert answer.status_code == 200, answer.text
    found: dict[str, str] = answer.json()
    return found


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_a_new_account_owns_a_workspace(service: Service) -> None:
    pair = await logged_in(service, "ada@example.com")

    me = (await service.client.get("/api/users/me", headers=bearer(pair["access_token"]))).json()

    assert me["email"] == "ada@example.com"
    assert [place["role"] for place in me["workspaces"]] == ["owner"]


async def test_an_address_has_one_account_in_whatever_case(service: Service) -> None:
    await registered(service, "grace@example.com")

    again = await service.client.post(
        "/api/auth/register", json={"email": "Grace@Example.com", "password": PASSWORD}
    )

    assert again.status_code == 409


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "hopper-and-more-words"])
async def test_a_password_that_can_be_guessed_is_refused(service: Service, password: str) -> None:
    await service.rest()

    answer = await service.client.post(
        "/api/auth/register", json={"email": "hopper@example.com", "password": password}
    )

    assert answer.status_code == 422
    assert "password" in answer.json()["error"]["message"]


async def test_a_wrong_password_and_a_wrong_address_are_told_the_same(service: Service) -> None:
    await registered(service, "mary@example.com")

    answers = [
        await service.client.post("/api/auth/login", json={"email": email, "password": "x" * 20})
        for email in ("mary@example.com", "nobody@example.com")
    ]

    assert {one.status_code for one in answers} == {401}
    assert len({one.json()["error"]["message"] for one in answers}) == 1


async def test_the_sixth_login_within_a_minute_waits(service: Service) -> None:
    given = await registered(service, "eager@example.com")
    wrong = {**given, "password": "another password"}

    codes = [(await service.client.post("/api/auth/login", json=wrong)) for _ in range(6)]

    assert [one.status_code for one in codes] == [401] * 5 + [429]
    assert 0 < int(codes[-1].headers["Retry-After"]) <= 60


async def test_a_refresh_token_works_once_and_its_reuse_ends_the_login(service: Service) -> None:
    first = await logged_in(service, "joan@example.com")

    async def renewed(token: str) -> httpx.Response:
        return await service.client.post("/api/auth/refresh", json={"refresh_token": token})

    second = (await renewed(first["refresh_token"])).json()
    stolen = await renewed(first["refresh_token"])
    after = await renewed(second["refresh_token"])
    me = await service.client.get("/api/users/me", headers=bearer(second["access_token"]))

    assert stolen.status_code == 401
    assert "twice" in stolen.json()["error"]["message"]
    assert (after.status_code, me.status_code) == (401, 401)


async def test_after_logging_out_a_token_is_worth_nothing(service: Service) -> None:
    pair = await logged_in(service, "jean@example.com")
    await service.client.post("/api/auth/logout", headers=bearer(pair["access_token"]))

    answer = await service.client.get("/api/users/me", headers=bearer(pair["access_token"]))

    assert answer.status_code == 401


def forged(keys: KeyRing, who: Who) -> dict[str, str]:
    """Return tokens that must not be taken, by what is wrong with them."""
    claims = jwt.decode(who.token, options={"verify_signature": False})
    old = {**claims, "exp": int(time.time()) - 1}
    own, key = Ed25519PrivateKey.from_private_bytes(keys.newest.secret), {"kid": keys.newest.id}
    public = own.public_key().public_bytes_raw()
    head, _, signature = who.token.split(".")
    changed = jwt.utils.base64url_encode(json.dumps({**claims, "sub": str(uuid4())}).encode())
    return {
        "another key": jwt.encode(claims, Ed25519PrivateKey.generate(), "EdDSA", headers=key),
        "no signature": jwt.encode(claims, "", "none", headers=key),
        "the public key as a secret": jwt.encode(claims, public, "HS256", headers=key),
        "an unknown key": jwt.encode(claims, own, "EdDSA", headers={"kid": "feed"}),
        "no key": jwt.encode(claims, own, "EdDSA"),
        "another body": f"{head}.{changed.decode()}.{signature}",
        "a cut signature": who.token[:-4],
        "another audience": jwt.encode({**claims, "aud": "x"}, own, "EdDSA", headers=key),
        "no end": jwt.encode(
            {k: v for k, v in claims.items() if k != "exp"}, own, "EdDSA", headers=key
        ),
        "a strange user": jwt.encode({**claims, "sub": "1"}, own, "EdDSA", headers=key),
        "rubbish": "a.b.c",
        "time": jwt.encode(old, own, "EdDSA", headers=key),
    }


async def test_forged_foreign_and_old_tokens_are_refused(service: Service) -> None:
    who = await service.person()
    ring = key_ring(service.options.data_dir / "secrets" / "access-tokens.json")

    for wrong, token in forged(ring, who).items():
        answer = await service.client.get("/api/users/me", headers=bearer(token))

        assert answer.status_code == 401, wrong
        expected = "token_expired" if wrong == "time" else "unauthenticated"
        assert answer.json()["error"]["code"] == expected, wrong


async def test_a_token_that_was_taken_before_is_refused_when_it_is_over(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, keys = await service.person(), service.app.state.services.keys
    session = (await access_tokens.read(keys, who.token)).session
    monkeypatch.setattr(access_tokens, "ACCESS_LIFE", timedelta(seconds=2))
    short = await access_tokens.sign(keys, who.user, session)
    before = await service.client.get("/api/users/me", headers=bearer(short))
    await asyncio.sleep(2)

    after = await service.client.get("/api/users/me", headers=bearer(short))

    assert (before.status_code, after.status_code) == (200, 401)
    assert after.json()["error"]["code"] == "token_expired"


async def test_a_page_logs_in_by_cookies_that_no_script_reads(service: Service) -> None:
    given = await registered(service, "page@example.com")

    answer = await service.client.post("/api/auth/login", json={**given, "cookies": True})
    cookies = answer.headers.get_list("set-cookie")
    mine = {"Cookie": "; ".join(cookie.split(";")[0] for cookie in cookies)}
    seen = await service.client.get("/api/users/me", headers=mine)
    without = await service.client.post("/api/auth/logout", headers=mine)
    ended = await service.client.post("/api/auth/logout", headers={**mine, "x-clipped-csrf": "1"})
    service.client.cookies.clear()

    assert answer.json()["access_token"] is None
    assert all("HttpOnly" in one and "SameSite=lax" in one and "Secure" in one for one in cookies)
    assert (seen.status_code, without.status_code, ended.status_code) == (200, 403, 204)


@pytest.mark.parametrize("origin", ["https://clips.test", "http://127.0.0.1:8400"])
async def test_cookies_are_of_this_host_alone_where_browsers_can_hold_them_to_it(
    service: Service, origin: str
) -> None:
    """By http, Safari keeps no Secure cookie of this machine, and so none with the prefix."""
    app = service.under(origin=origin)
    given = await registered(service, f"host{len(origin)}@example.com")
    page = {"x-clipped-csrf": "1"}

    # The client's jar is that of a browser: it sends a Secure cookie by https alone.
    transport = httpx.ASGITransport(app, client=("198.51.100.7", 4711))
    async with httpx.AsyncClient(transport=transport, base_url=origin, headers=page) as browser:
        answer = await browser.post("/api/auth/login", json={**given, "cookies": True})
        set_at_login = answer.headers.get_list("set-cookie")
        seen = await browser.get("/api/users/me")
        renewed = await browser.post("/api/auth/refresh", json={})
        ended = await browser.post("/api/auth/logout")
        left = dict(browser.cookies)
        plain = {"Cookie": f"clipped_access={who_is(set_at_login[0])}"}
        unprefixed = await browser.get("/api/users/me", headers=plain)

    assert [one.status_code for one in (answer, seen, renewed, ended)] == [200, 200, 200, 204]
    assert left == {}
    assert unprefixed.status_code == 401
    taken_back = ended.headers.get_list("set-cookie")
    https = origin.startswith("https")
    for cookie in set_at_login + taken_back:
        assert cookie.startswith("__Host-clipped_") == https
        assert ("Secure" in cookie) == https
        assert "Domain" not in cookie
    assert all("Max-Age=0" in one for one in taken_back)
    paths = ["Path=/;", "Path=/;" if https else "Path=/api/auth;"]
    for path, before, after in zip(paths, set_at_login, taken_back, strict=True):
        assert path in before
        assert path in after


def who_is(cookie: str) -> str:
    return cookie.split(";", maxsplit=1)[0].partition("=")[2]


async def test_a_login_ends_on_another_device_and_is_listed_no_more(service: Service) -> None:
    here = bearer((await logged_in(service, "anita@example.com"))["access_token"])
    given = {"email": "anita@example.com", "password": PASSWORD}
    there = (await service.client.post("/api/auth/login", json=given)).json()
    listed = (await service.client.get("/api/auth/sessions", headers=here)).json()
    other = next(one for one in listed if not one["current"])

    ended = await service.client.delete(f"/api/auth/sessions/{other['id']}", headers=here)
    left = (await service.client.get("/api/auth/sessions", headers=here)).json()
    seen = await service.client.get("/api/users/me", headers=bearer(there["access_token"]))

    assert (len(listed), len(left)) == (2, 1)
    assert (ended.status_code, seen.status_code) == (204, 401)


async def test_a_reset_token_sets_a_password_once_and_ends_every_login(service: Service) -> None:
    pair = await logged_in(service, "lost@example.com")
    made = service.app.state.services
    user = await accounts.with_address(made, "LOST@example.com")
    assert user is not None
    token = await resetting.offer_reset(made, user.id)
    wanted = {"token": token, "password": "nine orange boats at dusk"}

    weak = await service.client.post("/api/auth/reset", json={**wanted, "password": "a" * 20})
    answers = [await service.client.post("/api/auth/reset", json=wanted) for _ in range(2)]
    seen = await service.client.get("/api/users/me", headers=bearer(pair["access_token"]))

    assert (weak.status_code, seen.status_code) == (422, 401)
    assert [one.status_code for one in answers] == [204, 410]


@pytest.mark.parametrize(("begun", "unused"), [(31, 0), (8, 8)])
async def test_a_login_is_over_when_it_is_old_or_nobody_used_it(
    service: Service, begun: int, unused: int
) -> None:
    pair = await logged_in(service, f"old{begun}@example.com")
    session = (
        await access_tokens.read(service.app.state.services.keys, pair["access_token"])
    ).session
    async with service.owner.transaction() as rows:
        found = await rows.get_one(Session, session)
        found.created_at -= timedelta(days=begun)
        found.expires_at -= timedelta(days=unused)

    given = {"refresh_token": pair["refresh_token"]}
    answer = await service.client.post("/api/auth/refresh", json=given)

    assert answer.status_code == 401


async def test_twelve_hours_are_the_end_of_a_login_where_the_operator_says_so(
    service: Service,
) -> None:
    known = service.app.state.services
    pair = await logged_in(service, "strict@example.com")
    session = (await access_tokens.read(known.keys, pair["access_token"])).session
    async with service.owner.transaction() as rows:
        (await rows.get_one(Session, session)).created_at -= timedelta(hours=12, minutes=1)
    strict = service.under(session_hours=12.0)
    given = {"refresh_token": pair["refresh_token"]}

    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(strict), base_url="https://clips.test"
    ) as client:
        late = await client.post("/api/auth/refresh", json=given)
    usual = await service.client.post("/api/auth/refresh", json=given)

    assert (late.status_code, usual.status_code) == (401, 200)


async def test_when_a_token_was_used_is_written_down_once_a_minute(service: Service) -> None:
    who = await service.person()
    made = (await who.ask("POST", "/tokens", json={"name": "bot", "scopes": ["jobs:read"]})).json()

    async def used(ago: timedelta) -> tuple[object, object]:
        async with service.owner.transaction() as rows:
            token = await rows.get_one(ApiToken, UUID(made["id"]))
            token.used_at = before = datetime.now(UTC) - ago
        await service.client.get("/api/jobs", headers=bearer(made["token"]))
        async with service.owner.transaction() as rows:
            return before, (await rows.get_one(ApiToken, UUID(made["id"]))).used_at

    young, still = await used(timedelta(seconds=50))
    old, now = await used(timedelta(seconds=70))

    assert young == still
    assert old != now


async def test_without_open_registration_an_account_takes_an_invitation(service: Service) -> None:
    app = service.under(registration=False)
    host = await service.person()
    given = {"email": "guest@example.com", "role": "viewer"}
    offer = (await host.ask("POST", f"/workspaces/{host.workspace}/invite", json=given)).json()
    account = {"email": "Guest@example.com", "password": PASSWORD}
    invited = {**account, "invitation": offer["token"]}

    transport = httpx.ASGITransport(app, client=("198.51.100.7", 1))
    async with httpx.AsyncClient(transport=transport, base_url="https://clips.test") as client:

        async def tried(wanted: dict[str, str]) -> int:
            await service.rest()
            return (await client.post("/api/auth/register", json=wanted)).status_code

        refused = [
            await tried(account),
            await tried({**invited, "invitation": "clipped_invite_x"}),
            await tried({**invited, "email": "eve@example.com"}),
        ]
        made = await tried(invited)
        pair = (await client.post("/api/auth/login", json=account)).json()
        joined = await client.post(
            "/api/invitations/accept",
            json={"token": offer["token"]},
            headers=bearer(pair["access_token"]),
        )
        again = await tried(invited)

    assert refused == [403, 403, 403]
    assert (made, joined.status_code, again) == (201, 200, 403)


async def test_the_first_owner_sets_a_password_by_a_token_that_is_said_once(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    known = service.app.state.services
    own = replace(known, settings=known.settings.model_copy(update={"workspace": uuid4()}))

    for _ in range(2):
        await _make_owner(own)
    said = json.loads(capsys.readouterr().out)
    wanted = {"token": said["token"], "password": PASSWORD}
    await service.rest()
    before = await service.client.post(
        "/api/auth/login", json={"email": said["email"], "password": ""}
    )
    done = await service.client.post("/api/auth/reset", json=wanted)
    entered = await service.client.post(
        "/api/auth/login", json={"email": said["email"], "password": PASSWORD}
    )

    assert (before.status_code, done.status_code, entered.status_code) == (401, 204, 200)
