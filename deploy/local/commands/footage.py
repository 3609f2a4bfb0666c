"""``clippedai plan broll``, ``sticker``, ``background``: what a clip is given from elsewhere."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.table import Table

from activities.plan.editing import SetField, operation
from activities.plan.illustrating import LENGTH, Proposal, proposals
from core.domain.artifact import Artifact
from core.domain.plan import ClipPlan, Credit
from core.domain.span import Span
from core.errors import SourceNotFoundError
from core.objects import copy
from core.settings import settings
from deploy.local import footage
from deploy.local.commands.clip import Json
from deploy.local.commands.clips import Clips, History
from deploy.local.commands.opening import service
from deploy.local.commands.plan import ClipId, apply, tell_told
from deploy.local.commands.plan_options import span as both_ends
from deploy.local.commands.plan_tables import page
from deploy.local.commands.refusal import CommandError, Exit
from deploy.local.commands.session import print_json, run
from deploy.local.footage import Result

What = Annotated[
    str | None, typer.Argument(metavar="WORDS|FILE", help="What to look for, or a video.")
]
At = Annotated[
    str | None, typer.Option("--at", metavar="START..END", help="Seconds of the source.")
]
From = Annotated[str | None, typer.Option("--source", help="pexels or folder; else each in turn.")]
Way = Annotated[str, typer.Option(help="full or inset.")]
Number = Annotated[int, typer.Option("--pick", min=1, help="Take this one of what is found.")]
Listing = Annotated[bool, typer.Option("--list", help="Tell what is found; add nothing.")]
Picture = Annotated[Path, typer.Argument(metavar="FILE", help="A PNG, JPEG or WebP.")]
Place = Annotated[str, typer.Option("--place", metavar="X..Y", help="Its middle, 0..1.")]
Width = Annotated[float, typer.Option(help="Share of the clip's width.")]
Behind = Annotated[
    str | None,
    typer.Argument(metavar="FILE|COLOUR", help="What stands behind; else it is blurred."),
]
Engine = Annotated[
    str | None, typer.Option(help="Who sees people; without, a green screen is taken away.")
]
Key = Annotated[str | None, typer.Option(metavar="COLOUR", help="Of the screen.")]


def broll(
    clip: ClipId,
    what: What = None,
    at: At = None,
    source: From = None,
    way: Way = "full",
    pick: Number = 1,
    listing: Listing = False,
    json: Json = False,
) -> None:
    """Show other footage over the speech. Without words: tell where it would suit."""

    async def command() -> None:
        async with service() as there:
            past = await there.clips.history(clip)
            plan = await there.clips.plan(past, past.newest)
            if what is None:
                _tell_proposals(proposals(plan), json=json)
                return
            span = stretch(at)
            if listing:
                found = await footage.search(plan, what, span, place=source, options=settings())
                _tell_found(found, json=json)
                return
            file, credit = await _film(there.clips, plan, what, span, place=source, pick=pick)
            value = {"file": file.model_dump(), "span": span.model_dump(), "way": way}
            value["credit"] = credit.model_dump()
            await _set(there.clips, past, f"broll.{len(plan.broll)}", value, json=json)

    run(command)


def sticker(
    clip: ClipId,
    file: Picture,
    at: At = None,
    place: Place = "0.5..0.3",
    width: Width = 0.3,
    json: Json = False,
) -> None:
    """Lay a picture on the clip."""

    async def command() -> None:
        x, y = both_ends(place, float)
        span = stretch(at).model_dump() if at else None
        async with service() as there:
            past = await there.clips.history(clip)
            plan = await there.clips.plan(past, past.newest)
            stored = await _picture(there.clips, file)
            value = {"file": stored.model_dump(), "span": span, "x": x, "y": y, "width": width}
            await _set(there.clips, past, f"stickers.{len(plan.stickers)}", value, json=json)

    run(command)


def background(
    clip: ClipId,
    behind: Behind = None,
    engine: Engine = None,
    key: Key = None,
    json: Json = False,
) -> None:
    """Put another background behind who speaks."""

    async def command() -> None:
        async with service() as there:
            past = await there.clips.history(clip)
            value: dict[str, object] = {"engine": engine, **({"key": key} if key else {})}
            if behind is not None and behind.startswith("#"):
                value["colour"] = behind
            elif behind is not None:
                value["file"] = (await _picture(there.clips, Path(behind))).model_dump()
            await _set(there.clips, past, "green_screen", value, json=json)

    run(command)


def stretch(text: str | None) -> Span:
    """Return the span of ``START..END``; of ``START`` alone, as long as footage usually is.

    Raises:
        CommandError: it is missing, empty, or written otherwise.
    """
    if text is None:
        raise CommandError("say when it is seen: add --at START..END", Exit.USAGE)
    start, end = both_ends(text, float)
    if ".." not in text:
        end = start + LENGTH
    if not 0 <= start < end:
        raise CommandError(f"“{text}” is empty or no time; write START..END", Exit.USAGE)
    return Span(start=start, end=end)


async def _set(
    clips: Clips, past: History, path: str, value: Mapping[str, object], *, json: bool
) -> None:
    """Give the plan's field a value, as its next version, and tell."""
    asked = [operation(SetField, path=path, value=value)]
    told = await apply(clips, past, asked, base=None, dry_run=False)
    if json:
        print_json(told.as_json())
    else:
        tell_told(told)


async def _film(
    clips: Clips, plan: ClipPlan, what: str, span: Span, *, place: str | None, pick: int
) -> tuple[Artifact, Credit]:
    """Store the video of a file, or that is found for words."""
    options = settings()
    with TemporaryDirectory(dir=options.data_dir) as folder:
        target = Path(folder) / "footage"
        if await asyncio.to_thread(Path(what).is_file):
            await asyncio.to_thread(copy, Path(what), target)
            credit = Credit(source="own footage")
        else:
            found = await footage.search(plan, what, span, place=place, options=options)
            if pick > len(found):
                raise CommandError(f"only {len(found)} were found; --pick one of them", Exit.USAGE)
            await footage.fetch(found[pick - 1], target, options)
            credit = found[pick - 1].found.credit
        stored = await clips.give_film(target, seconds=span.duration)
    return stored, credit


async def _picture(clips: Clips, path: Path) -> Artifact:
    if not await asyncio.to_thread(path.is_file):
        raise SourceNotFoundError(f"there is no file {path}; check the path")
    with TemporaryDirectory(dir=settings().data_dir) as folder:
        target = Path(folder) / "picture"
        await asyncio.to_thread(copy, path, target)
        return await clips.give_picture(target)


def _tell_proposals(found: Sequence[Proposal], *, json: bool) -> None:
    if json:
        print_json({"proposals": [one.model_dump() for one in found]})
        return
    table = Table("at", "look for")
    for one in found:
        table.add_row(f"{one.span.start:.1f}..{one.span.end:.1f}", one.words)
    page.print(table)


def _tell_found(found: Sequence[Result], *, json: bool) -> None:
    if json:
        print_json({"found": [{"source": one.place, **one.found.model_dump()} for one in found]})
        return
    table = Table("pick", "source", "shows", "seconds", "size", "by")
    for number, (place, one) in enumerate(found, start=1):
        size = f"{one.width} x {one.height}"
        row = (str(number), place, one.title, f"{one.seconds:.1f}", size, one.credit.author)
        table.add_row(*(cell.replace("[", "\\[") for cell in row))
    page.print(table)
