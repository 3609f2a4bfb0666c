"""A mail server that holds to RFC 5321, and does as a test tells it to.

It checks what others check before they take a mail: a login where it asks for one, one recipient,
the headers that RFC 5322 asks for, lines of at most 998 bytes that end in CRLF.
"""

import asyncio
import datetime
import ipaddress
import re
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "clips", "eleven quiet rivers"
LONGEST_LINE = 998


class MailServer:
    """Takes every mail unless a test wants something else."""

    def __init__(self, *, port: int = 0) -> None:
        self.port = port
        self.mails: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.to_recipient: list[str] = []
        """The next answers to RCPT that are no usual ones."""
        self.to_message: list[str] = []
        """The same for the end of DATA."""
        self.hang_ups = 0
        """How often the line drops in place of the answer to a message."""
        self.silence = 0.0
        """Seconds before the answer to a message."""
        self.logins: list[tuple[str, str]] = []
        self.complaints: list[str] = []
        """What was wrong with mails, and must not be."""

    @property
    def texts(self) -> list[str]:
        return [mail.get_content() for mail in self.mails]

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any
    ) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.logins.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=self.logins[-1] == (USER, PASSWORD), handled=False)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.to_recipient:
            return self.to_recipient.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.original_content, bytes)
        await asyncio.sleep(self.silence)
        if self.to_message:
            return self.to_message.pop(0)
        self._check(envelope)
        parsed = BytesParser(_class=EmailMessage, policy=default).parsebytes(
            envelope.original_content
        )
        self.mails.append(parsed)
        self.recipients += envelope.rcpt_tos
        if self.hang_ups:
            self.hang_ups -= 1
            _drop(server)
        return "250 OK"

    def _check(self, envelope: Envelope) -> None:
        raw = envelope.original_content
        assert isinstance(raw, bytes)
        head = raw.partition(b"\r\n\r\n")[0]
        named = re.findall(rb"^([!-9;-~]+):", head, re.MULTILINE)
        faults = {
            "not one recipient": len(envelope.rcpt_tos) != 1,
            "a long line": max(map(len, raw.split(b"\r\n"))) > LONGEST_LINE,
            "a line that does not end in CRLF": re.search(rb"(?<!\r)\n|\r(?!\n)", raw) is not None,
            "eight bits": not raw.isascii() and not envelope.smtp_utf8,
            "a header is missing or twice": any(
                named.count(name) != 1
                for name in (b"From", b"To", b"Date", b"Subject", b"Message-ID", b"Auto-Submitted")
            ),
        }
        self.complaints += [fault for fault, found in faults.items() if found]


def _drop(connection: SMTP) -> None:
    """End a connection in the middle of whatever it is at."""
    if isinstance(connection.transport, asyncio.Transport):
        connection.transport.abort()


@asynccontextmanager
async def served(
    *, tls: ssl.SSLContext | None = None, at_once: bool = False, login: bool = False
) -> AsyncIterator[MailServer]:
    """Serve on loopback: with ``tls`` by STARTTLS, or ``at_once``, and after a ``login``."""
    double = MailServer()

    connections: list[SMTP] = []

    def connection() -> SMTP:
        with warnings.catch_warnings():
            # It does not know of a line that was encrypted from the start, and warns of it.
            warnings.simplefilter("ignore", UserWarning)
            made = SMTP(
                double,
                hostname="mail.test",
                enable_SMTPUTF8=True,
                tls_context=None if at_once else tls,
                require_starttls=tls is not None and not at_once,
                authenticator=double.authenticate if login else None,
                auth_required=login,
                auth_require_tls=not at_once,
            )
        connections.append(made)
        return made

    loop = asyncio.get_running_loop()
    listening = await loop.create_server(connection, "127.0.0.1", 0, ssl=tls if at_once else None)
    double.port = listening.sockets[0].getsockname()[1]
    try:
        yield double
    finally:
        listening.close()
        for one in connections:
            _drop(one)
        await asyncio.sleep(0.05)


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """Return what a server on loopback shows, and the file of who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, keys = folder / "certificate.pem", folder / "key.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    keys.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, keys)
    return context, file
