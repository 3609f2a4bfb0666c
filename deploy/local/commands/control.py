"""``pause``, ``resume``, ``cancel``, ``retry``, ``approve``, ``reject``: steer a job.

Each is one signal, update or cancellation of the job's workflow, so that Temporal's own
command line and web page can do the same; or one request, where an API is spoken to.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

import typer

from core.domain.report import JobReport
from deploy.local.commands import output
from deploy.local.commands.clip import Json, tell
from deploy.local.commands.jobs import JobId
from deploy.local.commands.opening import service
from deploy.local.commands.refusal import CommandError, Exit
from deploy.local.commands.service import Service, Verdict
from deploy.local.commands.session import console, print_json, run

Why = Annotated[str, typer.Option(help="The reason, for the record.")]
Numbers = Annotated[list[int] | None, typer.Option("--clip", help="Number of a clip; else all.")]


def pause(job_id: JobId, why: Why = "", json: Json = False) -> None:
    """Finish the step that runs, then wait."""
    _steer(job_id, json, lambda there, job: there.steer(job, "pause", why))


def resume(job_id: JobId, json: Json = False) -> None:
    """Go on after a pause."""
    _steer(job_id, json, lambda there, job: there.steer(job, "resume"))


def retry(job_id: JobId, json: Json = False) -> None:
    """Run the failed step again, and everything after it."""
    _steer(job_id, json, lambda there, job: there.steer(job, "retry"))


def cancel(job_id: JobId, json: Json = False) -> None:
    """Stop a job for good; what it has stored stays."""
    _steer(job_id, json, lambda there, job: there.steer(job, "cancel"))


def approve(job_id: JobId, clip: Numbers = None, why: Why = "", json: Json = False) -> None:
    """Approve clips that wait for it."""
    _decide(job_id, "approve", clip or [], why, json)


def reject(job_id: JobId, clip: Numbers = None, why: Why = "", json: Json = False) -> None:
    """Reject clips that wait for approval."""
    _decide(job_id, "reject", clip or [], why, json)


def _decide(
    job_id: str,
    verdict: Verdict,
    numbers: list[int],
    why: str,
    json: bool,
) -> None:
    async def decide(there: Service, job: UUID) -> None:
        clips = _named(await there.report(job), numbers)
        await there.decide(job, verdict, clips=clips, why=why)

    _steer(job_id, json, decide)


def _named(report: JobReport, numbers: list[int]) -> tuple[str, ...]:
    """Return the ids of clips that a person names by number, from 1."""
    known = range(1, len(report.clips) + 1)
    if wrong := [number for number in numbers if number not in known]:
        message = f"the job has no clip {wrong[0]}; it has {len(report.clips)}"
        raise CommandError(message, Exit.USAGE)
    return tuple(report.clips[number - 1].clip_id for number in numbers)


def _steer(job_id: str, json: bool, act: Callable[[Service, UUID], Awaitable[None]]) -> None:
    """Do something to a job, then say how it stands."""

    async def command() -> None:
        async with service() as there:
            job = await there.find(job_id)
            await act(there, job)
            report = await there.report(job)
            files = await there.files(report)
        if json:
            print_json(output.as_json(report, files))
        else:
            console.print(f"{report.job[:8]}: {report.state.value}{_flag(report)}")
            if report.error:
                tell(report, files)

    run(command)


def _flag(report: JobReport) -> str:
    return " (paused: it waits before its next step)" if report.paused else ""
