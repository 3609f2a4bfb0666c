"""``clippedai verify``: whether a platform takes a video file, without a running system."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from activities.render import platforms
from activities.render.finding import Finding
from activities.render.verify import verify as verified
from core.errors import SourceNotFoundError
from deploy.local.commands.session import console, print_json, run

FOUND = 1
"""Exit code when something is not as it should be."""

File = Annotated[Path, typer.Argument(help="A video file.")]
For = Annotated[
    str, typer.Option("--for", help=f"The platform, one of: {', '.join(platforms.every())}.")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


def verify(file: File, platform: For = platforms.GENERIC, json: Json = False) -> None:
    """Check a video file against what a platform takes: exit code 0 when all is well, else 1."""

    async def command() -> None:
        limits = platforms.named(platform)
        if not file.is_file():
            raise SourceNotFoundError(f"there is no file {file}; check the path")
        found = verified(file, platform)
        if json:
            rows = [_row(finding) for finding in found]
            print_json({"file": str(file), "platform": platform, "findings": rows})
        elif found:
            Console(file=sys.stdout, highlight=False).print(_table(found))
        else:
            console.print(f"{file.name}: {limits.title} takes it as it is", style="green")
        if found:
            raise SystemExit(FOUND)

    run(command)


def _row(finding: Finding) -> dict[str, str]:
    return {
        "rule": finding.rule,
        "is": finding.found,
        "should": finding.should,
        "severity": finding.severity,
    }


def _table(found: tuple[Finding, ...]) -> Table:
    table = Table("", "rule", "is", "should be")
    for finding in found:
        style = "red" if finding.severity == "error" else "yellow"
        table.add_row(finding.severity, finding.rule, finding.found, finding.should, style=style)
    return table
