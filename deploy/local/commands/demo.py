"""``clippedai demo``: the whole way, once."""

from pathlib import Path
from typing import Annotated

import typer

from core.domain.base import StrictValue
from core.domain.job import JobOptions, SourceRef
from core.process import run_in_process
from core.scratch import Scratch
from core.settings import settings
from deploy.local.commands.clip import Out, exit_by, make, sources
from deploy.local.commands.session import run, running_system
from deploy.local.commands.watch import Bars


def demo(
    video: Annotated[str | None, typer.Argument(help="Your own file or link.")] = None,
    out: Out = Path("clips"),
) -> None:
    """Show the whole way once: with your recording, or with a sample made on the spot."""

    async def command() -> None:
        found = sources(video) if video else [await _sample()]
        async with running_system(start=True) as system:
            done = [await make(system, one, JobOptions(), out=out) for one in found]
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
