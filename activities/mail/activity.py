"""Send what is written down, once."""

from uuid import UUID

from temporalio import activity

from activities.mail import outbox, wording
from activities.mail.contract import SendMailRequest, Waiting
from activities.mail.sending import RefusedMailError, hand_over
from core.crypto import Keys
from core.db import Database
from core.domain.mail import MailState
from core.errors import ConfigurationError, EngineUnavailableError
from core.mail_settings import MailSettings


class MailActivities:
    """What is done with one mail."""

    def __init__(self, database: Database, keys: Keys, options: MailSettings) -> None:
        self._database = database
        self._keys = keys
        self._options = options

    @activity.defn
    async def send_mail(self, request: SendMailRequest) -> MailState:
        """Send a mail. Who loses the answer sends it again under the same message id.

        Raises:
            EngineUnavailableError: there is no mail server, or a key is missing; an operator can
                mend that.
            UpstreamBusyError: the server is away, or does not want it yet.
        """
        if not self._options.on:
            raise EngineUnavailableError("no mail server is set: CLIPPED_MAIL__HOST")
        mail = UUID(request.mail)
        letter = await self._find(mail)
        if letter is None:
            return await outbox.settle(self._database, mail, MailState.DROPPED)
        message = wording.message(letter, self._options.origin)
        try:
            await hand_over(self._options, message, to=letter.recipient)
        except RefusedMailError as error:
            return await outbox.settle(self._database, mail, MailState.FAILED, error=str(error))
        return await outbox.settle(self._database, mail, MailState.SENT)

    async def _find(self, mail: UUID) -> outbox.Letter | None:
        try:
            return await outbox.find(self._database, self._keys, mail)
        except ConfigurationError as error:
            raise EngineUnavailableError(str(error)) from error

    @activity.defn
    async def abandon_mail(self, request: SendMailRequest) -> MailState:
        """Give up a mail that could not be sent for days."""
        error = "the mail server was away for too long"
        return await outbox.settle(
            self._database, UUID(request.mail), MailState.FAILED, error=error
        )

    @activity.defn
    async def list_mail(self) -> Waiting:
        """List the mails whose sending should have begun by now."""
        return Waiting(mails=tuple(map(str, await outbox.waiting(self._database))))
