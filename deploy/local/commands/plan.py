"""``clippedai plan``: look at the plan of a clip, change it, and see what was changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.table import Table

from activities.plan.editing import (
    Change,
    Operation,
    RemoveEffect,
    changes,
    read_operations,
    set_field,
)
from activities.plan.editing.schema import operations_schema, plan_schema
from activities.render.estimate import Cost, added
from deploy.local.commands.clip import Json
from deploy.local.commands.clips import Clips, History, Version
from deploy.local.commands.opening import service
from deploy.local.commands.output import Files
from deploy.local.commands.plan_options import effect, opening, pictured, polished, worded
from deploy.local.commands.plan_tables import page, tell, tell_changes, tell_costs
from deploy.local.commands.session import console, print_json, run

app = typer.Typer(no_args_is_help=True, help="Look at the plan of a clip, and change it.")

ClipId = Annotated[str, typer.Argument(metavar="CLIP", help="A clip's id, or its beginning.")]
Which = Annotated[int | None, typer.Option("--version", help="A version; else the newest.")]
Sets = Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Set a field.")]
Deletions = Annotated[
    list[str] | None,
    typer.Option("--delete-words", metavar="FROM..TO", help="Cut words, by number."),
]
Replacements = Annotated[
    list[str] | None,
    typer.Option("--replace-words", metavar="FROM..TO=TEXT", help="Write words differently."),
]
Added = Annotated[
    list[str] | None,
    typer.Option("--add-effect", metavar="NAME", help="Its name, or JSON with its options."),
]
Removed = Annotated[list[str] | None, typer.Option("--remove-effect", metavar="NAME")]
Opening = Annotated[
    str | None,
    typer.Option("--cold-open", metavar="START..END", help="Show these seconds first."),
]
Speed = Annotated[
    str | None,
    typer.Option(
        "--tighten",
        metavar="relaxed|natural|fast",
        help="Cut filler words and long pauses out, more of them the faster.",
    ),
]
OnBeat = Annotated[
    bool, typer.Option("--cut-on-beat", help="Move cuts to beats of the music that are near.")
]
Sounds = Annotated[
    bool, typer.Option("--add-sounds", help="Add sound effects to words that have one.")
]
Way = Annotated[
    str | None,
    typer.Option("--censor", metavar="bleep|silence", help="Censor profane words."),
]
Picture = Annotated[
    int | None,
    typer.Option(metavar="N", help="Let the picture of this number stand for the clip."),
]
Listed = Annotated[
    typer.FileText | None,
    typer.Option("--operations", help="A JSON list of operations; - reads standard input."),
]
Base = Annotated[int | None, typer.Option("--from", help="Change this version; else the newest.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what would change; store nothing.")]


@app.command()
def show(clip: ClipId, version: Which = None, json: Json = False) -> None:
    """Show the plan of a clip."""

    async def command() -> None:
        async with service() as there:
            past = await there.clips.history(clip)
            chosen = past.version(version)
            plan = await there.clips.plan(past, chosen)
        if json:
            print_json(plan.model_dump(mode="json"))
        else:
            tell(plan, chosen)

    run(command)


@app.command()
def edit(
    clip: ClipId,
    sets: Sets = None,
    replace: Replacements = None,
    delete: Deletions = None,
    add: Added = None,
    remove: Removed = None,
    cold_open: Opening = None,
    tighten: Speed = None,
    cut_on_beat: OnBeat = False,
    add_sounds: Sounds = False,
    censor: Way = None,
    thumbnail: Picture = None,
    operations: Listed = None,
    base: Base = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Change the plan of a clip: its next version. Words have the numbers that `show` tells."""

    async def command() -> None:
        listed = read_operations(operations.read()) if operations else ()
        asked = (
            *listed,
            *(set_field(text) for text in sets or ()),
            *worded(replace or (), delete or ()),
            *(RemoveEffect(name=name) for name in remove or ()),
            *(effect(text) for text in add or ()),
            *([opening(cold_open)] if cold_open else ()),
            *polished(
                tighten=tighten, cut_on_beat=cut_on_beat, add_sounds=add_sounds, censor=censor
            ),
        )
        async with service() as there:
            past = await there.clips.history(clip)
            if thumbnail is not None:
                asked = (*asked, pictured(past.until(base), thumbnail))
            told = await apply(there.clips, past, asked, base=base, dry_run=dry_run)
        if json:
            print_json(told.as_json())
        else:
            tell_told(told)

    run(command)


