"""A job on paper."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.render.report.activity import ReportActivities
    from activities.render.report.contract import PrintReportRequest, PrintReportResult
    from workflows import timetable


@workflow.defn
class ReportWorkflow:
    """A report in, a PDF out."""

    @workflow.run
    async def run(self, request: PrintReportRequest) -> PrintReportResult:
        return await workflow.execute_activity_method(
            ReportActivities.print_report, request, **timetable.EDIT
        )
