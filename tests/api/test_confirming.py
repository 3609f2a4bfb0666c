"""What lets others in takes a login, or a confirmation, of the last hours."""

import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api import access_tokens
from api.roles import Role
from core.db.tables import Session
from tests.api.people import PASSWORD, Service, Who
from tests.api.test_second_factor import Login, before, login, said

__all__ = ["login"]


async def aged(service: Service, token: str, hours: float = 12.1) -> None:
    """Let it be so long that somebody showed who they are."""
    session = (await access_tokens.read(service.app.state.services.keys, token)).session
    async with service.owner.transaction() as rows:
        found = await rows.get_one(Session, session)
        found.confirmed_at -= timedelta(hours=hours)


def sensitive(who: Who, member: Who) -> list[tuple[str, str, Any]]:
    place = f"/workspaces/{who.workspace}"
    return [
        ("POST", "/tokens", {"name": "bot", "scopes": ["jobs:read"]}),
        ("POST", f"{place}/invite", {"email": "eve@example.com", "role": "viewer"}),
        ("PATCH", f"{place}/members/{member.user}", {"role": "editor"}),
        ("DELETE", f"{place}/members/{member.user}", None),
        ("DELETE", f"/auth/sessions/{uuid4()}", None),
        ("DELETE", "/users/me/identities/google", None),
    ]


async def test_what_lets_others_in_takes_a_confirmation_of_the_last_twelve_hours(
    service: Service,
) -> None:
    who = await service.person()
    member = await service.person(workspace=who.workspace, role=Role.VIEWER)
    await aged(service, who.token)

    late = [await who.ask(method, path, json=body) for method, path, body in sensitive(who, member)]
    reading = await who.ask("GET", "/jobs")
    await aged(service, who.token, -1)
    soon = [await who.ask(method, path, json=body) for method, path, body in sensitive(who, member)]

    assert {said(one) for one in late} == {"not_confirmed"}
    assert reading.status_code == 200
    assert [one.status_code for one in soon] == [201, 201, 200, 204, 404, 404]


async def make_token(login: Login) -> httpx.Response:
    return await login.ask("POST", "/tokens", {"name": "bot", "scopes": ["jobs:read"]})


async def test_the_password_confirms(login: Login) -> None:
    await aged(login.service, login.bearer["Authorization"].removeprefix("Bearer "))

    wrong = await login.ask("POST", "/auth/confirm", {"password": "another password"})
    none = await login.ask("POST", "/auth/confirm", {})
    refused = await make_token(login)
    right = await login.ask("POST", "/auth/confirm", {"password": PASSWORD})

    assert said(wrong) == said(none) == said(refused) == "not_confirmed"
    assert right.status_code == 204
    assert (await make_token(login)).status_code == 201


async def test_a_code_confirms_where_logins_take_one(login: Login) -> None:
    token = login.bearer["Authorization"].removeprefix("Bearer ")
    without = await login.ask("POST", "/auth/confirm", {"code": "000000"})
    await login.enrol(before())
    await aged(login.service, token)

    wrong = await login.ask("POST", "/auth/confirm", {"code": "000000"})
    right = await login.ask("POST", "/auth/confirm", {"code": login.app.at(time.time())})

    assert said(without) == "not_confirmed"
    assert said(wrong) == "wrong_code"
    assert right.status_code == 204
    assert (await make_token(login)).status_code == 201


async def test_a_program_has_scopes_and_confirms_nothing(service: Service) -> None:
    who = await service.person()
    given = {"name": "bot", "scopes": ["team:read", "team:write"]}
    made = (await who.ask("POST", "/tokens", json=given)).json()
    bearer = {"Authorization": f"Bearer {made['token']}"}
    invited = await service.client.post(
        f"/api/workspaces/{who.workspace}/invite",
        json={"email": "eve@example.com", "role": "viewer"},
        headers=bearer,
    )
    confirmed = await service.client.post(
        "/api/auth/confirm", json={"password": PASSWORD}, headers=bearer
    )

    assert invited.status_code == 201
    assert said(confirmed) == "forbidden"


@pytest.mark.parametrize("hours", [11.9, 12.1])
async def test_a_changed_password_counts_as_shown(login: Login, hours: float) -> None:
    await aged(login.service, login.bearer["Authorization"].removeprefix("Bearer "), hours)
    given = {"password": PASSWORD, "new_password": "nine orange boats at dusk"}

    await login.ask("POST", "/users/me/password", given)

    assert (await make_token(login)).status_code == 201
