"""Try to tell a receiver something, and write down what came of it."""

import time
from datetime import UTC, datetime
from uuid import UUID

from temporalio import activity

from activities.notify import letters, signing
from activities.notify.contract import Answered, Reception, SendRequest, SettleRequest
from activities.notify.sending import post
from core.crypto import Keys
from core.db import Database
from core.errors import ConfigurationError, EngineUnavailableError
from core.settings import IngestSettings, WebhookSettings


class NotifyActivities:
    """What is done with one delivery."""

    def __init__(
        self,
        database: Database,
        keys: Keys,
        *,
        options: WebhookSettings,
        proxy: str | None = None,
    ) -> None:
        """``proxy`` is the operator's own way out to the network."""
        self._database = database
        self._keys = keys
        self._rules = IngestSettings(private_addresses=options.private_addresses, proxy=proxy)
        self._timeout = options.timeout

    @activity.defn(name="send_webhook")
    async def send(self, request: SendRequest) -> Answered:
        """Send a delivery once. Who loses the answer sends it again under the same message id.

        Raises:
            EngineUnavailableError: the secrets cannot be read here; an operator can mend that.
            VaultError: neither can the vault.
        """
        try:
            letter = await letters.find(self._database, self._keys, UUID(request.delivery))
        except ConfigurationError as error:
            raise EngineUnavailableError(str(error)) from error
        if letter is None:
            return Answered(
                reception=Reception.CLOSED,
                at=time.time(),
                seconds=0.0,
                error="the subscription is off or was deleted",
            )
        signed = signing.headers(letter.message, datetime.now(UTC), letter.body, keys=letter.keys)
        return await post(
            letter.url,
            letter.body.encode(),
            headers={**signed, "content-type": "application/json"},
            rules=self._rules,
            within=self._timeout,
        )

    @activity.defn(name="settle_webhook")
    async def settle(self, request: SettleRequest) -> None:
        """Write an attempt into the log. A receiver that wants nothing any more gets nothing."""
        await letters.settle(self._database, request)
