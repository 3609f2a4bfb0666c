"""What a workspace may use, over the API."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, update

from api.depths import Backlog
from api.roles import Role
from core.db import ledger
from core.db.ledger import Account
from core.db.tables import ClipVersion, JobStep, UploadedFile
from core.domain.quota import Kind
from core.queues import Queue
from tests.api.people import LINK, Service, Who
from tests.api.test_uploads import PROGRAM, begun, confirm, content, send, sent
from tests.api.things import finished
from tests.waiting import answer

GB = 10**9


async def used(who: Who, kind: str) -> float:
    """Return how much of a kind the API says is used."""
    answer = await who.ask("GET", "/usage")
    assert answer.status_code == 200, answer.text
    return float(next(one["used"] for one in answer.json()["uses"] if one["kind"] == kind))


async def spend(service: Service, who: Who, kind: Kind, amount: float) -> None:
    """Let something count for a workspace."""
    async with service.owner.transaction() as rows:
        account = Account(who.workspace, kind)
        await ledger.reserve(rows, account, subject=str(uuid4()), amount=amount, limit=None)


def code(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["code"])


async def test_a_new_workspace_has_used_nothing_and_knows_its_limits(service: Service) -> None:
    who = await service.person(tier="free")

    answer = (await who.ask("GET", "/usage")).json()
    uses = {one["kind"]: one for one in answer["uses"]}

    assert answer["tier"] == "free"
    limits = {kind: one["limit"] for kind, one in uses.items() if one["limit"] is not None}
    assert limits == {
        **{"minutes": 300, "storage": 10 * GB, "uploads": 10},
        **{"members": 1, "jobs": 2, "waiting": 20},
    }
    assert {kind for kind, one in uses.items() if one["used"]} == {"members"}
    assert datetime.fromisoformat(uses["uploads"]["resets_at"]) <= datetime.now(UTC) + timedelta(1)
    assert uses["storage"]["resets_at"] is None


async def test_an_upload_is_reserved_and_then_counts_with_its_true_size(service: Service) -> None:
    who = await service.person(tier="free")
    data = content(3000)
    upload = await begun(who, len(data))
    reserved = await used(who, "storage")

    await send(who, upload["id"], 1, data)
    await confirm(who, upload["id"])
    await confirm(who, upload["id"])

    assert reserved == await used(who, "storage") == 3000
    assert await used(who, "uploads") == 1


@pytest.mark.parametrize("way", ["given up", "refused", "deleted", "gone", "too old"])
async def test_what_does_not_stay_is_not_counted(service: Service, way: str) -> None:
    who = await service.person(tier="free")
    data = content(3000, PROGRAM) if way == "refused" else content(3000)
    if way == "deleted":
        upload = await sent(who, data)
    else:
        upload = await begun(who, len(data))
    before = await used(who, "storage")

    if way == "refused":
        await send(who, upload["id"], 1, data)
        assert (await confirm(who, upload["id"])).status_code == 415
    elif way == "gone":
        store = service.app.state.services.store
        async with service.owner.transaction() as rows:
            row = await rows.get_one(UploadedFile, UUID(upload["id"]))
        await store.delete_under(row.key.rsplit("/", 1)[0])
        assert (await confirm(who, upload["id"])).status_code == 410
    elif way == "too old":
        old = update(UploadedFile).where(col(UploadedFile.id) == UUID(upload["id"]))
        async with service.owner.transaction() as rows:
            await rows.execute(old.values(created_at=datetime.now(UTC) - timedelta(days=8)))
        other = await begun(who, 10)
        await who.ask("DELETE", f"/upload/{other['id']}")
    else:
        assert (await who.ask("DELETE", f"/upload/{upload['id']}")).status_code == 204
    again = await who.ask("DELETE", f"/upload/{upload['id']}")

    assert before == 3000
    assert await used(who, "storage") == 0
    assert again.status_code == 409


async def test_a_file_that_a_job_needs_is_not_deleted(service: Service) -> None:
    who = await service.person()
    upload = await sent(who, content(2000))
    await who.ask("POST", "/jobs", json={"upload": upload["id"]})

    answer = await who.ask("DELETE", f"/upload/{upload['id']}")

    assert answer.status_code == 409
    assert await used(who, "storage") == 2000


async def test_beyond_the_storage_nothing_is_begun(service: Service) -> None:
    who = await service.person(tier="free")
    await spend(service, who, Kind.STORAGE, 10 * GB - 5000)

    answers = await asyncio.gather(
        *(
            who.ask("POST", "/upload/presign", json={"filename": "a.mp4", "size": 2000})
            for _ in range(6)
        )
    )

    assert sorted(one.status_code for one in answers) == [201, 201, 403, 403, 403, 403]
    refused = next(one for one in answers if one.status_code == 403)
    assert code(refused) == "quota_exceeded"
    assert "of 10 GB are left" in refused.json()["error"]["message"]
    assert await used(who, "uploads") == 2


async def test_the_eleventh_upload_of_a_day_is_refused(service: Service) -> None:
    who = await service.person(tier="free")
    for _ in range(10):
        upload = await begun(who, 10)
        await who.ask("DELETE", f"/upload/{upload['id']}")

    answer = await who.ask("POST", "/upload/presign", json={"filename": "a.mp4", "size": 10})

    assert (answer.status_code, code(answer)) == (403, "quota_exceeded")
    assert await used(who, "storage") == 0


async def test_a_workspace_that_is_full_takes_no_more_people(service: Service) -> None:
    leader = await service.person(tier="pro")
    for _ in range(7):
        await service.person(workspace=leader.workspace, role=Role.VIEWER)
    guests = [await service.person() for _ in range(3)]

    async def invite(guest: Who) -> int:
        body = {"email": guest.email, "role": "viewer"}
        path = f"/workspaces/{leader.workspace}/invite"
        answer = await leader.ask("POST", path, json=body)
        if answer.status_code == 201:
            tokens.append((guest, answer.json()["token"]))
        return answer.status_code

    tokens: list[tuple[Who, str]] = []
    invited = await asyncio.gather(*(invite(guest) for guest in guests))
    await service.person(workspace=leader.workspace, role=Role.VIEWER)
    joined = await asyncio.gather(
        *(who.ask("POST", "/invitations/accept", json={"token": token}) for who, token in tokens)
    )

    assert sorted(invited) == [201, 201, 403]
    assert sorted(one.status_code for one in joined) == [200, 403]
    assert await used(leader, "members") == 11  # with the invitation that is still open


async def test_without_minutes_no_job_begins(service: Service) -> None:
    who = await service.person(tier="free")
    await spend(service, who, Kind.MINUTES, 300)

    refused = await who.ask("POST", "/jobs", json=LINK, Idempotency_Key="k")
    async with service.owner.transaction() as rows:
        await rows.execute(
            text("UPDATE workspaces SET tier = 'pro' WHERE id = :id"), {"id": who.workspace}
        )
    again = await who.ask("POST", "/jobs", json=LINK, Idempotency_Key="k")

    assert (refused.status_code, code(refused)) == (403, "quota_exceeded")
    assert again.status_code == 201


async def test_a_workspace_with_many_jobs_before_it_has_to_wait(service: Service) -> None:
    who = await service.person(tier="free")
    for _ in range(20):
        await service.job(who, state="created")

    answer = await who.ask("POST", "/jobs", json=LINK)

    assert (answer.status_code, code(answer)) == (429, "overloaded")
    assert int(answer.headers["Retry-After"]) > 0
    assert await used(who, "waiting") == 20


async def test_who_owns_a_free_workspace_gets_no_second_one_however_often_it_is_asked_for(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await service.person()
    monkeypatch.setattr(service.app.state.services.settings.api, "tier", "free")

    wishes = (who.ask("POST", "/workspaces", json={"name": "Mine"}) for _ in range(5))
    answers = sorted(await asyncio.gather(*wishes), key=lambda one: one.status_code)

    assert [one.status_code for one in answers] == [201, 403, 403, 403, 403]
    assert {code(one) for one in answers[1:]} == {"quota_exceeded"}
    made = answers[0].json()["id"]
    assert (await who.ask("DELETE", f"/workspaces/{made}")).status_code == 204
    again = await who.ask("POST", "/workspaces", json={"name": "Mine"})
    assert code(again) == "quota_exceeded"


async def test_while_too_much_waits_in_temporal_new_jobs_are_refused(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody works at this server, so what was begun waits."""
    who = await service.person()
    assert (await who.ask("POST", "/jobs", json=LINK)).status_code == 201
    services = service.app.state.services
    monkeypatch.setattr(services.settings.api, "max_backlog", 0)

    async def waiting() -> bool:
        return any(one.length for one in await services.depths.backlogs())

    await answer(waiting)  # the server counts anew every few seconds

    refused = await who.ask("POST", "/jobs", json=LINK)
    reading = await who.ask("GET", "/jobs")
    monkeypatch.setattr(services.settings.api, "max_backlog", 1000)
    admitted = await who.ask("POST", "/jobs", json=LINK)

    assert (refused.status_code, code(refused)) == (429, "overloaded")
    assert 10 <= int(refused.headers["Retry-After"]) <= 600
    assert (reading.status_code, admitted.status_code) == (200, 201)


