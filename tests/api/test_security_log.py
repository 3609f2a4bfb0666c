"""What the security log says, and what it never does."""

import io
import json
import logging
from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest
import structlog
from structlog.testing import capture_logs

from api.app import ROUTERS
from api.roles import Role
from api.security import SENSITIVE
from core.telemetry import configure_logs
from tests.api.people import PASSWORD, Service
from tests.api.test_auth import logged_in
from tests.api.things import things

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"

Lines = list[structlog.typing.EventDict]


@pytest.fixture
def lines() -> Iterator[Lines]:
    with capture_logs() as found:
        yield found


def of(lines: Lines, event: str) -> Lines:
    return [line for line in lines if line["event"] == event]


async def test_a_failed_login_names_the_account_and_nothing_that_was_typed(
    service: Service, lines: Lines
) -> None:
    pair = await logged_in(service, "seen@example.com")
    me = await service.client.get(
        "/api/users/me", headers={"Authorization": f"Bearer {pair['access_token']}"}
    )
    typed = ["seen@example.com", "a wrong password", "my password in the wrong field"]

    await service.client.post(
        "/api/auth/login",
        json={"email": typed[0], "password": typed[1]},
        headers={"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01", "user-agent": "Firefox/144"},
    )
    await service.client.post("/api/auth/login", json={"email": typed[2], "password": "x" * 12})

    known, unknown = of(lines, "refused")
    assert known == {
        "event": "refused",
        "log_level": "warning",
        "code": "wrong_credentials",
        "user": me.json()["id"],
        "method": "POST",
        "route": "/auth/login",
        "address": "198.51.100.7",
        "device": "Firefox/144",
        "trace_id": TRACE,
    }
    assert unknown["user"] == ""
    assert [one for one in (*typed, PASSWORD, pair["access_token"]) if one in str(lines)] == []


async def test_a_login_is_logged(service: Service, lines: Lines) -> None:
    await logged_in(service, "entered@example.com")

    (entered,) = of(lines, "account")
    assert (entered["action"], entered["address"]) == ("account.log_in", "198.51.100.7")
    assert entered["user"]


async def test_what_is_not_allowed_or_somebody_elses_is_logged_with_who_and_what(
    service: Service, lines: Lines
) -> None:
    owner, stranger = await service.person(), await service.person()
    viewer = await service.person(workspace=owner.workspace, role=Role.VIEWER)
    theirs = await things(service, owner)
    lines.clear()

    await viewer.ask("DELETE", f"/jobs/{theirs['job']}")
    await stranger.ask("GET", f"/jobs/{theirs['job']}")
    await stranger.ask("GET", "/jobs", X_Workspace=str(owner.workspace))
    await service.client.get("/api/jobs", headers={"Authorization": "Bearer forged"})

    refused = [(one["code"], one["user"], one.get("job", "")) for one in of(lines, "refused")]
    assert refused == [
        ("forbidden", str(viewer.user), str(theirs["job"])),
        ("not_found", str(stranger.user), str(theirs["job"])),
        ("not_found", str(stranger.user), ""),
        ("unauthenticated", "", ""),
    ]
    assert of(lines, "refused")[2]["acting_in"] == str(owner.workspace)
    assert {one["route"] for one in of(lines, "refused")} == {"/jobs", "/jobs/{job}"}


async def test_one_time_links_are_not_in_the_log(service: Service, lines: Lines) -> None:
    token = f"clipped_share_{uuid4().hex}"

    await service.client.get(f"/api/shares/{token}")
    await service.client.post("/api/auth/reset", json={"token": token, "password": PASSWORD})

    assert [one["code"] for one in of(lines, "refused")] == ["gone", "gone"]
    assert token not in str(lines)


async def test_who_reads_what_tells_of_others_is_logged_and_ordinary_reads_are_not(
    service: Service, lines: Lines
) -> None:
    who = await service.person()
    lines.clear()

    await who.ask("GET", f"/workspaces/{who.workspace}/members")
    await who.ask("GET", "/audit")
    await who.ask("GET", "/jobs")

    seen = [(one["route"], one["user"]) for one in lines]
    assert seen == [
        ("/workspaces/{workspace}/members", str(who.user)),
        ("/audit", str(who.user)),
    ]
    assert {one["event"] for one in lines} == {"seen"}


async def test_what_is_allowed_is_logged_where_the_operator_wants_it(
    service: Service, lines: Lines
) -> None:
    app = service.under(log_allowed=True)
    who = await service.person()
    lines.clear()

    transport = httpx.ASGITransport(app, client=("198.51.100.7", 1))
    async with httpx.AsyncClient(transport=transport, base_url="https://clips.test") as client:
        await client.get("/api/jobs", headers=who.headers())

    (allowed,) = lines
    assert (allowed["event"], allowed["user"]) == ("allowed", str(who.user))
    assert (allowed["route"], allowed["status"]) == ("/jobs", 200)


def test_what_is_sensitive_is_the_name_of_a_route() -> None:
    names = {getattr(one, "name", "") for router in ROUTERS for one in router.routes}

    assert names >= SENSITIVE


def test_a_line_of_the_log_is_one_json_object(monkeypatch: pytest.MonkeyPatch) -> None:
    told, root = io.StringIO(), logging.getLogger()
    kept = (root.handlers[:], root.level, structlog.get_config())
    monkeypatch.setattr("sys.stderr", told)
    try:
        configure_logs()
        structlog.get_logger("security").warning("refused", device='"\n{"event": "allowed"}')
    finally:
        root.handlers[:], root.level = kept[0], kept[1]
        structlog.configure(**kept[2])

    (line,) = told.getvalue().splitlines()
    assert json.loads(line)["event"] == "refused"
