"""What people are told by mail."""

from enum import StrEnum


class MailKind(StrEnum):
    """What a mail is about. What happened to an account is called as its history calls it."""

    LOG_IN = "account.log_in"
    """On a device or from a place that the account was not used at before."""
    LOCKED = "account.locked"
    PASSWORD = "account.password"
    RESET = "account.reset"
    TOTP_ON = "account.totp_on"
    TOTP_OFF = "account.totp_off"
    CODE_REUSED = "account.code_reused"
    RECOVERY_CODES = "account.recovery_codes"
    RECOVERY_USED = "account.recovery_used"
    JOIN = "account.join"
    LEAVE = "account.leave"
    TOKEN = "tokens.create"
    FORGOTTEN = "forgotten"
    """Holds a link that sets a password."""
    INVITATION = "invitation"


class MailState(StrEnum):
    """How far a mail is."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    """The server does not take it, or was away for too long."""
    DROPPED = "dropped"
    """There is nobody to whom it could go."""