@pytest.mark.parametrize(
    ("length", "rate", "wait"),
    [(100, 5.0, 0), (101, 5.0, 10), (600, 5.0, 100), (600, 0.0, 600), (10**6, 1.0, 600)],
)
def test_who_is_refused_comes_back_when_the_queue_should_be_shorter(
    length: int, rate: float, wait: int
) -> None:
    backlog = Backlog(queue=Queue.CPU, length=length, rate=rate, workers=1)

    assert backlog.wait(100) == wait


async def test_a_deleted_clip_needs_no_storage(service: Service) -> None:
    who = await service.person()
    job = await service.job(who)
    clip = finished(who, job.id)
    async with service.owner.transaction() as rows:
        rows.add(clip)
        await rows.flush()
        for version, size in ((1, 100), (2, 50)):
            made = ClipVersion(
                clip_id=clip.id,
                version=version,
                workspace_id=who.workspace,
                state="ready",
                plan_key="k/p",
                size=size,
            )
            rows.add(made)
            files = ledger.files_of_clip(clip.id, version)
            await ledger.spend(rows, who.workspace, [(files, {Kind.STORAGE: size})])
    before = await used(who, "storage")
    told = (await who.ask("GET", f"/jobs/{job.id}/usage")).json()["bytes"]

    for _ in range(2):
        await who.ask("POST", "/clips/batch/delete", json={"clips": [str(clip.id)]})

    assert before == told == 150
    assert await used(who, "storage") == 0


