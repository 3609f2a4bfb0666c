"""``clippedai jobs``, ``show`` and ``open``: look at jobs."""

import sys
import webbrowser
from typing import Annotated, Any
from urllib.parse import quote

import typer
from rich.console import Console
from rich.table import Table
from sqlmodel import col, select

from core.db.tables import Job
from core.domain.report import JobReport
from deploy.local.commands import output
from deploy.local.commands.clip import Json, Out, attend, tell
from deploy.local.commands.findings import findings
from deploy.local.commands.session import (
    CommandError,
    Exit,
    System,
    print_json,
    run,
    running_system,
)

JobId = Annotated[str, typer.Argument(metavar="ID", help="A job's id, or the beginning of it.")]
State = Annotated[str | None, typer.Option(help="Only jobs in this state.")]
Limit = Annotated[int, typer.Option(min=1, max=100, help="How many at most.")]
Follow = Annotated[bool, typer.Option("--follow", "-f", help="Stay until the job is settled.")]

_page = Console(file=sys.stdout, highlight=False)

# How long a player may take to read a clip from its address.
_OPEN_SECONDS = 3600


def jobs(state: State = None, limit: Limit = 20, json: Json = False) -> None:
    """List jobs, newest first."""

    async def command() -> None:
        async with running_system() as system, system.database.transaction() as session:
            query = select(Job).where(Job.workspace_id == system.workspace)
            if state:
                query = query.where(Job.state == state)
            rows = await session.scalars(query.order_by(col(Job.created_at).desc()).limit(limit))
            found = [_row(job) for job in rows]
        if json:
            print_json({"jobs": found})
        else:
            _page.print(_table(found))

    run(command)


def show(job_id: JobId, follow: Follow = False, out: Out | None = None, json: Json = False) -> None:
    """Show one job: its state, its steps and its clips."""

    async def command() -> None:
        async with running_system() as system:
            job = await system.find(job_id)
            report = await attend(system, job, auto=True) if follow else await system.report(job)
            files = output.stored(system.store, report)
            if out is not None:
                files = await output.export(system.store, report, out)
            if json:
                known = await findings(system.store, report)
                print_json(output.as_json(report, files, known))
            else:
                _page.print(output.step_table(report))
                tell(report, files)

    run(command)


def open_job(
    job_id: JobId,
    clip: Annotated[int | None, typer.Option(help="The number of a clip, to play it.")] = None,
) -> None:
    """Open a job on Temporal's web page, or play one of its clips."""

    async def command() -> None:
        async with running_system() as system:
            job = await system.find(job_id)
            report = await system.report(job)
            address = await _clip_file(system, report, clip) if clip else _page_of(system, report)
            _page.print(address, soft_wrap=True)
            webbrowser.open(address)

    run(command)


def _page_of(system: System, report: JobReport) -> str:
    """Return the address of a job on Temporal's web page."""
    ends = system.endpoints
    return f"{ends.web}/namespaces/{ends.namespace}/workflows/{quote(report.workflow_id, safe='')}"


async def _clip_file(system: System, report: JobReport, number: int) -> str:
    clips = dict(enumerate(report.clips, start=1))
    if number not in clips or not clips[number].clip_key:
        raise CommandError(f"the job has no finished clip {number}", Exit.USAGE)
    return await system.store.signed_url(clips[number].clip_key, _OPEN_SECONDS)


def _row(job: Job) -> dict[str, Any]:
    return {
        "job": str(job.id),
        "state": job.state,
        "paused": job.paused,
        "title": job.title or job.source,
        "source": job.source,
        "error": job.error,
        "created_at": job.created_at.isoformat(),
    }


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table("job", "state", "title", "created", "error")
    for row in rows:
        state = f"{row['state']} (paused)" if row["paused"] else row["state"]
        table.add_row(row["job"][:8], state, row["title"], row["created_at"][:16], row["error"])
    return table
