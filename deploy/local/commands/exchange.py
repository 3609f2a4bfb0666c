"""``clippedai export`` and ``import``: clips to editing programs, and back."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from activities import catalog
from activities.plan.editing import Operation, SetField, changes, edited
from activities.plan.editing.operations import operation
from activities.render.nle.base import Recording
from activities.render.nle.exchange import MAX_BYTES, exported, imported
from activities.render.nle.recording import recording
from core.domain.plan import ClipPlan
from core.errors import InvalidPlanError, SourceNotFoundError
from deploy.local.commands.clip import Json
from deploy.local.commands.output import slug
from deploy.local.commands.session import System, console, print_json, run, running_system
from deploy.local.commands.versions import history, keep, plan_of

# What an edit changes of a plan.
_FIELDS = ("spans", "transitions", "effects", "audio.sounds", "audio.censoring.spans", "markers")

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
        async with running_system() as system:
            chosen = (await history(system, clip)).version(version)
            plan = await plan_of(system, chosen)
            source = await _recording(system, plan, media)
        target = out or Path(f"{slug(plan.title) or 'clip'}{suffix}")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(exported(plan, source, format))
        if json:
            print_json({"path": str(target.absolute()), "format": format, "media": source.path})
        else:
            console.print(f"{target}: version {chosen.version}, cut from {source.path}")

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
        async with running_system() as system:
            past = await history(system, clip)
            before = past.version(base)
            plan = await plan_of(system, before)
            source = await _recording(system, plan, media)
            asked = differing(plan, imported(plan, source, content))
            after = edited(plan, asked)
            number = past.newest.version
            if after != await plan_of(system, past.newest) and not dry_run:
                made = await keep(system, past, after, base=before.version, operations=asked)
                number = made.version
        found = changes(plan, after)
        if json:
            listed = [change.model_dump() for change in found]
            print_json({"clip": str(past.clip.id), "version": number, "changes": listed})
        else:
            _tell(plan, after)
            console.print(f"version {number} of clip {str(past.clip.id)[:8]}", style="green")

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


def differing(before: ClipPlan, after: ClipPlan) -> tuple[Operation, ...]:
    """Return the operations that make one plan of the other, where an edit changed it."""
    old, new = (plan.model_dump(mode="json") for plan in (before, after))
    return tuple(
        operation(SetField, path=field, value=_field(new, field))
        for field in _FIELDS
        if _field(old, field) != _field(new, field)
    )


def _field(fields: object, path: str) -> object:
    for name in path.split("."):
        assert isinstance(fields, dict)
        fields = fields[name]
    return fields


async def _recording(system: System, plan: ClipPlan, media: str) -> Recording:
    async with system.store.local(plan.source) as file:
        return await asyncio.to_thread(recording, plan, file, found_at=media)


def _tell(before: ClipPlan, after: ClipPlan) -> None:
    for name, plan in (("was", before), ("is", after)):
        console.print(f"{name:>3}: {len(plan.spans)} spans, {plan.duration:.2f} s")
