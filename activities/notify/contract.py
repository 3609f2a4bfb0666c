"""One attempt to tell a receiver something."""

from enum import StrEnum

from core.domain.base import Value
from core.domain.webhook import DeliveryState


class Reception(StrEnum):
    """What an answer means for the next attempt."""

    TAKEN = "taken"
    BUSY = "busy"
    """No answer, or one that asks to come back."""
    REFUSED = "refused"
    """The receiver does not want it like this; a few attempts show whether it means that."""
    GONE = "gone"
    """The receiver wants nothing any more."""
    CLOSED = "closed"
    """Nothing was sent, and nothing will be."""


class SendRequest(Value):
    delivery: str
    """UUID."""


class Answered(Value):
    reception: Reception
    at: float
    """Unix time in seconds at which the attempt began."""
    seconds: float
    status: int | None = None
    """HTTP status; None when nobody answered."""
    error: str = ""
    excerpt: str = ""
    """How the answer begins."""
    retry_after: float | None = None
    """Seconds that the receiver asks us to wait."""


class SettleRequest(Value):
    """An attempt for the log, and how the delivery stands after it."""

    delivery: str
    round: int
    number: int
    """Within the round, from 1."""
    answered: Answered
    state: DeliveryState
    wait: float | None = None
    """Seconds until the next attempt; None when there is none."""
