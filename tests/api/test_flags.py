"""Features are switched off and on while the service runs."""

import pytest
from sqlalchemy.exc import DBAPIError

from core.db.flags import Flag, switch
from tests.api.people import Service, Who

UPLOAD = {"filename": "talk.mp4", "size": 10}


async def switched(service: Service, flag: Flag, *, enabled: bool, who: Who | None = None) -> None:
    async with service.owner.transaction() as rows:
        await switch(rows, flag, enabled=enabled, workspace=who.workspace if who else None)
    service.app.state.services.flags._known.clear()


async def test_what_is_off_in_a_workspace_is_refused_there_alone(service: Service) -> None:
    who, other = await service.person(), await service.person()
    await switched(service, Flag.UPLOADS, enabled=False, who=who)

    off = await who.ask("POST", "/upload/presign", json=UPLOAD)
    on = await other.ask("POST", "/upload/presign", json=UPLOAD)
    listed = {one["name"]: one["enabled"] for one in (await who.ask("GET", "/flags")).json()}

    assert (off.status_code, off.json()["error"]["code"]) == (403, "feature_off")
    assert on.status_code == 201
    assert listed == {flag.value: flag is not Flag.UPLOADS for flag in Flag}


async def test_what_is_said_of_a_workspace_holds_against_what_is_said_of_all(
    service: Service,
) -> None:
    who, other = await service.person(), await service.person()
    await switched(service, Flag.SHARES, enabled=False)
    await switched(service, Flag.SHARES, enabled=True, who=who)
    mine, theirs = await service.job(who), await service.job(other)

    allowed = await who.ask("POST", f"/jobs/{mine.id}/shares", json={})
    refused = await other.ask("POST", f"/jobs/{theirs.id}/shares", json={})
    await switched(service, Flag.SHARES, enabled=False, who=who)
    link = await service.client.get(f"/api/shares/{allowed.json()['token']}")
    await switched(service, Flag.SHARES, enabled=True)

    assert (allowed.status_code, refused.status_code, link.status_code) == (201, 403, 403)


async def test_new_accounts_and_webhooks_can_be_switched_off(service: Service) -> None:
    who = await service.person()
    await switched(service, Flag.REGISTRATION, enabled=False)
    await switched(service, Flag.WEBHOOKS, enabled=False)

    account = {"email": "late@example.com", "password": "seven green trains at noon"}
    answers = [
        await service.client.post("/api/auth/register", json=account),
        await who.ask(
            "POST",
            "/webhooks/subscribe",
            json={"url": "https://example.com/", "events": ["job.completed"]},
        ),
    ]
    await switched(service, Flag.REGISTRATION, enabled=True)
    await switched(service, Flag.WEBHOOKS, enabled=True)

    assert [one.json()["error"]["code"] for one in answers] == ["feature_off"] * 2


async def test_a_switch_is_seen_within_seconds_and_not_asked_for_every_time(
    service: Service,
) -> None:
    who = await service.person()
    flags = service.app.state.services.flags
    before = await flags.of(who.workspace)
    async with service.owner.transaction() as rows:
        await switch(rows, Flag.UPLOADS, enabled=False, workspace=who.workspace)
    kept = await flags.of(who.workspace)
    until, known = flags._known[who.workspace]
    flags._known[who.workspace] = (until - 6, known)

    assert before[Flag.UPLOADS]
    assert kept is before
    assert not (await flags.of(who.workspace))[Flag.UPLOADS]


async def test_the_api_itself_switches_nothing(service: Service) -> None:
    who = await service.person()
    database = service.app.state.services.database

    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.tenant(workspace=who.workspace, user=who.user) as rows:
            await switch(rows, Flag.UPLOADS, enabled=True, workspace=who.workspace)
