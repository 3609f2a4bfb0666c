"""``clippedai clip``: from a recording to files."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from pydantic import ValidationError

from activities import catalog
from core.domain.job import JobOptions, JobState, SourceKind, SourceRef, Tier
from core.domain.plan import FORMATS
from core.domain.report import JobReport
from core.errors import SourceNotFoundError
from core.net import source_of
from core.settings import settings
from deploy.local.commands import output
from deploy.local.commands.opening import is_remote, service
from deploy.local.commands.refusal import CommandError, Exit
from deploy.local.commands.service import Service
from deploy.local.commands.session import console, print_json, run
from deploy.local.commands.watch import Bars, View, label, settled

_VIDEO_SUFFIXES = {".mp4", ".mov", ".mkv", ".webm", ".m4v", ".avi", ".ts", ".mpg", ".mpeg", ".mts"}

Source = Annotated[str, typer.Argument(help="A file, a folder of files, or a link.")]
Clips = Annotated[int, typer.Option("--clips", "-n", help="How many clips at most.")]
Shortest = Annotated[float, typer.Option("--min", help="Shortest clip in seconds.")]
Longest = Annotated[float, typer.Option("--max", help="Longest clip in seconds.")]
Language = Annotated[str | None, typer.Option(help="Language spoken, such as en; else detected.")]
Transcriber = Annotated[str | None, typer.Option(help="Speech engine; else the best there is.")]
Vocabulary = Annotated[
    list[str] | None, typer.Option("--word", help="A name as it is to be written; may be repeated.")
]
Speakers = Annotated[int | None, typer.Option(help="How many people speak; else found out.")]
TopicCount = Annotated[
    int | None, typer.Option("--topics", help="How many topics there are; else found out.")
]
Fast = Annotated[bool, typer.Option("--fast", help="Look only where something changes.")]
Prompt = Annotated[str, typer.Option("--about", help="What the clips shall be about, in words.")]
Style = Annotated[str, typer.Option(help=f"One of: {', '.join(catalog.CAPTION_STYLES.names())}.")]
Layout = Annotated[str | None, typer.Option(help=f"One of: {', '.join(catalog.LAYOUTS.names())}.")]
Formats = Annotated[
    list[str] | None,
    typer.Option("--format", help=f"Shape: {', '.join(FORMATS)}; may be repeated. Else 9:16."),
]
Ask = Annotated[bool, typer.Option("--ask", help="Wait for `approve` before rendering.")]
Review = Annotated[bool, typer.Option("--review", help="Wait for `approve` after rendering.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder for the finished files.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
Detach = Annotated[bool, typer.Option("--detach", help="Start the job and do not wait.")]


def clip(
    source: Source,
    clips: Clips = 5,
    shortest: Shortest = 15.0,
    longest: Longest = 90.0,
    language: Language = None,
    transcriber: Transcriber = None,
    vocabulary: Vocabulary = None,
    speakers: Speakers = None,
    topics: TopicCount = None,
    about: Prompt = "",
    fast: Fast = False,
    style: Style = "highlight_word",
    layout: Layout = None,
    formats: Formats = None,
    ask: Ask = False,
    review: Review = False,
    out: Out = Path("clips"),
    json: Json = False,
    detach: Detach = False,
) -> None:
    """Make captioned vertical clips of a recording."""

    async def command() -> None:
        options = chosen(
            max_clips=clips,
            min_seconds=shortest,
            max_seconds=longest,
            language=language,
            transcriber=transcriber,
            vocabulary=vocabulary,
            speakers=speakers,
            topics=topics,
            prompt=about,
            fast=fast,
            caption_style=catalog.CAPTION_STYLES.check(style),
            layout=layout and catalog.LAYOUTS.check(layout),
            formats=tuple(formats or FORMATS[:1]),
            auto=not ask,
            review=review,
        )
        found = sources(source)
        async with service(start=not detach) as there:
            done = [
                await make(there, one, options, out=out, detach=detach, quiet=json) for one in found
            ]
        if json:
            print_json(done[0] if len(done) == 1 else {"jobs": done})
        exit_by(done)

    run(command)


def chosen(
    *, transcriber: str | None, vocabulary: list[str] | None, fast: bool, **others: Any
) -> JobOptions:
    """Return what a person asks of a job.

    Raises:
        CommandError: an option is out of its range.
        UnknownPluginError: no engine has that name.
    """
    try:
        return JobOptions(
            transcriber=transcriber and catalog.TRANSCRIBERS.check(transcriber),
            vocabulary=tuple(vocabulary or ()),
            tier=Tier.FAST if fast else Tier.ACCURATE,
            **others,
        )
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "options"
        raise CommandError(f"{name}: {first['msg'].lower()}", Exit.USAGE) from error


def sources(text: str) -> list[SourceRef]:
    """Return the recordings that a person means.

    Raises:
        ClippedError: there is nothing there, or the link may not be followed.
    """
    folder = Path(text).expanduser()
    if not folder.is_dir():
        return [single(text)]
    found = sorted(p for p in folder.iterdir() if p.suffix.lower() in _VIDEO_SUFFIXES)
    if not found:
        raise SourceNotFoundError(f"the folder {folder} holds no video; name a video file")
    return [single(str(path)) for path in found]


def single(text: str) -> SourceRef:
    """Return the one recording that a path or a link means.

    Raises:
        ClippedError: there is nothing there, or the link may not be followed.
    """
    if is_remote() and "://" in text:
        # Which links may be followed, the API says.
        return SourceRef(kind=SourceKind.HTTP, location=text)
    source = source_of(text, settings())
    try:
        source.location.encode()
    except UnicodeEncodeError as error:
        raise SourceNotFoundError(
            f"the path {source.location!r} holds bytes that are not UTF-8; rename it"
        ) from error
    if source.kind is SourceKind.FILE and not Path(source.location).exists():
        raise SourceNotFoundError(f"there is no file {source.location}; check the path")
    return source


async def make(
    there: Service,
    source: SourceRef,
    options: JobOptions,
    *,
    out: Path,
    detach: bool = False,
    quiet: bool = False,
) -> dict[str, Any]:
    """Start a job, follow it, and hand its files to the person."""
    job = await there.start(source, options)
    console.print(f"job {job} · {source.location}", style="bold", markup=False, soft_wrap=True)
    if detach:
        return output.as_json(await there.report(job), {})
    report = await attend(there, job, auto=options.auto)
    folder = out / (output.slug(Path(source.location).stem) or str(job)[:8])
    files = await there.export(report, folder)
    if not quiet:
        tell(report, files)
    return output.as_json(report, files, await there.findings(report))


async def attend(there: Service, job: UUID, *, auto: bool) -> JobReport:
    """Show the progress of a job until it is settled; return how it stands then."""
    view: View | None = None
    with ExitStack() as stack:
        bars = stack.enter_context(Bars()) if console.is_terminal else None
        said: set[str] = set()
        async for view in there.follow(job, auto=auto):
            if bars:
                bars.show(view)
            else:
                _say_new(view, said)
    assert view is not None
    return view.report


def _say_new(view: View, said: set[str]) -> None:
    """Tell in lines what a screen would tell in bars."""
    titles = {clip.clip_id: clip for clip in view.report.clips}
    for step in view.report.steps:
        ran = f" · {step.ran.engine} · {step.ran.seconds:.1f} s" if step.ran else ""
        note = f" · {step.ran.note}" if step.ran and step.ran.note else ""
        line = f"{label(step, titles)}: {step.error or step.state.value}{ran}{note}"
        if step.state.value != "running" and line not in said:
            said.add(line)
            console.print(line, markup=False, soft_wrap=True)


def tell(report: JobReport, files: Mapping[str, output.Files]) -> None:
    """Tell a person how a job ended."""
    for step in report.steps:
        if step.ran and step.ran.note:
            console.print(f"{step.name.value}: {step.ran.note}", style="yellow", markup=False)
    if report.clips:
        console.print(output.clip_table(report, files))
    short = report.job[:8]
    if report.state is JobState.FAILED:
        console.print(f"failed: {report.error}", style="red", markup=False, soft_wrap=True)
        console.print(f"`clippedai retry {short}` runs the failed step again", markup=False)
    elif settled(report) and not report.state.final:
        console.print(f"waiting: `clippedai approve {short}` or `clippedai reject {short}`")
    else:
        console.print(report.state.value, style="green")


def exit_by(done: list[dict[str, Any]]) -> None:
    """Leave with the code that the worst of the jobs asks for."""
    states = {job["state"] for job in done}
    if JobState.FAILED.value in states:
        raise SystemExit(int(Exit.JOB_FAILED))
    if JobState.CANCELLED.value in states:
        raise SystemExit(int(Exit.JOB_CANCELLED))
