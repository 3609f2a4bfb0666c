"""Mail that the API writes down and has sent, when the operator has set a mail server."""

import asyncio
from collections.abc import Mapping
from uuid import UUID, uuid4

import structlog
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession
from temporalio.client import Client
from temporalio.service import RPCError

from core.crypto import Keys
from core.db.tables import Mail
from core.domain.mail import MailKind, MailState
from core.settings import Settings
from workflows.starting import start_mail

_log = structlog.get_logger("mail")


class Outbox:
    """Takes mails. Without a mail server it takes none, and nothing else changes."""

    def __init__(self, settings: Settings, keys: Keys, temporal: Client, *, origin: str) -> None:
        self.on = settings.mail.on
        self._keys = keys
        self._temporal = temporal
        self._origin = origin
        self._starting: set[asyncio.Task[None]] = set()

    async def put(
        self,
        rows: AsyncSession,
        kind: MailKind,
        *,
        user: UUID | None = None,
        recipient: str = "",
        facts: Mapping[str, str],
        secret: str = "",
    ) -> UUID | None:
        """Write a mail down in the transaction in which that happens which it tells of.

        ``send`` what it returns once the transaction is over: None when no mail is sent.
        """
        if not self.on:
            return None
        mail = uuid4()
        written = {
            "id": mail,
            "kind": kind.value,
            "user_id": user,
            "recipient": recipient,
            "facts": {**facts, "origin": self._origin},
            "secret": await self._keys.seal(secret) if secret else None,
            "state": MailState.WAITING.value,
            "error": "",
        }
        await rows.execute(insert(Mail).values(written))
        return mail

    def send(self, mail: UUID | None) -> None:
        """Begin to send what is written down. Nobody waits for it.

        What is not begun now, because Temporal is away or this process ends, begins when the
        workers next look for such mail.
        """
        if mail is not None:
            task = asyncio.create_task(self._start(mail))
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _start(self, mail: UUID) -> None:
        try:
            await start_mail(self._temporal, str(mail))
        except (RPCError, OSError, RuntimeError) as error:
            _log.warning("mail waits until Temporal is there", mail=str(mail), error=repr(error))
