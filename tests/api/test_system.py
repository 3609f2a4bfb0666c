"""How the system says that it is well, and whose pages may ask."""

from typing import Any

import pytest

from core.queues import Queue
from tests.api.desk import Desk
from tests.api.people import Service, Who
from tests.waiting import answer

pytestmark = pytest.mark.server

PAGE = "https://clips.test"


async def test_the_queues_are_told_with_who_works_at_them(service: Service, working: Desk) -> None:
    """Nobody works at the first server."""
    idle, busy = await service.person(), await working.service.person()
    pools = {Queue.ORCHESTRATION, Queue.CPU, Queue.RENDER}

    waiting = await _queues(idle)

    async def worked_at() -> dict[str, dict[str, Any]] | None:
        told = await _queues(busy)
        return told if all(told[queue]["workers"] for queue in pools) else None

    told = await answer(worked_at)  # Temporal tells of a worker soon after it has asked

    assert set(told) == set(waiting) == set(Queue) - {Queue.PUBLISH}
    assert {one["workers"] for one in waiting.values()} == {0}
    assert {told[queue]["workers"] for queue in pools} == {1}
    assert {one["wait"] for one in told.values()} == {0}


async def _queues(who: Who) -> dict[str, dict[str, float]]:
    return {one["queue"]: one for one in (await who.ask("GET", "/health/gpu")).json()}


@pytest.mark.parametrize(("origin", "read"), [(PAGE, PAGE), ("https://evil.example", None)])
async def test_only_the_page_of_the_service_may_read_from_another_address(
    service: Service, origin: str, read: str | None
) -> None:
    wish = {
        "Origin": origin,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization, x-workspace, x-clipped-csrf",
    }

    before = await service.client.options("/api/clips/1", headers=wish)
    answer = await service.client.get("/api/users/me", headers={"Origin": origin})

    assert (before.status_code == 200) is bool(read)
    assert before.headers.get("Access-Control-Allow-Origin") == read
    assert answer.status_code == 401
    assert answer.headers.get("Access-Control-Allow-Origin") == read
    assert (
        "x-trace-id" in answer.headers.get("Access-Control-Expose-Headers", "").lower() or not read
    )
