"""Tell people by mail what happens to their accounts.

Takes    the id of a mail that is written down
Gives    what became of it; the mail server has it, or never will
Runs on  publish, because it waits for other people's servers
"""

from activities.mail.contract import SendMailRequest, Waiting

__all__ = ["SendMailRequest", "Waiting"]
