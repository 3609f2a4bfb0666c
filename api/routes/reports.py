"""What a job found and made, to be kept elsewhere."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from activities.render.report.contract import PrintReportRequest, Report
from api import editing, jobs, reports
from api.errors import Code, may_say
from api.identity import Caller, Needs
from api.roles import Permission
from core.objects import attachment, put_value
from workflows import asking

router = APIRouter(prefix="/jobs", tags=["jobs"])

Reader = Annotated[Caller, Depends(Needs(Permission.JOBS_READ))]

_PDF = "application/pdf"


@router.get(
    "/{job}/export/report",
    response_model=Report,
    responses={
        200: {"description": "The report.", "content": {_PDF: {}}},
        **may_say(Code.UNAUTHENTICATED, Code.FORBIDDEN, Code.NOT_FOUND, Code.UNAVAILABLE),
    },
)
async def export_report(
    job: UUID, caller: Reader, format: Literal["json", "pdf"] = "json"
) -> Report | StreamingResponse:
    """Tell what a job found and made: source, language, engines, topics, clips, warnings, times."""
    found = await jobs.find(caller, job)
    report = await reports.compose(caller, found)
    if format == "json":
        return report
    workspace, store = str(caller.workspace), caller.services.store
    key = f"{workspace}/jobs/{job}/reports/{report.fingerprint()}.json"
    request = PrintReportRequest(
        workspace=workspace, job=str(job), report=await put_value(store, key, report)
    )
    done = await asking.report(editing.asker(caller), request)
    name = attachment(f"{found.title or job}.pdf")
    headers = {"Content-Disposition": name, "Content-Length": str(done.file.size)}
    return StreamingResponse(store.read(done.file.key), headers=headers, media_type=_PDF)
