"""A plan, and what differs between two, as people read them."""

import sys

from rich.console import Console
from rich.table import Table

from activities.plan.editing import Change
from core.db.tables import ClipVersion
from core.domain.plan import ClipPlan
from deploy.local.commands import output
from deploy.local.commands.session import console

page = Console(file=sys.stdout, highlight=False)


def tell(plan: ClipPlan, version: ClipVersion) -> None:
    """Tell a person what a clip is made of."""
    spans = ", ".join(f"{output.clock(s.start)}-{output.clock(s.end)}" for s in plan.spans)
    effects = ", ".join(effect.name for effect in plan.effects) or "none"
    size = f"{plan.output.width} x {plan.output.height}, {plan.output.fps}/s, {plan.output.profile}"
    rows = {
        "version": f"{version.version} ({version.state})",
        "title": plan.title,
        "spans": f"{spans} · {plan.duration:.1f} s",
        "layout": plan.layout.name,
        "captions": plan.captions.style if plan.captions else "none",
        "effects": effects,
        "hook": plan.hook.text if plan.hook else "none",
        "sound": f"{plan.audio.loudness:g} LUFS, {plan.audio.true_peak:g} dBTP",
        "output": f"{size}, for {plan.output.platform or 'every platform'}",
    }
    table = Table(show_header=False, box=None)
    for name, value in rows.items():
        table.add_row(name, value)
    page.print(table)
    words = plan.captions.words if plan.captions else ()
    page.print(" ".join(f"[dim]{n}[/]\u00a0{_bare(word.text)}" for n, word in enumerate(words)))


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
