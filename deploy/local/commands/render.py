"""``clippedai render``: build a clip again, or a plan over a file."""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from activities.render.estimate import Estimate, estimate
from core.domain.job import ClipState
from core.domain.report import ClipReport, JobReport, StepReport
from core.settings import settings
from deploy.local.commands.clip import Json
from deploy.local.commands.clips import Clips, History
from deploy.local.commands.clips import Version as Asked
from deploy.local.commands.opening import service
from deploy.local.commands.output import Files
from deploy.local.commands.plan_tables import page, tell_costs
from deploy.local.commands.refusal import CommandError, Exit
from deploy.local.commands.session import console, print_json, run
from deploy.local.commands.watch import Bars
from deploy.local.plan_file import estimate_file, render_file

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
    async with service() as there:
        past = await there.clips.history(what)
        return estimate(await there.clips.plan(past, past.version(version)))


def _tell_estimate(found: Estimate, *, json: bool) -> None:
    if json:
        print_json(found.model_dump())
        return
    tell_costs(found.costs)
    money = f"${found.dollars:.2f}" if found.dollars else "no money"
    page.print(f"together about {found.seconds:.0f} s on a machine like this, {money}")


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
    async with service() as there:
        past = await there.clips.history(text)
        asked = past.version(version)
        report = await _attend(there.clips, past, asked)
        (clip,) = report.clips
        rendered = (await there.clips.history(past.clip)).version(asked.version)
        files = await there.clips.files(past, rendered)
        if out is not None and clip.state is ClipState.READY:
            await there.clips.copy(past, rendered, out)
    answer = _as_json(clip, report.steps, files) | {"seconds": round(time.monotonic() - began, 2)}
    if json:
        print_json(answer)
    else:
        _tell(answer, out)
    if clip.state is ClipState.FAILED:
        raise SystemExit(int(Exit.JOB_FAILED))
    if clip.state is ClipState.CANCELLED:
        raise SystemExit(int(Exit.JOB_CANCELLED))


async def _attend(clips: Clips, past: History, version: Asked) -> JobReport:
    """Show the progress of a rendering until it is over; return how it ended."""
    report: JobReport | None = None
    with ExitStack() as stack:
        bars = stack.enter_context(Bars()) if console.is_terminal else None
        async for view in clips.render(past, version):
            report = view.report
            if bars:
                bars.show(view)
    assert report is not None
    return report


def _as_json(clip: ClipReport, steps: Sequence[StepReport], files: Files) -> dict[str, Any]:
    offered = sorted(kind for kind in files if kind.startswith("thumbnail "))
    return {
        "clip": clip.clip_id,
        "version": clip.version,
        "state": clip.state.value,
        "error": clip.error,
        "loudness": clip.loudness,
        **{kind: files.get(kind) for kind in ("path", "thumbnail", "captions")},
        "thumbnails": [files[kind] for kind in offered],
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
