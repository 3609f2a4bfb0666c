"""One attempt to hand a message to the mail server."""

import asyncio
from email.message import EmailMessage

from aiosmtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    send,
)

from core.errors import PermanentError, UpstreamBusyError
from core.mail_settings import MailSettings

# RFC 5321, 4.2.1: from here on the server means it.
_FOR_GOOD = 500


class RefusedMailError(PermanentError):
    """The server does not take this message to this recipient, now or later."""


async def hand_over(options: MailSettings, message: EmailMessage, *, to: str) -> None:
    """Give a message to the server within the time that the settings allow.

    No error holds what the server said: that may name the recipient, and errors are kept in
    histories. A server that refuses us, not the message, is one that an operator can mend.

    Raises:
        RefusedMailError: the server will never take it.
        UpstreamBusyError: it is away, hangs up, asks us to come back, or refuses our login.
    """
    try:
        async with asyncio.timeout(options.timeout):
            await send(
                message,
                sender=options.origin.addr_spec,
                recipients=[to],
                hostname=options.host,
                port=options.door,
                username=options.user or None,
                password=options.password.get_secret_value() or None,
                use_tls=options.security == "tls",
                start_tls=options.security == "starttls",
                timeout=options.timeout,
            )
    except SMTPRecipientsRefused as error:
        raise _refusal(error.recipients[0].code, "to the recipient") from None
    except SMTPDataError as error:
        raise _refusal(error.code, "to the message") from None
    except SMTPResponseException as error:
        raise UpstreamBusyError(f"the mail server answered {error.code}") from None
    except (SMTPException, OSError, TimeoutError) as error:
        what = f"the mail server cannot be reached: {type(error).__name__}"
        raise UpstreamBusyError(what) from None


def _refusal(code: int, to: str) -> RefusedMailError | UpstreamBusyError:
    said = f"the mail server answered {code} {to}"
    return RefusedMailError(said) if code >= _FOR_GOOD else UpstreamBusyError(said)
