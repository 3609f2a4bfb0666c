"""What other programs are told of, read off what a workflow tells."""

import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.records import Changes, JobRow, Turn
from activities.records.events import events
from core.domain.job import ClipState, JobOptions, JobState, SourceRef
from core.domain.report import ClipReport
from core.domain.webhook import EventKind

WORKSPACE, JOB, CLIP = (str(UUID(int=n)) for n in (1, 2, 3))


def job(state: JobState, *, auto: bool = True, **fields: object) -> Changes:
    row = {
        "workflow_id": f"vod/{JOB}",
        "source": SourceRef(kind="file", location="talk.mp4"),
        "state": state,
        "options": JobOptions(auto=auto).model_dump_json(),
        **fields,
    }
    return Changes(workspace=WORKSPACE, job=JOB, row=JobRow.model_validate(row))


def clip(state: ClipState, **fields: object) -> Changes:
    values = {
        "clip_id": CLIP,
        "title": "A clip",
        "start": 1,
        "end": 20,
        "score": 70,
        "plan_key": "ws/plan",
        "clip_key": "ws/clip.mp4",
        "state": state,
        **fields,
    }
    return Changes(workspace=WORKSPACE, job=JOB, clips=(ClipReport.model_validate(values),))


def kinds(changes: Changes) -> list[str]:
    return [event.kind.value for event in events(changes)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (job(JobState.CREATED), []),
        (job(JobState.ANALYZING), []),
        (job(JobState.CLIPS_GENERATED), []),
        (job(JobState.CLIPS_GENERATED, auto=False), ["job.review"]),
        (job(JobState.RENDERING), []),
        (job(JobState.REVIEW), ["job.review"]),
        (job(JobState.COMPLETED), ["job.completed"]),
        (job(JobState.FAILED), ["job.failed"]),
        (job(JobState.CANCELLED), ["job.cancelled"]),
        (clip(ClipState.PLANNED), []),
        (clip(ClipState.RENDERING), []),
        (clip(ClipState.READY), ["clip.ready"]),
        (clip(ClipState.APPROVED), ["clip.approved"]),
        (clip(ClipState.APPROVED, clip_key=""), []),
        (clip(ClipState.REJECTED), ["clip.rejected"]),
        (clip(ClipState.REJECTED, clip_key=""), []),
        (clip(ClipState.FAILED), []),
        (Changes(workspace=WORKSPACE, job=JOB), []),
    ],
)
def test_what_happened_follows_from_how_things_stand(changes: Changes, expected: list[str]) -> None:
    assert kinds(changes) == expected


def test_the_same_event_has_the_same_key_and_no_other_has_it() -> None:
    told = [
        job(JobState.FAILED, failures=1),
        job(JobState.FAILED, failures=2),
        job(JobState.COMPLETED, failures=2),
        job(JobState.REVIEW),
        job(JobState.CLIPS_GENERATED, auto=False),
        clip(ClipState.READY),
        clip(ClipState.READY, version=2),
        clip(ClipState.APPROVED),
    ]
    keys = [events(changes)[0].key for changes in told]

    assert keys == [events(changes)[0].key for changes in told]
    assert len(set(keys)) == len(told)
    assert events(job(JobState.FAILED, failures=1, title="x", error="y"))[0].key == keys[0]


def test_what_a_job_was_in_between_is_not_passed_over() -> None:
    turns = (
        Turn(state=JobState.FAILED, failures=1, error="broken"),
        Turn(state=JobState.RENDERING, failures=1, error=""),
        Turn(state=JobState.REVIEW, failures=1, error=""),
    )
    changes = job(JobState.COMPLETED, failures=1).model_copy(update={"turns": turns})

    told = events(changes)

    assert [event.kind.value for event in told] == ["job.failed", "job.review", "job.completed"]
    assert told[0].data["error"] == "broken"
    assert told[0].key == events(job(JobState.FAILED, failures=1))[0].key


def test_an_event_says_whose_it_is_and_keeps_no_key_of_the_store() -> None:
    (event,) = events(clip(ClipState.READY))

    body = event.body(datetime(2026, 3, 1, tzinfo=UTC))

    assert (body["type"], body["timestamp"]) == ("clip.ready", "2026-03-01T00:00:00+00:00")
    assert (body["data"]["job_id"], body["data"]["clip_id"]) == (JOB, CLIP)
    assert "ws/" not in json.dumps(body)


@given(st.text(max_size=20_000), st.text(max_size=20_000))
def test_no_message_is_larger_than_receivers_take(title: str, error: str) -> None:
    (event,) = events(job(JobState.FAILED, title=title, error=error))

    written = json.dumps(event.body(datetime.now(UTC)), ensure_ascii=False)

    assert len(written.encode(errors="surrogatepass")) < 20_000


def test_every_kind_is_told_at_some_time() -> None:
    told = [job(state) for state in JobState] + [clip(state) for state in ClipState]

    assert {kind for changes in told for kind in kinds(changes)} == {k.value for k in EventKind}
