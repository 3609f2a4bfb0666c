"""The tables."""

from core.db.tables.accounts import (
    ApiToken,
    Invitation,
    Member,
    RefreshToken,
    ResetToken,
    Session,
    User,
    Workspace,
)
from core.db.tables.jobs import Clip, ClipVersion, Job, JobStep
from core.db.tables.service import (
    AuditEntry,
    BrandKit,
    Comment,
    Event,
    IdempotencyKey,
    Quantity,
    ShareLink,
)

__all__ = [
    "ApiToken",
    "AuditEntry",
    "BrandKit",
    "Clip",
    "ClipVersion",
    "Comment",
    "Event",
    "IdempotencyKey",
    "Invitation",
    "Job",
    "JobStep",
    "Member",
    "Quantity",
    "RefreshToken",
    "ResetToken",
    "Session",
    "ShareLink",
    "User",
    "Workspace",
]
