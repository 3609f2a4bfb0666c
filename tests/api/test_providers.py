"""Logging in by other services: who they vouch for comes in, and nobody else."""

import itertools
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pyotp
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import func
from sqlmodel import select

from api import provider_calls, resetting
from api.app import create
from api.services import services
from core.db.flags import Flag, switch
from core.db.tables import User, UserIdentity
from core.login_providers import LoginProvider as Named
from core.settings import ApiSettings
from tests.api.people import PASSWORD, Service, Who
from tests.doubles.login_provider import CLIENT, SECRET, Faults, LoginProvider, Person
from tests.doubles.site import Site

_numbers = itertools.count(5000)


@pytest.fixture(scope="module")
def running() -> Iterator[LoginProvider]:
    with LoginProvider() as provider:
        yield provider


@pytest.fixture
def provider(running: LoginProvider) -> Iterator[LoginProvider]:
    """A provider without faults, at which somebody new is logged in."""
    number = next(_numbers)
    running.person, running.faults = Person(str(number), f"new{number}@example.com"), Faults()
    running.complaints.clear()
    yield running
    assert running.complaints == []


@dataclass
class Desk:
    """A browser before the service, which knows the provider under three names."""

    service: Service
    provider: LoginProvider
    client: httpx.AsyncClient
    app: FastAPI

    async def ask(self, name: str = "corp", after: str = "/") -> httpx.Response:
        await self.app.state.services.rates.storage.reset()
        return await self.client.get(f"/api/auth/with/{name}/login", params={"after": after})

    async def come_back(self, address: str) -> httpx.Response:
        parts = urlsplit(address)
        return await self.client.get(f"{parts.path}?{parts.query}")

    async def log_in(self, name: str = "corp", after: str = "/") -> httpx.Response:
        asked = await self.ask(name, after)
        assert asked.status_code == 303, asked.text
        return await self.come_back(self.provider.consent(asked.headers["location"]))

    async def me(self) -> httpx.Response:
        return await self.client.get("/api/users/me")

    async def counted(self) -> int:
        async with self.service.owner.transaction() as rows:
            return int(await rows.scalar(select(func.count()).select_from(User)) or 0)


@pytest.fixture(scope="module")
def front(service: Service, running: LoginProvider) -> FastAPI:
    """The service with logins by a provider."""
    known = service.app.state.services
    mine: dict[str, Any] = {"client_id": CLIENT, "client_secret": SecretStr(SECRET)}
    corp = Named(name="corp", issuer=running.url, **mine)
    other = Named(name="other", issuer=running.url, **mine)
    hub = Named.model_validate(
        {
            "name": "github",
            "authorize_url": f"{running.url}/authorize",
            "token_url": f"{running.url}/github/token",
            "api_url": running.url,
            **mine,
        }
    )
    rules = ApiSettings(
        origin="https://clips.test", oidc=(corp, other, hub), private_hosts=("127.0.0.1",)
    )
    options = service.options.model_copy(update={"api": rules})
    return create(services(options, database=known.database, temporal=known.temporal))


@pytest.fixture
async def desk(service: Service, front: FastAPI, provider: LoginProvider) -> AsyncIterator[Desk]:
    await front.state.services.rates.storage.reset()
    front.state.services.flags._known.clear()
    transport = httpx.ASGITransport(front, client=("198.51.100.9", 4711))
    async with httpx.AsyncClient(transport=transport, base_url="https://clips.test") as client:
        yield Desk(service, provider, client, front)


@pytest.mark.parametrize("name", ["corp", "github"])
async def test_who_is_vouched_for_gets_an_account_and_comes_back_to_it(
    desk: Desk, name: str
) -> None:
    first = await desk.log_in(name, after="/clips?page=2")
    me = (await desk.me()).json()
    desk.client.cookies.clear()
    await desk.log_in(name)
    again = (await desk.me()).json()

    assert (first.status_code, first.headers["location"]) == (
        303,
        "https://clips.test/clips?page=2",
    )
    assert me["email"] == desk.provider.person.email
    assert [place["role"] for place in me["workspaces"]] == ["owner"]
    assert again["id"] == me["id"]