def tell_told(told: "Told") -> None:
    """Say what came of an edit."""
    tell_changes(told.changes)
    tell_costs(told.costs)
    console.print(f"version {told.version} of clip {told.clip[:8]}", style="green")


@dataclass(frozen=True)
class Told:
    """What came of an edit."""

    clip: str
    version: int
    base: int
    changes: tuple[Change, ...]
    costs: tuple[Cost, ...] = ()
    """The costly steps that it adds to the rendering of the clip."""

    def as_json(self) -> dict[str, Any]:
        told = [change.model_dump() for change in self.changes]
        costs = [cost.model_dump() for cost in self.costs]
        numbers = {"version": self.version, "base": self.base}
        return {"clip": self.clip, **numbers, "changes": told, "estimate": costs}


async def apply(
    clips: Clips,
    past: History,
    asked: Sequence[Operation],
    *,
    base: int | None,
    dry_run: bool,
) -> Told:
    """Keep what operations make of a version, unless the newest is like that already."""
    changed = past.version(base)
    done = await clips.edit(past, base=base, dry_run=dry_run, operations=asked)
    costs = added(await clips.plan(past, changed), done.plan)
    return Told(past.clip, done.version, changed.version, done.changes, costs)


@app.command()
def diff(
    clip: ClipId,
    first: Annotated[int | None, typer.Argument(help="A version; else the last but one.")] = None,
    second: Annotated[int | None, typer.Argument(help="A version; else the newest.")] = None,
    json: Json = False,
) -> None:
    """Tell what differs between two versions of a clip."""

    async def command() -> None:
        async with service() as there:
            past = await there.clips.history(clip)
            new = past.version(second)
            old = past.version(max(1, new.version - 1) if first is None else first)
            plans = [await there.clips.plan(past, one) for one in (old, new)]
            found = changes(*plans)
        if json:
            told = [change.model_dump() for change in found]
            print_json({"from": old.version, "to": new.version, "changes": told})
        else:
            tell_changes(found)

    run(command)


@app.command()
def versions(clip: ClipId, json: Json = False) -> None:
    """List the versions of a clip. Each keeps its plan and its files."""

    async def command() -> None:
        async with service() as there:
            past = await there.clips.history(clip)
            rows = [_row(one, await there.clips.files(past, one)) for one in past.versions]
        if json:
            print_json({"clip": past.clip, "versions": rows})
            return
        table = Table("version", "made of", "state", "created", "done to it")
        table.add_column("file", overflow="fold")
        for row in rows:
            done = ", ".join(str(one.get("path") or one["op"]) for one in row["operations"])
            made_of = str(row["base"] or "")
            created = row["created_at"][:16]
            table.add_row(
                str(row["version"]), made_of, row["state"], created, done, row["path"] or ""
            )
        page.print(table)

    run(command)


@app.command()
def schema(
    operations: Annotated[
        bool, typer.Option("--operations", help="Of operations instead.")
    ] = False,
) -> None:
    """Write the JSON Schema of a plan."""
    print_json(operations_schema() if operations else plan_schema())


def _row(version: Version, files: Files) -> dict[str, Any]:
    offered = enumerate(version.pictures, start=1)
    return {
        "version": version.version,
        "base": version.base,
        "state": version.state.value,
        "created_at": version.created_at.isoformat(),
        "operations": version.operations,
        "plan": files["plan"],
        "path": files.get("path"),
        "thumbnail": files.get("thumbnail"),
        "thumbnails": [{"path": files[f"thumbnail {n}"], "at": at} for n, at in offered],
        "loudness": version.loudness,
    }
