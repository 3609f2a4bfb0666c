"""``clippedai styles``: what a clip can look like, by name and as pictures."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from core.settings import settings
from deploy.local.commands.clip import Json
from deploy.local.commands.session import console, print_json, run
from deploy.local.commands.watch import Bars
from deploy.local.previews import draw, known

Names = Annotated[list[str] | None, typer.Argument(help="Only these; else all.")]
Folder = Annotated[Path | None, typer.Option("--preview", help="Write a picture of each here.")]


def styles(names: Names = None, preview: Folder = None, json: Json = False) -> None:
    """List caption styles, layouts, effects, transitions and overlays; or draw each."""

    async def command() -> None:
        if preview is None:
            _list(json=json)
            return
        with ExitStack() as stack:
            bar = stack.enter_context(Bars.plain("draw")) if console.is_terminal else None
            drawn = await draw(
                names or [], preview, options=settings(), progress=bar or (lambda _: None)
            )
        if json:
            print_json({"files": list(drawn.files), "left_out": list(drawn.left_out)})
        else:
            for line in drawn.left_out:
                console.print(f"left out: {line}", markup=False)
            console.print(f"{len(drawn.files)} pictures in {preview}", markup=False)

    run(command)


def _list(*, json: bool) -> None:
    if json:
        print_json({kind: list(names) for kind, names in known().items()})
        return
    table = Table("kind", "names")
    for kind, names in known().items():
        table.add_row(kind, ", ".join(names))
    Console(file=sys.stdout, highlight=False).print(table)
