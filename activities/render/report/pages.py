"""What stands on the pages of a report."""

from collections.abc import Iterator, Sequence

from reportlab.lib import colors
from reportlab.platypus import Flowable, KeepTogether, Spacer, Table, TableStyle

from activities.render.report.contract import MadeClip, RanStep, Report
from activities.render.report.writing import written

_TITLE, _HEADING, _TEXT, _SMALL = 18.0, 12.0, 9.0, 8.0
_GAP = 8.0

_SCORES = ("virality", "hook", "flow", "value", "trend", "coherence")
_LINES = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.lightgrey),
        *(((side + "PADDING"), (0, 0), (-1, -1), 2) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
    ]
)


def story(report: Report, width: float) -> list[Flowable]:
    """Return what is printed, from top to bottom; ``width`` is that of the text, in points."""
    return [
        written(report.title or report.source, _TITLE),
        Spacer(0, _GAP),
        _facts(_about(report), width),
        *_listed("To know", [written(line, _TEXT) for line in report.warnings]),
        *_listed("Clips", [_clip(clip, width) for clip in report.clips]),
        *_listed("Topics", _topics(report, width)),
        *_listed("Steps", [_steps(report.steps, width)] if report.steps else []),
    ]


def _about(report: Report) -> dict[str, str]:
    found = {
        "Source": report.source,
        "Length": clock(report.duration) if report.duration is not None else "",
        "Language": ", ".join(report.languages) or report.language,
        "State": report.state,
        "Error": report.error,
        "Begun": report.created_at,
        "Last change": report.updated_at,
        "Engines": ", ".join(f"{step}: {engine}" for step, engine in report.engines.items()),
    }
    return {name: text for name, text in found.items() if text}


def _clip(clip: MadeClip, width: float) -> Flowable:
    scores = clip.scores
    facts = {
        "Shown": f"{clock(clip.start)} to {clock(clip.end)} of the source · {clip.format}".rstrip(
            " ·"
        ),
        "State": f"{clip.state}, version {clip.version}",
        "Scores": ", ".join(f"{name} {getattr(scores, name):.0f}" for name in _SCORES)
        if scores
        else f"virality {clip.score:.0f}",
        **{f"Why: {name}": text for name, text in (scores.reasons if scores else ()) if text},
        "About": clip.description,
        "Tags": ", ".join(clip.tags),
        "Look at": " ".join(clip.warnings),
        "Loudness": f"{clip.loudness:.1f} LUFS" if clip.loudness is not None else "",
        "Time": ", ".join(f"{step.name} {_seconds(step)}" for step in clip.steps),
    }
    shown = {name: text for name, text in facts.items() if text}
    return KeepTogether([written(clip.title, _TEXT + 2), _facts(shown, width), Spacer(0, _GAP)])


def _topics(report: Report, width: float) -> list[Flowable]:
    rows = {f"{clock(topic.start)} - {clock(topic.end)}": topic.title for topic in report.topics}
    return [_facts(rows, width)] if rows else []


def _steps(steps: Sequence[RanStep], width: float) -> Flowable:
    rows = [("step", "state", "engine", "time", "note"), *map(_row, steps)]
    shares = (0.18, 0.12, 0.25, 0.1, 0.35)
    cells = [[written(cell, _SMALL) for cell in row] for row in rows]
    return Table(cells, [width * share for share in shares], style=_LINES, repeatRows=1)


def _row(step: RanStep) -> tuple[str, ...]:
    name = step.name if step.part is None else f"{step.name} {step.part}"
    return (name, step.state, step.engine, _seconds(step), step.error or step.note)


def _facts(rows: dict[str, str], width: float) -> Flowable:
    cells = [[written(name, _SMALL), written(text, _TEXT)] for name, text in rows.items()]
    return Table(cells, [0.22 * width, 0.78 * width], style=_LINES)


def _listed(heading: str, things: Sequence[Flowable]) -> Iterator[Flowable]:
    if things:
        yield Spacer(0, 2 * _GAP)
        yield written(heading, _HEADING)
        yield Spacer(0, _GAP / 2)
        yield from things


def _seconds(step: RanStep) -> str:
    if step.cached:
        return "known"
    return f"{step.seconds:.1f} s" if step.seconds is not None else ""


def clock(seconds: float) -> str:
    """Return a time as people read it, for example ``1:02:03``."""
    minutes, left = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
