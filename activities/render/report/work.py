"""Print a report, in a process of its own."""

from collections.abc import Callable
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import SimpleDocTemplate

from activities.render.report.contract import FILE, Printed, PrintTask, Report
from activities.render.report.pages import story

_MARGIN = 18 * mm
# What ReportLab keeps free around the text of a page, in points.
_PADDING = 6


def print_report(task: PrintTask, report: Callable[[float], None]) -> Printed:
    """Leave the report as a PDF. The same report gives the same bytes."""
    told = Report.model_validate_json(Path(task.report).read_bytes())
    pages = SimpleDocTemplate(
        FILE,
        pagesize=A4,
        title=told.title or told.source,
        author="ClippedAI",
        invariant=1,
        **dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), _MARGIN),
    )
    pages.build(story(told, A4[0] - 2 * (_MARGIN + _PADDING)))
    report(1.0)
    return Printed(pages=pages.page)
