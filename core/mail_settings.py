"""The mail server by which people are told what happens to their accounts."""

from email.headerregistry import Address
from email.utils import parseaddr
from typing import Literal

from pydantic import BaseModel, Field, SecretStr, model_validator

# RFC 6409 for STARTTLS, RFC 8314 for TLS from the start, RFC 5321 for neither.
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


class MailSettings(BaseModel):
    """A server that takes mail for others. Without a host, no mail is sent."""

    host: str = ""
    port: int | None = Field(default=None, ge=1, le=65535)
    """None for the usual one: 587 with ``starttls``, 465 with ``tls``, 25 with ``none``."""
    security: Literal["starttls", "tls", "none"] = "starttls"
    """``none`` is for a relay on this machine: everybody on the line reads the mail."""
    user: str = ""
    """Empty for a server that asks for no login."""
    password: SecretStr = SecretStr("")
    sender: str = ""
    """For example ``ClippedAI <clips@example.com>``."""
    timeout: float = Field(default=30.0, gt=0, le=40)
    """Seconds for one attempt, from looking up the name to the server's last word."""

    @property
    def on(self) -> bool:
        """Whether mail is sent."""
        return bool(self.host)

    @property
    def door(self) -> int:
        """The port of the server."""
        return self.port or _PORTS[self.security]

    @property
    def origin(self) -> Address:
        """Who the mail comes from."""
        name, address = parseaddr(self.sender)
        return Address(display_name=name, addr_spec=address)

    @model_validator(mode="after")
    def _sound(self) -> "MailSettings":
        if not self.host:
            return self
        _, at, domain = parseaddr(self.sender)[1].rpartition("@")
        if not at or not domain or not self.origin.username:
            raise ValueError("mail needs a sender with an address, such as clips@example.com")
        if self.user and self.security == "none":
            raise ValueError("a password goes over an encrypted line only: set security")
        return self
