"""What other people's programs are told, and what became of telling them."""

from enum import StrEnum


class EventKind(StrEnum):
    """What a program can ask to be told."""

    JOB_REVIEW = "job.review"
    """Clips wait for approval: chosen moments, or rendered clips, as the job's state says."""
    JOB_COMPLETED = "job.completed"
    JOB_FAILED = "job.failed"
    """A step failed for good; the job waits for a retry."""
    JOB_CANCELLED = "job.cancelled"
    CLIP_READY = "clip.ready"
    """A version of a clip is rendered."""
    CLIP_APPROVED = "clip.approved"
    CLIP_REJECTED = "clip.rejected"


PING = "ping"
"""What a subscription is sent to try it out."""


class DeliveryState(StrEnum):
    """How far one event is on its way to one receiver."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    """Given up; it can be sent again."""
