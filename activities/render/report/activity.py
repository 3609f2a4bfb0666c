"""Printing a report as an activity."""

from temporalio import activity

from activities.render.report.contract import (
    FILE,
    Printed,
    PrintReportRequest,
    PrintReportResult,
    PrintTask,
)
from core.bench import Bench
from core.objects import stored

# Part of the key: counts up when the same report would look otherwise.
_VERSION = 1


class ReportActivities:
    """What this room offers to who wants a job on paper."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    @activity.defn
    async def print_report(self, request: PrintReportRequest) -> PrintReportResult:
        """Print a report, once for everything that it may say.

        Raises:
            SourceNotFoundError: the report is not stored any more.
        """
        folder = f"{request.workspace}/jobs/{request.job}/reports"
        prefix = f"{folder}/{request.fingerprint()}-{_VERSION}"
        async with self._bench.files() as local:
            task = PrintTask(report=await local(request.report))
            work, files = "activities.render.report.work:print_report", {FILE: f"{prefix}.pdf"}
            await self._bench.make(f"{prefix}.json", work, task, Printed, files=files)
        return PrintReportResult(file=await stored(self._bench.store, f"{prefix}.pdf"))
