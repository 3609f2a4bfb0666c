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
from core.db.tables.identity import FeatureFlag, RecoveryCode, Totp, UserIdentity
from core.db.tables.jobs import Clip, ClipVersion, Job, JobStep, PrunedJob
from core.db.tables.mail import Mail
from core.db.tables.service import (
    AuditEntry,
    BrandKit,
    Comment,
    Event,
    IdempotencyKey,
    Quantity,
    ShareLink,
)
from core.db.tables.uploads import UploadedFile
from core.db.tables.webhooks import (
    PlatformCallback,
    WebhookAttempt,
    WebhookDelivery,
    WebhookSubscription,
)

__all__ = [
    "ApiToken",
    "AuditEntry",
    "BrandKit",
    "Clip",
    "ClipVersion",
    "Comment",
    "Event",
    "FeatureFlag",
    "IdempotencyKey",
    "Invitation",
    "Job",
    "JobStep",
    "Mail",
    "Member",
    "PlatformCallback",
    "PrunedJob",
    "Quantity",
    "RecoveryCode",
    "RefreshToken",
    "ResetToken",
    "Session",
    "ShareLink",
    "Totp",
    "UploadedFile",
    "User",
    "UserIdentity",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookSubscription",
    "Workspace",
]
