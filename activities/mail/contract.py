"""A mail by its id: what it says stays in the database."""

from core.domain.base import Value


class SendMailRequest(Value):
    mail: str
    """UUID."""


class Waiting(Value):
    """Mails that nobody sends yet."""

    mails: tuple[str, ...]
