"""No workspace sees another's, and nobody does what their role does not allow."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from api import identity
from api.roles import ALLOWED, Role
from core.db.tables import Invitation
from tests.api.people import Service
from tests.api.surface import Route, routes
from tests.api.things import PLACES, things

ROUTES = routes()

# Open to whoever comes: they give the login, or say whether the system is well.
OPEN = {
    "POST /auth/register",
    "POST /auth/login",
    "POST /auth/refresh",
    "POST /auth/reset",
    "POST /auth/forgot",
    "POST /auth/strength",
    "GET /auth/providers",
    "GET /auth/with/{provider}/login",
    "GET /auth/with/{provider}/callback",
    "POST /auth/with/code",
    "GET /health",
    # Signed: who has the address has the file.
    "GET /objects/{key}",
    "GET /shares/{token}",
    # Signed by the platform.
    "POST /webhooks/{platform}",
}
# For everybody who has logged in, about themselves.
PERSONAL = {
    "POST /auth/logout",
    "POST /auth/confirm",
    "GET /auth/sessions",
    "DELETE /auth/sessions/{session}",
    "GET /health/gpu",
    "GET /users/me",
    "POST /users/me/password",
    "POST /users/me/delete",
    "GET /users/me/history",
    "GET /users/me/identities",
    "POST /users/me/identities/{provider}",
    "DELETE /users/me/identities/{provider}",
    "GET /users/me/totp",
    "POST /users/me/totp",
    "POST /users/me/totp/confirm",
    "POST /users/me/totp/recovery",
    "POST /users/me/totp/disable",
    "POST /workspaces",
    "GET /workspaces",
    "POST /invitations/accept",
}
NAMES = (
    *("job", "clip", "comment", "token", "uid", "workspace", "session", "upload"),
    *("subscription", "delivery", "share", "brand"),
)
GUARDED = [route for route in ROUTES if route.permission is not None]

# A body that is taken, where one must be there.
BODIES: dict[str, object] = {
    "POST /jobs": {"source": "https://youtube.com/watch?v=1"},
    "PATCH /workspaces/{workspace}": {"name": "Ours now"},
    "POST /workspaces/{workspace}/invite": {"email": "eve@example.com", "role": "viewer"},
    "PATCH /workspaces/{workspace}/members/{uid}": {"role": "viewer"},
    "POST /upload/presign": {"filename": "talk.mp4", "size": 10},
    "POST /upload/confirm": {"upload": str(UUID(int=7))},
    "PUT /upload/{upload}/parts/{number}": {},
    "POST /jobs/{job}/shares": {},
    "POST /brand": {"name": "Ours"},
    "PATCH /brand/{brand}": {"name": "Ours now"},
    "POST /clips/batch/delete": {"clips": [str(UUID(int=7))]},
    "POST /tokens": {"name": "mine", "scopes": ["jobs:read"]},
    "POST /clips/{clip}/comments": {"text": "nice"},
    "PATCH /clips/{clip}": {"base": 1},
    "PATCH /clips/{clip}/comments/{comment}": {"resolved": True},
    "POST /webhooks/subscribe": {"url": "https://example.com/", "events": ["job.completed"]},
    "PATCH /webhooks/subscriptions/{subscription}": {"active": False},
}


def test_every_route_has_a_guard_or_is_known_to_need_none() -> None:
    unguarded = {str(route) for route in ROUTES if route.permission is None}

    assert unguarded == OPEN | PERSONAL
    assert {str(route) for route in ROUTES if not route.personal} == OPEN


@pytest.mark.parametrize("route", [r for r in ROUTES if r.personal], ids=str)
async def test_nothing_is_told_without_a_token(service: Service, route: Route) -> None:
    path = route.filled({**PLACES, **{name: uuid4() for name in NAMES}})

    answer = await service.client.request(route.method, f"/api{path}", json=BODIES.get(str(route)))

    assert answer.status_code == 401


@pytest.mark.parametrize("route", [r for r in ROUTES if r.personal and r.method != "GET"], ids=str)
async def test_a_cookie_alone_changes_nothing(service: Service, route: Route) -> None:
    path = route.filled({**PLACES, **{name: uuid4() for name in NAMES}})
    name = identity.cookie_name(service.app.state.services, identity.ACCESS_COOKIE)
    cookie = {"Cookie": f"{name}=any"}

    answer = await service.client.request(route.method, f"/api{path}", headers=cookie)

    told = service.app.openapi()["paths"][f"/api{route.path}"][route.method.lower()]
    assert answer.status_code == 403
    assert "403" in told["responses"]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("route", GUARDED, ids=str)
async def test_a_role_does_what_the_table_allows(
    service: Service, route: Route, role: Role
) -> None:
    owner = await service.person()
    who = await service.person(workspace=owner.workspace, role=role)
    path = route.filled(await things(service, owner))

    answer = await who.ask(route.method, path, json=BODIES.get(str(route)))

    assert route.permission is not None
    if route.permission in ALLOWED[role]:
        assert answer.status_code not in {401, 403, 500}, answer.text
    else:
        assert answer.status_code == 403


@pytest.mark.parametrize("route", GUARDED, ids=str)
async def test_another_workspace_is_not_there(service: Service, route: Route) -> None:
    owner, stranger = await service.person(), await service.person()
    theirs = await things(service, owner)
    path, body = route.filled(theirs), BODIES.get(str(route))

    inside = await stranger.ask(route.method, path, json=body, X_Workspace=str(owner.workspace))
    outside = await stranger.ask(route.method, path, json=body)

    assert inside.status_code == 404
    if "{" in route.path:
        assert outside.status_code == 404
    told = outside.text.replace(str(stranger.workspace), "")
    assert not [one for one in theirs.values() if isinstance(one, UUID) and str(one) in told]


TENANT_TABLES = sorted(
    name for name, table in SQLModel.metadata.tables.items() if "workspace_id" in table.columns
)


@pytest.mark.parametrize("table", [*TENANT_TABLES, "workspaces"])
async def test_the_database_alone_keeps_workspaces_apart(service: Service, table: str) -> None:
    owner, stranger = await service.person(), await service.person()
    await things(service, owner)
    column = "id" if table == "workspaces" else "workspace_id"
    theirs = text(f"SELECT count(*) FROM {table} WHERE {column} = :other")

    async with service.app.state.services.database.tenant(
        workspace=stranger.workspace, user=stranger.user
    ) as rows:
        seen = await rows.scalar(theirs, {"other": owner.workspace})

    async with service.owner.transaction() as rows:
        policies = await rows.scalar(
            text("SELECT count(*) FROM pg_policies WHERE tablename = :table"), {"table": table}
        )
    assert seen == 0
    assert policies == 1


async def test_the_database_lets_nobody_write_into_another_workspace(service: Service) -> None:
    owner, stranger = await service.person(), await service.person()
    job = (await things(service, owner))["job"]
    database = service.app.state.services.database

    async def write(change: str) -> int:
        async with database.tenant(workspace=stranger.workspace, user=stranger.user) as rows:
            done = await rows.execute(text(change), {"job": job, "other": owner.workspace})
            return int(done.rowcount)

    assert await write("UPDATE brand_kits SET name = 'x' WHERE workspace_id = :other") == 0
    assert await write("UPDATE clips SET deleted_at = now() WHERE job_id = :job") == 0
    with pytest.raises(DBAPIError, match="row-level security"):
        await write(
            "INSERT INTO brand_kits (id, workspace_id, name)"
            " VALUES (gen_random_uuid(), :other, 'x')"
        )
    for change in ("UPDATE jobs SET state = 'completed'", "DELETE FROM jobs"):
        with pytest.raises(DBAPIError, match="permission denied"):
            await write(f"{change} WHERE id = :job")


async def test_what_people_did_can_only_grow(service: Service) -> None:
    who = await service.person()
    database = service.app.state.services.database

    for change in ("UPDATE audit_logs SET action = ''", "DELETE FROM audit_logs"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with database.tenant(workspace=who.workspace, user=who.user) as rows:
                await rows.execute(text(change))


async def test_a_token_does_only_what_its_scopes_and_its_owner_may(service: Service) -> None:
    who = await service.person()
    made = await who.ask("POST", "/tokens", json={"name": "bot", "scopes": ["jobs:read"]})
    bearer = {"Authorization": f"Bearer {made.json()['token']}"}
    other = await service.person()

    allowed = await service.client.get("/api/jobs", headers=bearer)
    beyond = await service.client.get("/api/clips", headers=bearer)
    abroad = await service.client.get(
        "/api/jobs", headers={**bearer, "X-Workspace": str(other.workspace)}
    )
    await who.ask("DELETE", f"/tokens/{made.json()['id']}")
    revoked = await service.client.get("/api/jobs", headers=bearer)

    codes = [one.status_code for one in (allowed, beyond, abroad, revoked)]
    assert codes == [200, 403, 404, 401]


async def test_a_hash_finds_its_one_row_and_no_list_of_them(service: Service) -> None:
    who = await service.person()
    async with service.owner.transaction() as rows:
        rows.add(
            Invitation(
                id=uuid4(),
                workspace_id=who.workspace,
                email="a@example.com",
                role="viewer",
                hash=b"known",
                invited_by=who.user,
                expires_at=datetime(2100, 1, 1, tzinfo=UTC),
            )
        )
    async with service.app.state.services.database.tenant() as rows:
        found = text("SELECT count(*) FROM invitations_by_hash(:hash)")
        counted = [await rows.scalar(found, {"hash": one}) for one in (b"known", b"other")]
        listed = await rows.scalar(text("SELECT count(*) FROM invitations"))

    assert counted == [1, 0]
    assert listed == 0
