"""``clippedai render``: build a clip again, or a plan over a file."""

import asyncio
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import select

from activities.records.versions import planned, rounds, shown
from activities.render.estimate import Estimate, estimate
from core.db.tables import Clip, Job
from core.domain.artifact import Artifact
from core.domain.job import ClipState, JobState
from core.domain.report import ClipReport, StepReport
from core.objects import copy, stored
from core.settings import settings
from deploy.local.commands.clip import Json
from deploy.local.commands.plan_tables import page, tell_costs
from deploy.local.commands.session import (
    CommandError,
    Exit,
    System,
    console,
    print_json,
    run,
    running_system,
)
from deploy.local.commands.versions import History, history, plan_of
from deploy.local.commands.watch import Bars, follow_clip
from deploy.local.plan_file import estimate_file, render_file
from workflows.clip import ClipRequest, renders_itself
from workflows.starting import start_clip

What = Annotated[str, typer.Argument(metavar="CLIP|PLAN.json", help="A clip's id, or a plan.")]
Source = Annotated[Path | None, typer.Option(help="The recording, for a plan in a file.")]
Target = Annotated[Path | None, typer.Option("--out", "-o", help="Where the clip is put.")]
Version = Annotated[int | None, typer.Option(help="A version of the clip; else the newest.")]
Estimated = Annotated[
    bool,
    typer.Option("--estimate", help="Tell time and money; build nothing."),
]


def render(
    what: What,
    source: Source = None,
    out: Target = None,
    version: Version = None,
    estimated: Estimated = False,
    json: Json = False,
) -> None:
    """Build a clip again after its plan was changed; what did not change is not computed again.

    With --source it builds a plan that lies in a file, without a job and without a system.
    """

    async def command() -> None:
        if estimated:
            _tell_estimate(await _estimate(what, source, version), json=json)
        elif source is not None:
            await _render_plan(Path(what), source, out, version, json=json)
        elif what.endswith(".json"):
            raise CommandError("a plan needs its recording: add --source PATH", Exit.USAGE)
        else:
            await _render_clip(what, out, version, json=json)

    run(command)


async def _estimate(what: str, source: Path | None, version: int | None) -> Estimate:
    if source is not None:
        return await estimate_file(Path(what), source, options=settings())
    async with running_system() as system:
        past = await history(system, what)
        return estimate(await plan_of(system, past.version(version)))


def _tell_estimate(found: Estimate, *, json: bool) -> None:
    if json:
        print_json(found.model_dump())
        return
    tell_costs(found.costs)
    money = f"${found.dollars:.2f}" if found.dollars else "no money"
    page.print(f"together about {found.seconds:.0f} s on this machine, {money}")


async def _render_plan(
    plan: Path, source: Path, out: Path | None, version: int | None, *, json: bool
) -> None:
    if out is None or version is not None:
        raise CommandError("a plan in a file needs -o OUT.mp4, and has no versions", Exit.USAGE)
    target = _target(out, plan, source)
    began = time.monotonic()
    with ExitStack() as stack:
        bar = stack.enter_context(Bars.plain("render")) if console.is_terminal else None
        made = await render_file(
            plan, source, target, options=settings(), progress=bar or (lambda _: None)
        )
    seconds = round(time.monotonic() - began, 2)
    answer = {
        "path": str(target),
        "seconds": seconds,
        "duration": made.duration,
        "loudness": made.loudness,
        "true_peak": made.true_peak,
    }
    if json:
        print_json(answer)
    else:
        console.print(f"{out}: {made.duration:.1f} s, rendered in {seconds:.1f} s", markup=False)


def _target(out: Path, plan: Path, source: Path) -> Path:
    """Return where the clip goes.

    Raises:
        CommandError: that is what it is made of.
    """
    if out.exists() and any(path.exists() and out.samefile(path) for path in (plan, source)):
        raise CommandError(f"{out} is what the clip is made of; choose another name", Exit.USAGE)
    return out.absolute()