async def test_an_address_that_changed_at_the_provider_changes_nothing(desk: Desk) -> None:
    await desk.log_in()
    me = (await desk.me()).json()
    desk.provider.person.email = "elsewhere@example.com"

    await desk.log_in()

    assert (await desk.me()).json() == me


NOW = int(time.time())
REFUSED = {
    "another nonce": Faults(claims={"nonce": "x" * 43}),
    "no nonce": Faults(claims={"nonce": None}),
    "another issuer": Faults(claims={"iss": "https://accounts.evil.example"}),
    "another audience": Faults(claims={"aud": "somebody-else"}),
    "two audiences, for another": Faults(claims={"aud": [CLIENT, "x"], "azp": "x"}),
    "over": Faults(claims={"exp": NOW - 3600}),
    "not yet": Faults(claims={"nbf": NOW + 3600}),
    "no end": Faults(claims={"exp": None}),
    "nobody": Faults(claims={"sub": None}),
    "an empty name": Faults(claims={"sub": ""}),
    "a number": Faults(claims={"sub": 7}),
    "of another access token": Faults(claims={"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, at_hash=False),
    "not signed": Faults(algorithm="none"),
    "signed with what everybody knows": Faults(algorithm="HS256"),
    "signed with another key": Faults(algorithm="other"),
    "an address that is not verified": Faults(claims={"email_verified": False}),
    "an address verified in words": Faults(claims={"email_verified": "true"}),
    "no address": Faults(claims={"email": None}),
    "no well-formed address": Faults(claims={"email": "a@b@c"}),
}
FAILED = {
    "an error": Faults(status=500),
    "unavailable": Faults(status=503),
    "a redirect": Faults(status=302),
    "no JSON": Faults(body=b"<html>"),
    "a list": Faults(body=b"[]"),
    "deep JSON": Faults(body=b"[" * 100_000),
    "too much": Faults(body=b'"' + b"x" * 300_000 + b'"'),
    "nothing": Faults(body=b""),
}


@pytest.mark.parametrize("wrong", REFUSED)
async def test_a_token_that_is_not_for_us_lets_nobody_in(desk: Desk, wrong: str) -> None:
    before, desk.provider.faults = await desk.counted(), REFUSED[wrong]

    answer = await desk.log_in()

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "not_vouched"
    assert (await desk.me()).status_code == 401
    assert await desk.counted() == before


@pytest.mark.parametrize("wrong", FAILED)
async def test_a_provider_that_fails_is_told_as_such(desk: Desk, wrong: str) -> None:
    asked = await desk.ask()
    back = desk.provider.consent(asked.headers["location"])
    desk.provider.faults = FAILED[wrong]

    answers = [await desk.come_back(back), await desk.ask()]

    assert {one.status_code for one in answers} == {502}
    assert {one.json()["error"]["code"] for one in answers} == {"provider_failed"}


async def test_a_slow_provider_is_not_waited_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider_calls, "_SECONDS", 0.2)
    desk.provider.faults = Faults(seconds=0.6)

    answer = await desk.ask()

    assert answer.status_code == 502
    assert "in time" in answer.json()["error"]["message"]


async def test_another_issuer_in_the_discovery_is_refused(desk: Desk) -> None:
    desk.provider.faults = Faults(issuer="https://accounts.evil.example")

    assert (await desk.ask()).status_code == 502


async def test_who_says_no_at_the_provider_stays_out(desk: Desk) -> None:
    asked = await desk.ask()

    back = desk.provider.consent(asked.headers["location"], refuse=True)
    answer = await desk.come_back(back)

    assert answer.json()["error"]["code"] == "not_vouched"


async def test_an_answer_is_taken_from_the_browser_that_asked_and_once(desk: Desk) -> None:
    asked = await desk.ask()
    cookie = {"Cookie": asked.headers["set-cookie"].split(";")[0]}
    back = desk.provider.consent(asked.headers["location"])
    state = parse_qs(urlsplit(back).query)["state"][0]
    desk.client.cookies.clear()

    async def come(address: str, **headers: str) -> int:
        parts = urlsplit(address)
        answer = await desk.client.get(f"{parts.path}?{parts.query}", headers=headers)
        return answer.status_code

    strangers = [
        await come(back),
        await come(back, Cookie="__Host-clipped_asked=forged"),
        await come(back.replace(state, "x" * len(state)), **cookie),
        await come(back.replace("/corp/", "/other/"), **cookie),
        await come(back.replace(f"state={state}", "a=b"), **cookie),
        await come(back.replace("iss=http", "iss=https"), **cookie),
    ]
    right = await come(back, **cookie)
    again = await come(back, **cookie)
    desk.provider.complaints.clear()  # it saw the code a second time

    assert strangers == [403] * len(strangers)
    assert (right, again) == (303, 502)


async def test_the_cookie_of_a_question_is_for_this_browser_alone(desk: Desk) -> None:
    cookie = (await desk.ask()).headers["set-cookie"]

    assert cookie.startswith("__Host-clipped_asked=")
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=lax", "Path=/;"))
    assert "Max-Age=600" in cookie


async def test_an_old_question_is_forgotten(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = await desk.ask()
    back = desk.provider.consent(asked.headers["location"])
    later = time.time() + 601
    with monkeypatch.context() as patched:
        patched.setattr(time, "time", lambda: later)
        answer = await desk.come_back(back)

    assert answer.status_code == 403


@pytest.mark.parametrize("after", ["//evil.example", "/\\evil.example", "https://evil.example", ""])
async def test_a_login_ends_on_a_page_of_ours(desk: Desk, after: str) -> None:
    assert (await desk.ask(after=after)).status_code == 422


async def joined(desk: Desk, who: Who, name: str = "corp", *, password: str = "") -> httpx.Response:
    """Join somebody's account to the one at the provider."""
    given = {"password": password} if password else {}
    asked = await desk.client.post(
        f"/api/users/me/identities/{name}", json=given, headers=who.headers()
    )
    if asked.status_code != 200:
        return asked
    return await desk.come_back(desk.provider.consent(asked.json()["url"]))


async def test_an_account_whose_address_nobody_proved_is_not_taken_over(
    desk: Desk, service: Service
) -> None:
    squatter = await service.person()
    desk.provider.person.email = squatter.email.upper()

    refused = await desk.log_in()
    linked = await joined(desk, squatter)
    desk.client.cookies.clear()
    let_in = await desk.log_in()

    assert refused.status_code == 409
    assert (linked.status_code, let_in.status_code) == (303, 303)
    assert (await desk.me()).json()["id"] == str(squatter.user)


async def test_a_second_provider_joins_the_account_of_a_proven_address(desk: Desk) -> None:
    await desk.log_in("corp")
    first = (await desk.me()).json()["id"]
    desk.client.cookies.clear()

    await desk.log_in("github")

    assert (await desk.me()).json()["id"] == first


async def test_an_identity_belongs_to_one_account(desk: Desk, service: Service) -> None:
    await desk.log_in()
    other = await service.person()

    assert (await joined(desk, other)).status_code == 409


async def test_joining_takes_the_password_again(desk: Desk, service: Service) -> None:
    who = await service.person()
    made = service.app.state.services
    token = await resetting.offer_reset(made, who.user)
    await service.rest()
    wanted = {"token": token, "password": PASSWORD}
    await service.client.post("/api/auth/reset", json=wanted)
    pair = (
        await desk.client.post("/api/auth/login", json={"email": who.email, "password": PASSWORD})
    ).json()
    who.token = pair["access_token"]

    wrong = await joined(desk, who, password="not this one")
    right = await joined(desk, who, password=PASSWORD)

    assert (wrong.status_code, wrong.json()["error"]["code"]) == (403, "not_confirmed")
    assert right.status_code == 303


async def test_the_only_way_in_stays(desk: Desk, service: Service) -> None:
    await desk.log_in()
    csrf = {"x-clipped-csrf": "1"}
    only = (await desk.client.get("/api/users/me/identities")).json()[0]
    kept = await desk.client.delete(f"/api/users/me/identities/{only['provider']}", headers=csrf)
    desk.client.cookies.clear()
    await desk.log_in("github")
    left = await desk.client.delete(f"/api/users/me/identities/{only['provider']}", headers=csrf)

    async with service.owner.transaction() as rows:
        query = select(UserIdentity.provider).where(UserIdentity.email == only["email"])
        found = list(await rows.scalars(query))
    assert (kept.status_code, left.status_code) == (409, 204)
    assert found == ["github"]


async def test_an_account_with_an_app_is_asked_for_its_code(desk: Desk) -> None:
    await desk.log_in()
    csrf = {"x-clipped-csrf": "1"}
    secret = (await desk.client.post("/api/users/me/totp", json={}, headers=csrf)).json()["secret"]
    app = pyotp.TOTP(secret)
    code = {"code": app.at(time.time() - 30)}
    await desk.client.post("/api/users/me/totp/confirm", json=code, headers=csrf)
    desk.client.cookies.clear()

    half = await desk.log_in()
    outside = await desk.me()
    wrong = await desk.client.post("/api/auth/with/code", json={"code": "000000"}, headers=csrf)
    forged = await desk.client.post("/api/auth/with/code", json={"code": app.now()})
    right = await desk.client.post("/api/auth/with/code", json={"code": app.now()}, headers=csrf)

    assert half.headers["location"] == "https://clips.test/#totp_required"
    assert outside.status_code == 401
    assert (wrong.status_code, forged.status_code, right.status_code) == (403, 403, 200)
    assert (await desk.me()).status_code == 200


async def test_new_accounts_and_providers_can_be_switched_off(desk: Desk, service: Service) -> None:
    flags = desk.app.state.services.flags
    codes = []
    for flag in (Flag.REGISTRATION, Flag.LOGIN_PROVIDERS):
        flags._known.clear()
        async with service.owner.transaction() as rows:
            await switch(rows, flag, enabled=False)
        asked = await desk.ask()
        if asked.status_code == 303:
            asked = await desk.come_back(desk.provider.consent(asked.headers["location"]))
        codes.append((asked.status_code, asked.json()["error"]["code"]))
        listed = (await desk.client.get("/api/auth/providers")).json()
        async with service.owner.transaction() as rows:
            await switch(rows, flag, enabled=True)

    assert codes == [(403, "feature_off")] * 2
    assert listed == []


async def test_the_providers_are_listed(desk: Desk) -> None:
    listed = (await desk.client.get("/api/auth/providers")).json()

    assert [one["title"] for one in listed] == ["Corp", "Other", "GitHub"]
    assert listed[0]["login"] == "https://clips.test/api/auth/with/corp/login"
    assert (await desk.ask("unknown")).status_code == 404


async def test_a_provider_leads_nowhere_into_our_own_network(desk: Desk) -> None:
    asked = await desk.ask()
    back = desk.provider.consent(asked.headers["location"])
    with Site() as inside:
        # The operator named 127.0.0.1, and no other host.
        for host in ("localhost", "127.1", "2130706433", "[::ffff:127.0.0.1]", "0x7f000001"):
            desk.provider.faults = Faults(endpoint=f"http://{host}:{inside.port}/token")
            desk.client.cookies.set("__Host-clipped_asked", asked.cookies["__Host-clipped_asked"])
            answer = await desk.come_back(back)
            assert answer.status_code == 502, host

    assert inside.visits == []
