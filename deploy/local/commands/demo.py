"""``clippedai demo``: the whole way, once."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from core.domain.base import StrictValue
from core.domain.job import JobOptions, SourceRef
from core.process import run_in_process
from core.scratch import Scratch
from core.settings import settings
from deploy.local.commands.clip import Out, exit_by, make, sources
from deploy.local.commands.here import here
from deploy.local.commands.session import run
from deploy.local.commands.watch import Bars

# Short clips: the first look should not take long.
_BRIEF = JobOptions(max_clips=4, max_seconds=35)


def demo(
    video: Annotated[str | None, typer.Argument(help="Your own file or link.")] = None,
    out: Out = Path("clips"),
) -> None:
    """Show the whole way once: with your recording, or with a sample made on the spot."""

    async def command() -> None:
        given = sources(video) if video else None
        # The system starts while the sample is made.
        sample = asyncio.create_task(_sample()) if given is None else None
        async with here(start=True) as system:
            found = [await sample] if sample else given or []
            done = [await make(system, one, _BRIEF, out=out) for one in found]
        exit_by(done)

    run(command)


async def _sample() -> SourceRef:
    scratch = Scratch(settings().cache_dir / "scratch")
    try:
        with scratch.folder() as folder, Bars.plain("making the sample recording") as progress:
            return await run_in_process(
                "deploy.local.sample_work:make",
                StrictValue(),
                SourceRef,
                scratch=folder,
                progress=progress,
            )
    finally:
        scratch.close()
