"""``clippedai jobs``, ``show`` and ``open``: look at jobs."""

import sys
import webbrowser
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from core.domain.job import JobState
from deploy.local.commands import output
from deploy.local.commands.clip import Json, Out, attend, tell
from deploy.local.commands.opening import service
from deploy.local.commands.session import print_json, run

JobId = Annotated[str, typer.Argument(metavar="ID", help="A job's id, or the beginning of it.")]
State = Annotated[JobState | None, typer.Option(help="Only jobs in this state.")]
Limit = Annotated[int, typer.Option(min=1, max=100, help="How many at most.")]
Follow = Annotated[bool, typer.Option("--follow", "-f", help="Stay until the job is settled.")]

_page = Console(file=sys.stdout, highlight=False)


def jobs(state: State = None, limit: Limit = 20, json: Json = False) -> None:
    """List jobs, newest first."""

    async def command() -> None:
        async with service() as there:
            found = await there.jobs(state, limit)
        if json:
            print_json({"jobs": found})
        else:
            _page.print(_table(found))

    run(command)


def show(job_id: JobId, follow: Follow = False, out: Out | None = None, json: Json = False) -> None:
    """Show one job: its state, its steps and its clips."""

    async def command() -> None:
        async with service() as there:
            job = await there.find(job_id)
            report = await attend(there, job, auto=True) if follow else await there.report(job)
            found = there.files(report) if out is None else there.export(report, out)
            files = await found
            if json:
                known = await there.findings(report)
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
        async with service() as there:
            report = await there.report(await there.find(job_id))
            address = await (there.player(report, clip) if clip else there.page(report))
            _page.print(address, soft_wrap=True)
            webbrowser.open(address)

    run(command)


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table("job", "state", "title", "created", "error")
    for row in rows:
        state = f"{row['state']} (paused)" if row["paused"] else row["state"]
        table.add_row(row["job"][:8], state, row["title"], row["created_at"][:16], row["error"])
    return table