async def _render_clip(text: str, out: Path | None, version: int | None, *, json: bool) -> None:
    began = time.monotonic()
    async with running_system() as system:
        past = await history(system, text)
        asked = past.version(version)
        plan = await plan_of(system, asked)
        clip = planned(past.clip, version=asked.version, plan_key=asked.plan_key, **shown(plan))
        await _start(system, past, clip)
        clip, steps = await _attend(system, past.clip, clip)
        if out is not None and clip.clip_key:
            async with system.store.local(Artifact(key=clip.clip_key, size=0)) as path:
                out.parent.mkdir(parents=True, exist_ok=True)
                await asyncio.to_thread(copy, path, out)
        answer = _as_json(system, clip, steps) | {"seconds": round(time.monotonic() - began, 2)}
    if json:
        print_json(answer)
    else:
        _tell(answer, out)
    if clip.state is ClipState.FAILED:
        raise SystemExit(int(Exit.JOB_FAILED))
    if clip.state is ClipState.CANCELLED:
        raise SystemExit(int(Exit.JOB_CANCELLED))


async def _start(system: System, past: History, clip: ClipReport) -> None:
    """Start the workflow that renders a version, unless it runs already.

    Raises:
        CommandError: the clip's job is about to render it, or knows no faces.
    """
    async with system.database.transaction() as session:
        job = (await session.scalars(select(Job).where(Job.id == past.clip.job_id))).one()
        before = await rounds(session, past.clip)
    _check(past.clip, job)
    request = ClipRequest(
        workspace=str(system.workspace),
        job=str(job.id),
        clip=clip,
        plan=await stored(system.store, clip.plan_key),
        faces=Artifact(key=job.artifacts["faces"], size=0),
        rounds=before,
        patience=settings().job.patience,
    )
    await start_clip(system.client, request)


def _check(clip: Clip, job: Job) -> None:
    """Refuse what the clip's job will render itself.

    Raises:
        CommandError: it will.
    """
    if not renders_itself(JobState(job.state), ClipState(clip.state), has_file=bool(clip.clip_key)):
        return
    short = str(job.id)[:8]
    what = {
        ClipState.PLANNED: f"it waits for `clippedai approve {short}`",
        ClipState.FAILED: f"`clippedai retry {short}` renders it again, with its newest plan",
    }.get(ClipState(clip.state), f"`clippedai show {short} --follow` shows how far it is")
    raise CommandError(f"the job of this clip renders it: {what}", Exit.USAGE)


async def _attend(
    system: System, row: Clip, clip: ClipReport
) -> tuple[ClipReport, tuple[StepReport, ...]]:
    """Show the progress of a rendering until it is over; return how it ended."""
    with ExitStack() as stack:
        bars = stack.enter_context(Bars()) if console.is_terminal else None
        async for view in follow_clip(system, str(row.job_id), clip):
            if bars:
                bars.show(view)
    return view.report.clips[0], view.report.steps


def _as_json(system: System, clip: ClipReport, steps: tuple[StepReport, ...]) -> dict[str, Any]:
    keys = {"path": clip.clip_key, "thumbnail": clip.thumbnail_key, "captions": clip.captions_key}
    return {
        "clip": clip.clip_id,
        "version": clip.version,
        "state": clip.state.value,
        "error": clip.error,
        "loudness": clip.loudness,
        **{kind: system.store.where(key) if key else None for kind, key in keys.items()},
        "thumbnails": [system.store.where(one.key) for one in clip.thumbnails],
        "steps": [
            {
                "name": step.name.value,
                "state": step.state.value,
                "seconds": step.ran.seconds if step.ran else None,
                "cached": step.ran.cached if step.ran else False,
                "note": step.ran.note if step.ran else "",
            }
            for step in steps
        ],
    }


def _tell(answer: dict[str, Any], out: Path | None) -> None:
    for step in answer["steps"]:
        how = "nothing changed" if step["cached"] else f"{step['seconds'] or 0:.1f} s"
        note = f" · {step['note']}" if step["note"] else ""
        console.print(f"{step['name']}: {step['state']} · {how}{note}", markup=False)
    where = out or answer["path"] or answer["error"]
    line = f"version {answer['version']} {answer['state']} in {answer['seconds']:.1f} s: {where}"
    console.print(line, markup=False, soft_wrap=True)
