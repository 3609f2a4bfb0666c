"""What people take back: a workspace with all that is in it, and an account."""

from uuid import UUID

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.testing import WorkflowEnvironment

from api.roles import Role
from core.db.tables import Member, User, Workspace
from tests.api.people import LINK, PASSWORD, Service, Who
from workflows import ids

pytestmark = pytest.mark.server

NEW = {"name": "bot", "scopes": ["jobs:read"]}


async def delete(who: Who) -> int:
    return (await who.ask("DELETE", f"/workspaces/{who.workspace}")).status_code


async def own_places(who: Who) -> list[UUID]:
    listed = (await who.ask("GET", "/workspaces")).json()
    return [UUID(one["id"]) for one in listed]


async def test_nobody_gets_into_a_deleted_workspace(service: Service) -> None:
    owner = await service.person()
    editor = await service.person(workspace=owner.workspace, role=Role.EDITOR)
    job = await service.job(owner)
    token = (await owner.ask("POST", "/tokens", json=NEW)).json()["token"]
    share = (await owner.ask("POST", f"/jobs/{job.id}/shares", json={})).json()["token"]
    bot = {"Authorization": f"Bearer {token}"}
    assert (await service.client.get("/api/jobs", headers=bot)).status_code == 200

    assert await delete(editor) == 403
    assert await delete(owner) == 204

    assert [(await who.ask("GET", "/jobs")).status_code for who in (owner, editor)] == [404, 404]
    assert owner.workspace not in await own_places(owner)
    assert (await service.client.get("/api/jobs", headers=bot)).status_code == 401
    assert (await service.client.get(f"/api/shares/{share}")).status_code == 410
    async with service.owner.transaction() as rows:
        assert (await rows.get_one(Workspace, owner.workspace)).deleted_at is not None


async def test_the_jobs_of_a_deleted_workspace_end(
    service: Service, temporal: WorkflowEnvironment
) -> None:
    who = await service.person()
    job = (await who.ask("POST", "/jobs", json=LINK)).json()["id"]

    assert await delete(who) == 204

    handle = temporal.client.get_workflow_handle(ids.vod(str(who.workspace), job))
    kinds = [event.event_type async for event in handle.fetch_history_events()]
    assert EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED in kinds


async def test_the_workspace_of_the_command_line_stays(service: Service) -> None:
    place = service.options.workspace
    async with service.owner.transaction() as rows:
        await rows.merge(Workspace(id=place, name="This machine"))
    who = await service.person(workspace=place, role=Role.OWNER)

    assert await delete(who) == 409


async def test_an_account_is_deleted_once_nobody_needs_it_as_an_owner(service: Service) -> None:
    who = await service.person()
    colleague = await service.person(workspace=who.workspace, role=Role.ADMIN)
    team = await service.person()
    async with service.owner.transaction() as rows:
        rows.add(Member(workspace_id=team.workspace, user_id=who.user, role=Role.EDITOR))

    refused = await who.ask("POST", "/users/me/delete", json={})
    role = {"role": "owner"}
    path = f"/workspaces/{who.workspace}/members/{colleague.user}"
    assert (await who.ask("PATCH", path, json=role)).status_code == 200
    for place in await own_places(who):
        if place not in {who.workspace, team.workspace}:
            await who.ask("DELETE", f"/workspaces/{place}", X_Workspace=str(place))
    deleted = await who.ask("POST", "/users/me/delete", json={})

    assert (refused.status_code, deleted.status_code) == (409, 204)
    assert (await who.ask("GET", "/users/me")).status_code == 401
    for other in (colleague, team):
        listed = (await other.ask("GET", f"/workspaces/{other.workspace}/members")).json()
        assert str(who.user) not in {one["user"] for one in listed}
    async with service.owner.transaction() as rows:
        left = await rows.get_one(User, who.user)
    assert (left.name, left.password_hash) == ("", "")
    assert who.email not in left.email


async def test_a_deleted_account_lets_nobody_in_and_its_address_is_free(service: Service) -> None:
    await service.rest()
    given = {"email": "leaver@example.com", "password": PASSWORD}
    assert (await service.client.post("/api/auth/register", json=given)).status_code == 201
    pair = (await service.client.post("/api/auth/login", json=given)).json()
    bearer = {"Authorization": f"Bearer {pair['access_token']}"}
    (place,) = (await service.client.get("/api/workspaces", headers=bearer)).json()
    await service.client.delete(f"/api/workspaces/{place['id']}", headers=bearer)

    async def leave(password: str) -> int:
        sent = {"password": password}
        answer = await service.client.post("/api/users/me/delete", headers=bearer, json=sent)
        return answer.status_code

    assert await leave("not the password at all") == 403
    assert await leave(PASSWORD) == 204
    await service.rest()
    assert (await service.client.post("/api/auth/login", json=given)).status_code == 401
    assert (await service.client.post("/api/auth/register", json=given)).status_code == 201
