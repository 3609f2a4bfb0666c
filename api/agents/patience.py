"""Tools that do more than one route does: wait for a job, read what is said."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Protocol
from uuid import UUID

from pydantic import BaseModel, Field
from starlette.requests import Request

from api.agents.asking import ask
from api.bodies import Answer, Body
from api.routes.jobs import JobAnswer
from core.domain.job import ClipState, JobState
from core.domain.transcript import Transcript

Tell = Callable[[float, str], Awaitable[None]]
"""Takes how far the work is, 0..1, and what to say of it."""

_LOOK_SECONDS = 2.0
_MOST_LINES = 200


class Deed(Protocol):
    """What a tool does."""

    async def __call__(self, request: Request, given: Any, tell: Tell, /) -> BaseModel: ...


class Waiting(Body):
    job: UUID
    seconds: Annotated[float, Field(ge=0, le=600)] = 50.0
    """How long to wait at most. Many programs give a tool up after a minute."""


class Waited(Answer):
    job: JobAnswer
    settled: bool
    """It is over, or waits for a person; else call again."""
    advice: str


class Reading(Body):
    job: UUID
    start: Annotated[float, Field(ge=0)] = 0.0
    """Seconds of the recording from which to read."""
    end: Annotated[float | None, Field(ge=0)] = None


class Line(Answer):
    start: float
    end: float
    speaker: str | None
    text: str


class Lines(Answer):
    language: str
    duration: float
    lines: list[Line]
    goes_on: float | None
    """Where to read on; None when this is all."""


async def wait_for_job(request: Request, given: Waiting, tell: Tell) -> Waited:
    """Wait until a job is over, has failed, or waits for a person to approve clips."""
    deadline = time.monotonic() + given.seconds
    while True:
        job = JobAnswer.model_validate(await ask(request, "GET", f"/api/jobs/{given.job}"))
        advice = await _advice(request, job)
        if advice or time.monotonic() >= deadline:
            return Waited(job=job, settled=bool(advice), advice=advice or "call again to wait on")
        await tell(await _done(request, given.job), job.state.value)
        await asyncio.sleep(min(_LOOK_SECONDS, max(0.0, deadline - time.monotonic())))


async def read_transcript(request: Request, given: Reading, _: Tell) -> Lines:
    """Read what is said in the recording of a job, sentence by sentence, with times in seconds."""
    answer = await ask(request, "GET", f"/api/jobs/{given.job}/transcript")
    transcript = Transcript.model_validate(answer)
    end = given.end if given.end is not None else transcript.duration + 1
    lines = [
        Line(
            start=sentence[0].start,
            end=sentence[-1].end,
            speaker=sentence[0].speaker,
            text=" ".join(word.text for word in sentence),
        )
        for sentence in transcript.sentences()
        if sentence and sentence[-1].end > given.start and sentence[0].start < end
    ]
    return Lines(
        language=transcript.language,
        duration=transcript.duration,
        lines=lines[:_MOST_LINES],
        goes_on=lines[_MOST_LINES].start if len(lines) > _MOST_LINES else None,
    )


async def _advice(request: Request, job: JobAnswer) -> str:
    """Return what to do now with a job that is settled; empty while it is not."""
    match job.state:
        case JobState.COMPLETED:
            return "it is done; list_clips shows its clips, clip_address where each can be had"
        case JobState.CANCELLED:
            return "it was cancelled"
        case JobState.FAILED:
            return f"it failed: {job.error}; retry_job runs the failed step again"
        case JobState.CLIPS_GENERATED if job.options.get("auto", True):
            return ""
        case JobState.CLIPS_GENERATED | JobState.REVIEW:
            return await _approval(request, job.id)
    return "it is paused; resume_job lets it go on" if job.paused else ""


async def _approval(request: Request, job: UUID) -> str:
    waiting = (ClipState.PLANNED, ClipState.READY)
    for state in waiting:
        wanted = {"query": {"job": str(job), "state": state.value, "limit": 1}}
        if (await ask(request, "GET", "/api/clips", wanted=wanted))["total"]:
            return "clips wait for a person: list_clips, then approve_clips or reject_clips"
    return ""


async def _done(request: Request, job: UUID) -> float:
    """Return how much of the steps that are known is done, 0..1."""
    steps = await ask(request, "GET", f"/api/jobs/{job}/steps")
    done = [1.0 if one["state"] == "completed" else one["progress"] for one in steps]
    return sum(done) / len(done) if done else 0.0
