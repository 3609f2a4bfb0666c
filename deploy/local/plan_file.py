"""A plan over a file: no job, no server, one process."""

from collections.abc import Callable
from pathlib import Path

from activities.render.delivery import CLIP
from activities.render.estimate import Estimate
from activities.render.tasks import Rendered
from core.domain.base import Value
from core.errors import SourceNotFoundError
from core.objects import copy
from core.process import run_in_process
from core.scratch import Scratch
from core.settings import Settings


class PlanFile(Value):
    """What the process works on. All are absolute paths."""

    plan: str
    source: str
    objects: str
    """The folder with the stored files of this machine."""


async def render_file(
    plan: Path, source: Path, target: Path, *, options: Settings, progress: Callable[[float], None]
) -> Rendered:
    """Build a plan over a recording, and put the clip at ``target``.

    Raises:
        ClippedError: there is no such file, the plan is not valid, or it cannot be built.
    """
    task = _task(plan, source, options)
    scratch = Scratch(options.data_dir / "scratch")
    try:
        with scratch.folder() as folder:
            made = await run_in_process(
                "deploy.local.plan_file_work:build",
                task,
                Rendered,
                scratch=folder,
                progress=progress,
            )
            _hand_over(folder / CLIP, target)
    finally:
        scratch.close()
    return made


async def estimate_file(plan: Path, source: Path, *, options: Settings) -> Estimate:
    """Return what building a plan over a recording would cost.

    Raises:
        ClippedError: there is no such file, or the plan is not valid.
    """
    task = _task(plan, source, options)
    scratch = Scratch(options.data_dir / "scratch")
    try:
        with scratch.folder() as folder:
            work = "deploy.local.plan_file_work:cost"
            return await run_in_process(
                work, task, Estimate, scratch=folder, progress=lambda _: None
            )
    finally:
        scratch.close()


def _task(plan: Path, source: Path, options: Settings) -> PlanFile:
    for path in (plan, source):
        if not path.is_file():
            raise SourceNotFoundError(f"there is no file {path}; check the path")
    return PlanFile(
        plan=str(plan.resolve()),
        source=str(source.resolve()),
        objects=str(options.data_dir / "objects"),
    )


def _hand_over(clip: Path, target: Path) -> None:
    """Put the clip in its place, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.part")
    copy(clip, partial)
    partial.replace(target)
