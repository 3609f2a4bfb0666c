"""``clippedai export`` and ``import``: clips to editing programs, and back."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from activities import catalog
from activities.plan.editing import changes
from activities.render.nle.base import MAX_BYTES
from core.domain.plan import ClipPlan
from core.errors import InvalidPlanError, SourceNotFoundError
from deploy.local.commands.clip import Json
from deploy.local.commands.opening import service
from deploy.local.commands.output import slug
from deploy.local.commands.session import console, print_json, run

# Final Cut Pro writes a folder that looks like a file.
_BUNDLE, _IN_BUNDLE = ".fcpxmld", "Info.fcpxml"

ClipId = Annotated[str, typer.Argument(metavar="CLIP", help="A clip's id, or its beginning.")]
Format = Annotated[
    str, typer.Option("--format", help=f"One of: {', '.join(catalog.EDIT_FORMATS.every())}.")
]
Target = Annotated[Path | None, typer.Option("--out", "-o", help="Where the file is put.")]
Media = Annotated[
    str, typer.Option(help="Where the recording lies where the clip is edited; else in the store.")
]
Version = Annotated[int | None, typer.Option(help="A version of the clip; else the newest.")]
Changed = Annotated[Path, typer.Argument(metavar="PATH", help="A file of an editing program.")]
Base = Annotated[int | None, typer.Option("--from", help="The version that was edited.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what would change; store nothing.")]


def export_clip(
    clip: ClipId,
    format: Format = "fcpxml",
    out: Target = None,
    media: Media = "",
    version: Version = None,
    json: Json = False,
) -> None:
    """Write a clip as a file that editing programs open: its cut, crop, captions and markers."""

    async def command() -> None:
        suffix = catalog.EDIT_FORMATS.load(format)().suffix
        async with service() as there:
            past = await there.clips.history(clip)
            chosen = past.version(version)
            plan = await there.clips.plan(past, chosen)
            target = out or Path(f"{slug(plan.title) or 'clip'}{suffix}")
            source = await there.clips.write_cut(
                past, chosen, format=format, media=media, target=target
            )
        if json:
            print_json({"path": str(target.absolute()), "format": format, "media": source})
        else:
            console.print(f"{target}: version {chosen.version}, cut from {source}")

    run(command)


def import_clip(
    clip: ClipId,
    path: Changed,
    media: Media = "",
    base: Base = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Make a clip's next version of what an editing program made of its cut and its markers."""

    async def command() -> None:
        content = await asyncio.to_thread(read, path)
        async with service() as there:
            past = await there.clips.history(clip)
            plan = await there.clips.plan(past, past.version(base))
            done = await there.clips.take_in(past, content, media=media, base=base, dry_run=dry_run)
        number = done.version
        if json:
            listed = [change.model_dump() for change in changes(plan, done.plan)]
            print_json({"clip": past.clip, "version": number, "changes": listed})
        else:
            _tell(plan, done.plan)
            console.print(f"version {number} of clip {past.clip[:8]}", style="green")

    run(command)


def read(path: Path) -> bytes:
    """Return the content of a file of an editing program.

    Raises:
        SourceNotFoundError: there is none.
        InvalidPlanError: it is far larger than any cut.
    """
    file = path / _IN_BUNDLE if path.suffix == _BUNDLE and path.is_dir() else path
    if not file.is_file():
        raise SourceNotFoundError(f"there is no file {path}; check the path")
    with file.open("rb") as opened:
        content = opened.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise InvalidPlanError(
            f"{path.name} has more than {MAX_BYTES // 10**6} MB; the cut of a clip has not"
        )
    return content


def _tell(before: ClipPlan, after: ClipPlan) -> None:
    for name, plan in (("was", before), ("is", after)):
        console.print(f"{name:>3}: {len(plan.spans)} spans, {plan.duration:.2f} s")
