"""Jobs over the API."""

from collections.abc import AsyncIterator

import pytest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment

from tests.api.people import LINK, Service


async def test_a_job_is_a_workflow_from_the_start(
    service: Service, temporal: WorkflowEnvironment
) -> None:
    who = await service.person()

    made = await who.ask("POST", "/jobs", json=LINK)
    job = made.json()
    listed = (await who.ask("GET", "/jobs")).json()
    found = await temporal.client.get_workflow_handle(f"vod/{who.workspace}/{job['id']}").describe()

    assert made.status_code == 201, made.text
    assert (job["state"], job["created_by"]) == ("created", str(who.user))
    assert [one["id"] for one in listed["data"]] == [job["id"]]
    assert found.status is not None
    assert found.status.name == "RUNNING"


async def test_without_temporal_nothing_is_left_of_a_job(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = await service.person()

    async def away(*args: object, **kwargs: object) -> None:
        raise RPCError("connection refused", RPCStatusCode.UNAVAILABLE, b"")

    with monkeypatch.context() as patch:
        patch.setattr(Client, "start_workflow", away)
        refused = await who.ask("POST", "/jobs", json=LINK, Idempotency_Key="k")
    listed = await who.ask("GET", "/jobs")
    again = await who.ask("POST", "/jobs", json=LINK, Idempotency_Key="k")

    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    assert listed.json()["total"] == 0
    assert again.status_code == 201


@pytest.mark.parametrize(
    "source",
    [
        "/etc/passwd",
        "file:///etc/passwd",
        "https://example.org/video.mp4",
        "http://127.0.0.1/x.mp4",
        "https://youtube.com@10.0.0.1/x.mp4",
        "https://2130706433/x.mp4",
        "https://0x7f000001/x.mp4",
        "https://[::ffff:127.0.0.1]/x.mp4",
        "https://169.254.169.254/latest/meta-data",
    ],
)
async def test_a_source_that_may_not_be_read_is_refused(service: Service, source: str) -> None:
    who = await service.person()

    answer = await who.ask("POST", "/jobs", json={"source": source})

    assert answer.status_code in {403, 422}, answer.text
    assert await service.count_jobs(who) == 0


@pytest.mark.parametrize(
    "options",
    [
        {"max_clips": 0},
        {"caption_style": "no such style"},
        {"layout": "../../x"},
        {"unknown": 1},
        {"language": "english"},
        {"prompt": "only\0prices"},
        {"vocabulary": ["Kuber\0netes"]},
    ],
)
async def test_an_option_that_is_wrong_is_named(
    service: Service, options: dict[str, object]
) -> None:
    who = await service.person()

    answer = await who.ask("POST", "/jobs", json={**LINK, "options": options})

    assert answer.status_code == 422
    assert await service.count_jobs(who) == 0


async def test_a_job_that_is_over_cannot_be_steered(service: Service) -> None:
    who = await service.person()
    job = await service.job(who)

    for path in ("pause", "resume", "retry", "approve", "reject"):
        answer = await who.ask("POST", f"/jobs/{job.id}/{path}")

        assert answer.status_code == 409, path
        assert "completed" in answer.json()["error"]["message"]
    assert (await who.ask("DELETE", f"/jobs/{job.id}")).status_code == 409


async def test_a_paused_job_hears_of_it_and_the_record_says_who(
    service: Service, temporal: WorkflowEnvironment
) -> None:
    who = await service.person()
    job = (await who.ask("POST", "/jobs", json=LINK)).json()["id"]

    paused = await who.ask("POST", f"/jobs/{job}/pause", json={"why": "lunch"})
    handle = temporal.client.get_workflow_handle(f"vod/{who.workspace}/{job}")
    signals = [
        event.workflow_execution_signaled_event_attributes.signal_name
        async for event in handle.fetch_history_events()
        if event.HasField("workflow_execution_signaled_event_attributes")
    ]
    record = (await who.ask("GET", "/audit")).json()["data"]

    assert paused.status_code == 202
    assert signals == ["pause"]
    assert [one["action"] for one in record] == ["jobs.pause", "jobs.create"]
    assert {one["user_id"] for one in record} == {str(who.user)}
    assert {one["address"] for one in record} == {"198.51.100.7"}


@pytest.mark.parametrize(
    ("query", "status"),
    [("page=-1", 422), ("page=0", 422), ("limit=1000000000", 422), ("limit=0", 422), ("", 200)],
)
async def test_a_page_that_is_none_is_refused(service: Service, query: str, status: int) -> None:
    who = await service.person()

    answer = await who.ask("GET", f"/jobs?{query}")

    assert answer.status_code == status


async def test_pages_cover_a_list_without_gaps(service: Service) -> None:
    who = await service.person()
    jobs = {str((await service.job(who)).id) for _ in range(7)}

    pages = [(await who.ask("GET", f"/jobs?limit=3&page={n}")).json() for n in (1, 2, 3)]

    assert [len(page["data"]) for page in pages] == [3, 3, 1]
    assert {(page["total"], page["pages"]) for page in pages} == {(7, 3)}
    assert {one["id"] for page in pages for one in page["data"]} == jobs


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"source": NaN}',
        b'{"source": "\\u0000"}',
        b'{"source": "\\ud800"}',
        b'{"source": ["a"]}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"null",
        b"\xff\xfe",
        b'{"source": "https://youtube.com/1", "source ": 1}',
    ],
)
async def test_json_of_the_wrong_shape_is_refused(service: Service, body: bytes) -> None:
    who = await service.person()

    answer = await service.client.post(
        "/api/jobs",
        content=body,
        headers={**who.headers(), "Content-Type": "application/json"},
    )

    assert answer.status_code in {400, 422}
    assert answer.json()["error"]["code"] in {"bad_request", "invalid"}


async def test_a_hundred_megabytes_are_not_read(service: Service) -> None:
    who = await service.person()
    read: list[int] = []

    async def body() -> AsyncIterator[bytes]:
        for number in range(100):
            read.append(number)
            yield b"x" * 1_000_000

    answer = await service.client.post("/api/jobs", content=body(), headers=who.headers())

    assert answer.status_code == 413
    assert len(read) < 100
