"""``clippedai topics``: what a list of utterances is about, without a running system."""

import json as json_text
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict, FiniteFloat, TypeAdapter, ValidationError
from rich.console import Console
from rich.table import Table

from activities import catalog
from activities.topics.work import divided
from core.domain.topics import Topic, Topics, Utterance
from core.errors import EngineUnavailableError
from deploy.local.commands.refusal import CommandError, Exit
from deploy.local.commands.session import console, print_json, run

Utterances = Annotated[
    Path, typer.Argument(help="A JSON list of {text, start, end}; without times the index counts.")
]
Count = Annotated[int | None, typer.Option("--count", help="How many; else found out.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]


class _Line(BaseModel):
    """An utterance as people give it."""

    model_config = ConfigDict(strict=True)

    text: str
    start: FiniteFloat | None = None
    end: FiniteFloat | None = None


def topics(utterances: Utterances, count: Count = None, json: Json = False) -> None:
    """Divide what is said into topics."""

    async def command() -> None:
        said = _read(utterances)
        if count is not None and not 1 <= count <= len(said):
            raise CommandError(
                f"{len(said)} utterances cannot make {count} topics; ask for 1 to {len(said)}",
                Exit.USAGE,
            )
        found = _found(said, count)
        if json:
            print_json({"topics": [_row(topic) for topic in found.topics]})
        else:
            Console(file=sys.stdout, highlight=False).print(_table(found))

    run(command)


def _read(path: Path) -> list[Utterance]:
    """Return the utterances of a file.

    Raises:
        CommandError: there is no such file, or it holds something else.
    """
    try:
        lines = TypeAdapter(list[_Line]).validate_python(json_text.loads(path.read_bytes()))
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}", Exit.USAGE) from error
    except ValidationError as error:
        raise CommandError(f"{path} is no list of utterances: {_why(error)}", Exit.USAGE) from error
    except (ValueError, RecursionError) as error:
        raise CommandError(f"{path} is not JSON: {error}", Exit.USAGE) from error
    if not lines:
        raise CommandError(f"{path} holds no utterance; give at least one", Exit.USAGE)
    return _timed([line.model_copy(update={"text": _writable(line.text)}) for line in lines])


def _writable(text: str) -> str:
    """Return a text without the halves of characters that JSON can hold and nothing can write."""
    return text.encode(errors="replace").decode()


def _why(error: ValidationError) -> str:
    first = error.errors()[0]
    where = " ".join(str(part) for part in first["loc"])
    what = "it should be an object with a text"
    if first["type"] != "model_type":
        what = first["msg"][:1].lower() + first["msg"][1:]
    return f"utterance {where}: {what}" if where else what


def _timed(lines: list[_Line]) -> list[Utterance]:
    """Return utterances with times; when one does not say when it starts, indexes are times."""
    starts = [line.start for line in lines if line.start is not None]
    if len(starts) < len(lines):
        return [
            Utterance(text=line.text, start=index, end=index + 1)
            for index, line in enumerate(lines)
        ]
    following = [*starts[1:], starts[-1]]
    return [
        Utterance(text=line.text, start=start, end=max(start, later if end is None else end))
        for line, start, later in zip(lines, starts, following, strict=True)
        for end in (line.end,)
    ]


def _found(said: list[Utterance], count: int | None) -> Topics:
    """Return the topics as the first embedder that can run finds them, and say which cannot."""
    reasons: list[str] = []
    for embedder in catalog.EMBEDDERS.names():
        try:
            return divided(said, embedder=embedder, count=count, report=lambda _: None)
        except EngineUnavailableError as error:
            reasons.append(f"{embedder} could not be used: {error}")
            console.print(reasons[-1], style="yellow", markup=False, soft_wrap=True)
    raise EngineUnavailableError("; ".join(reasons))


def _row(topic: Topic) -> dict[str, Any]:
    return {
        "start": round(topic.span.start, 3),
        "end": round(topic.span.end, 3),
        "first": topic.first,
        "last": topic.last,
        "title": topic.title,
    }


def _table(found: Topics) -> Table:
    table = Table("first", "last", "from", "to", "topic", caption=found.engine)
    for topic in found.topics:
        times = (f"{topic.span.start:.1f}", f"{topic.span.end:.1f}")
        table.add_row(str(topic.first), str(topic.last), *times, topic.title)
    return table
