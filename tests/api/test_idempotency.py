"""The same request asked twice is carried out once."""

import asyncio
from collections import Counter
from uuid import uuid4

import pytest
from sqlalchemy import text
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment

from tests.api.people import LINK, Service, Who


async def create(who: Who, key: str = "k") -> str:
    """Ask for a job, and return its id."""
    answer = await who.ask("POST", "/jobs", json=LINK, Idempotency_Key=key)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def change(service: Service, who: Who, assignment: str) -> None:
    """Make the keys of a workspace as they are after an accident, or after a long time."""
    async with service.owner.transaction() as rows:
        statement = f"UPDATE idempotency_keys SET {assignment} WHERE workspace_id = :workspace"
        await rows.execute(text(statement), {"workspace": who.workspace})


async def test_a_thousand_requests_with_a_hundred_keys_make_a_hundred_jobs(
    service: Service,
) -> None:
    who = await service.person()
    slots = asyncio.Semaphore(40)

    async def create(number: int) -> str:
        async with slots:
            await service.rest()
            answer = await who.ask(
                "POST", "/jobs", json=LINK, Idempotency_Key=f"key-{number % 100}"
            )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    made = Counter(await asyncio.gather(*(create(number) for number in range(1000))))

    assert len(made) == 100
    assert set(made.values()) == {10}
    assert await service.count_jobs(who) == 100


async def test_a_key_with_another_request_is_refused(service: Service) -> None:
    who = await service.person()
    await who.ask("POST", "/jobs", json=LINK, Idempotency_Key="one")

    other = await who.ask("POST", "/jobs", json={**LINK, "title": "x"}, Idempotency_Key="one")

    assert other.status_code == 422
    assert other.json()["error"]["code"] == "idempotency_key_reused"


async def test_keys_of_two_people_do_not_meet(service: Service) -> None:
    first, second = await service.person(), await service.person()

    made = [
        (await who.ask("POST", "/jobs", json=LINK, Idempotency_Key="same")).json()["id"]
        for who in (first, second)
    ]

    assert made[0] != made[1]


async def test_a_key_is_forgotten_after_a_day(service: Service) -> None:
    who = await service.person()
    first = await create(who)
    await change(service, who, "created_at = created_at - interval '25 hours'")

    assert await create(who) != first
    assert await service.count_jobs(who) == 2


async def test_who_comes_after_a_process_that_died_makes_the_same_job(
    service: Service,
) -> None:
    who = await service.person()
    first = await create(who)
    ago = "now() - interval '61 seconds'"
    await change(service, who, f"status = NULL, body = '{{}}', claimed_at = {ago}")

    assert await create(who) == first
    assert await service.count_jobs(who) == 1


async def test_who_comes_while_the_first_is_at_work_waits_for_its_answer(service: Service) -> None:
    who = await service.person()
    first = await create(who)
    await change(service, who, "status = NULL, claimed_at = now()")

    second = asyncio.create_task(create(who))
    done, _ = await asyncio.wait({second}, timeout=0.5)
    await change(service, who, "status = 201")

    assert not done
    assert await second == first


async def test_a_start_whose_answer_was_lost_is_not_repeated(
    service: Service, temporal: WorkflowEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    who, start = await service.person(), Client.start_workflow

    async def lose(*args: object, **kwargs: object) -> None:
        await start(*args, **kwargs)  # type: ignore[call-overload]  # passed on as it came
        raise RPCError("the connection broke", RPCStatusCode.UNAVAILABLE, b"")

    with monkeypatch.context() as patch:
        patch.setattr(Client, "start_workflow", lose)
        lost = await who.ask("POST", "/jobs", json=LINK, Idempotency_Key="k")
    made = await create(who)
    running = [
        one.id
        async for one in temporal.client.list_workflows(
            f"WorkspaceId = '{who.workspace}' AND JobKind = 'vod'"
        )
    ]

    assert lost.status_code == 503
    assert running == [f"vod/{who.workspace}/{made}"]


async def test_a_refused_request_leaves_its_key_free(service: Service) -> None:
    who = await service.person()

    refused = await who.ask("POST", "/jobs", json={"upload": str(uuid4())}, Idempotency_Key="k")

    assert refused.status_code in {404, 409}, refused.text
    assert await create(who)