async def test_a_job_says_what_it_took(service: Service) -> None:
    who = await service.person()
    job = await service.job(who)
    asked = {"model": "m", "tokens_in": 1000, "tokens_out": 50, "cost": 0.002}
    async with service.owner.transaction() as rows:
        for name, part, device, seconds, models in (
            ("transcribe", 1, "gpu", 4.0, []),
            ("transcribe", 2, "gpu", 6.5, []),
            ("face_track", None, "cpu", 2.25, []),
            ("clip_select", None, "cpu", 1.0, [asked, asked]),
            ("plan", None, "cpu", None, []),
        ):
            rows.add(
                JobStep(
                    workspace_id=who.workspace,
                    job_id=job.id,
                    name=name,
                    part=part,
                    state="completed",
                    device=device,
                    seconds=seconds,
                    used=models,
                    cached=part == 2,
                )
            )

    took = (await who.ask("GET", f"/jobs/{job.id}/usage")).json()

    steps = {step["name"]: step for step in took["steps"]}
    assert steps["transcribe"] == {
        **{"name": "transcribe", "device": "gpu", "runs": 2, "cached": 1, "seconds": 10.5}
    }
    assert set(steps) == {"transcribe", "face_track", "clip_select"}
    assert (took["processor_seconds"], took["gpu_seconds"]) == (3.25, 10.5)
    assert (took["tokens_in"], took["tokens_out"], took["dollars"]) == (2000, 100, 0.004)


async def test_nobody_gives_themselves_another_tier(service: Service) -> None:
    who = await service.person(tier="free")
    database = service.app.state.services.database

    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.tenant(workspace=who.workspace, user=who.user) as rows:
            await rows.execute(text("UPDATE workspaces SET tier = 'unlimited'"))
    with pytest.raises(DBAPIError, match="permission denied"):
        async with database.tenant(workspace=who.workspace, user=who.user) as rows:
            await rows.execute(text("DELETE FROM usage_events"))


async def test_new_workspaces_have_the_tier_of_the_settings(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.options.api, "tier", "pro")
    who = await service.person()

    made = await who.ask("POST", "/workspaces", json={"name": "Another"})

    assert made.json()["tier"] == "pro"
