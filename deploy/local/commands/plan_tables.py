"""A plan, and what differs between two, as people read them."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from activities.plan.editing import Change
from activities.render.estimate import Cost
from core.domain.plan import AudioPlan, ClipPlan
from deploy.local.commands import output
from deploy.local.commands.clips import Version
from deploy.local.commands.session import console

page = Console(highlight=False)


def tell(plan: ClipPlan, version: Version) -> None:
    """Tell a person what a clip is made of."""
    spans = ", ".join(f"{output.clock(s.start)}-{output.clock(s.end)}" for s in plan.spans)
    effects = ", ".join(effect.name for effect in plan.effects) or "none"
    size = f"{plan.output.width} x {plan.output.height}, {plan.output.fps}/s, {plan.output.profile}"
    rows = {
        "version": f"{version.version} ({version.state.value})",
        "title": plan.title,
        "spans": f"{spans} · {plan.duration:.1f} s",
        "layout": plan.layout.name,
        "captions": plan.captions.style if plan.captions else "none",
        "effects": effects,
        "added": _added(plan),
        "hook": plan.hook.text if plan.hook else "none",
        "sound": _sound(plan.audio),
        "thumbnail": _thumbnail(plan),
        "output": f"{size}, for {plan.output.platform or 'every platform'}",
    }
    table = Table(show_header=False, box=None)
    for name, value in rows.items():
        table.add_row(name, value)
    page.print(table)
    words = plan.captions.words if plan.captions else ()
    page.print(" ".join(f"[dim]{n}[/]\u00a0{_bare(word.text)}" for n, word in enumerate(words)))


def _sound(audio: AudioPlan) -> str:
    censored = audio.censoring
    told = {
        f"{audio.loudness:g} LUFS, {audio.true_peak:g} dBTP": True,
        f"denoised by {audio.denoise}": audio.denoise,
        "music": audio.music,
        f"{len(audio.sounds)} sound effects": audio.sounds,
        f"{len(censored.spans)} censored ({censored.way})": censored.spans,
    }
    return " · ".join(text for text, is_so in told.items() if is_so)


def _added(plan: ClipPlan) -> str:
    told = {
        "eyes turned to the camera": plan.eye_contact,
        "another background": plan.green_screen,
        f"{len(plan.broll)} stretches of footage": plan.broll,
        f"{len(plan.stickers)} stickers": plan.stickers,
    }
    return " · ".join(text for text, is_so in told.items() if is_so) or "nothing"


def _thumbnail(plan: ClipPlan) -> str:
    at = plan.thumbnail.at
    return "the best picture" if at is None else f"the picture at {output.clock(at)}"


def tell_changes(found: tuple[Change, ...]) -> None:
    if not found:
        console.print("nothing differs")
        return
    table = Table("field", "before", "after")
    for change in found:
        table.add_row(change.field, _short(change.before), _short(change.after))
    page.print(table)


def _short(value: object) -> str:
    text = "" if value is None else str(value)
    return _bare(text if len(text) <= 60 else f"{text[:59]}…")


def _bare(text: str) -> str:
    """Return a text in which no bracket means a style."""
    return text.replace("[", "\\[")


def tell_costs(costs: Sequence[Cost]) -> None:
    """Print what steps of a rendering cost, and nothing for none."""
    for cost in costs:
        asked = f"${cost.dollars:.2f}" if cost.dollars else "no money"
        page.print(f"{cost.field}: {cost.name} takes about {cost.seconds:.0f} s here, {asked}")
