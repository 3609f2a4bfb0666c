"""``clippedai analyze``: what a recording holds, without making clips of it."""

from typing import Annotated

import typer
from rich.table import Table

from core.domain.job import JobState
from deploy.local.commands import output
from deploy.local.commands.clip import (
    Fast,
    Json,
    Language,
    Speakers,
    TopicCount,
    Transcriber,
    Vocabulary,
    attend,
    chosen,
    exit_by,
    single,
)
from deploy.local.commands.findings import Findings
from deploy.local.commands.opening import service
from deploy.local.commands.session import console, print_json, run


def analyze(
    source: Annotated[str, typer.Argument(help="A file or a link.")],
    language: Language = None,
    transcriber: Transcriber = None,
    vocabulary: Vocabulary = None,
    speakers: Speakers = None,
    topics: TopicCount = None,
    fast: Fast = False,
    json: Json = False,
) -> None:
    """Tell what is said and by whom, where the picture cuts, who is seen, what is talked about."""

    async def command() -> None:
        options = chosen(
            language=language,
            transcriber=transcriber,
            vocabulary=vocabulary,
            speakers=speakers,
            topics=topics,
            fast=fast,
            only_analysis=True,
        )
        found = single(source)
        async with service(start=True) as there:
            report = await attend(there, await there.start(found, options), auto=True)
            known = await there.findings(report)
        if json:
            whole = {"job": report.job, "state": report.state.value, "error": report.error}
            ran = {"engines": output.engines(report), "notes": output.notes(report)}
            print_json(whole | ran | known.as_json())
        elif report.state is JobState.COMPLETED:
            _tell(known, output.notes(report))
        exit_by([{"state": report.state.value}])

    run(command)


def _tell(known: Findings, notes: dict[str, str]) -> None:
    """Tell a person what was found out."""
    for step, note in notes.items():
        console.print(f"{step}: {note}", style="yellow", markup=False)
    table = Table("from", "to", "what is talked about")
    for topic in known.topics.topics:
        table.add_row(output.clock(topic.span.start), output.clock(topic.span.end), topic.title)
    console.print(table)
    people = {track.person for track in known.faces.tracks if track.person}
    counts = {
        "words": len(known.transcript.words),
        "voices": len(known.speakers()),
        "people seen": len(people),
        "scenes": len(known.scenes.scenes),
        "sound events": len(known.sound.events),
    }
    language = known.transcript.language or "no speech"
    console.print(" · ".join([language, *(f"{n} {what}" for what, n in counts.items())]))
