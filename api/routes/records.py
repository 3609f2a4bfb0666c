"""What people did, and what the workspace used."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlalchemy import func
from sqlmodel import col, select

from api.bodies import Answer, Page, Paging, paging
from api.errors import GUARDED, may_say
from api.identity import Caller, Needs
from api.roles import Permission
from core.db.tables import AuditEntry

router = APIRouter(tags=["records"])


class AuditAnswer(Answer):
    id: int
    user_id: UUID | None
    action: str
    subject: str
    before: dict[str, Any]
    after: dict[str, Any]
    address: str
    trace_id: str
    at: datetime


@router.get("/audit", responses=may_say(*GUARDED))
async def list_audit(
    caller: Annotated[Caller, Depends(Needs(Permission.TEAM_WRITE))],
    part: Annotated[Paging, Depends(paging)],
) -> Page[AuditAnswer]:
    """List what people did in the workspace, the latest first."""
    query = select(AuditEntry).where(AuditEntry.workspace_id == caller.workspace)
    async with caller.rows() as rows:
        total = await rows.scalar(select(func.count()).select_from(query.subquery()))
        latest = query.order_by(col(AuditEntry.id).desc())
        found = await rows.scalars(latest.offset(part.offset).limit(part.limit))
        return part.of([AuditAnswer.model_validate(one) for one in found], total or 0)
