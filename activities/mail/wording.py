"""What mails say. They hold no secret but a link that somebody asked for."""

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from activities.mail.outbox import Letter
from core.domain.mail import MailKind

_SUBJECTS = {
    MailKind.LOG_IN: "A login from a new device or place",
    MailKind.LOCKED: "Too many wrong passwords",
    MailKind.PASSWORD: "Your password was changed",
    MailKind.RESET: "Your password was set anew",
    MailKind.TOTP_ON: "Logins take a code now",
    MailKind.TOTP_OFF: "Logins take no code any more",
    MailKind.CODE_REUSED: "A code was used a second time",
    MailKind.RECOVERY_CODES: "You have new recovery codes",
    MailKind.RECOVERY_USED: "A recovery code was used",
    MailKind.JOIN: "Another way to log in",
    MailKind.LEAVE: "One way less to log in",
    MailKind.TOKEN: "A program may act for you",
    MailKind.FORGOTTEN: "Set another password",
    MailKind.INVITATION: "An invitation",
}
_TOLD = {
    MailKind.LOG_IN: "Somebody logged in to your account from a device or a place that it was not"
    " used from before.",
    MailKind.LOCKED: "Somebody tried many wrong passwords for your account. For an hour, it can be"
    " logged in to only from places where you have been before.",
    MailKind.PASSWORD: "The password of your account was changed, and every other login was ended.",
    MailKind.RESET: "The password of your account was set by a one-time link, and every login was"
    " ended.",
    MailKind.TOTP_ON: "Logging in to your account takes a code of an app from now on.",
    MailKind.TOTP_OFF: "Logging in to your account takes no code of an app any more.",
    MailKind.CODE_REUSED: "A code of your app that had been used already came a second time. It was"
    " refused. Whoever sent it knows your password.",
    MailKind.RECOVERY_CODES: "New recovery codes were made for your account; the old ones are worth"
    " nothing.",
    MailKind.RECOVERY_USED: "Somebody logged in to your account with a recovery code.",
    MailKind.JOIN: "Your account can be logged in to by {provider} from now on.",
    MailKind.LEAVE: "Your account can be logged in to by {provider} no more.",
    MailKind.TOKEN: "A token named “{name}” was made, with which a program acts for you.",
    MailKind.FORGOTTEN: "Somebody, you we hope, asked for a way to set another password. This link"
    " does it, once, within an hour:\n\n{origin}/reset#{secret}\n\nWithout a browser, send what"
    " follows the # as `token`, with a `password`, to {origin}/api/auth/reset. If it was not you,"
    " do nothing: your password is as it was.",
    MailKind.INVITATION: "{inviter} invites you to the workspace “{workspace}”. This link accepts"
    " within a week, once you have an account with this address:\n\n{origin}/invitation#{secret}"
    "\n\nWithout a browser, send what follows the # as `token` to"
    " {origin}/api/invitations/accept. If you expected no invitation, do nothing.",
}
_WHERE = "When: {at}\nFrom: {address}\nWith: {device}"
_ALARM = (
    "If it was you, there is nothing to do. If not, set another password at once, end the other"
    " logins, and look at the history of your account."
)
# What somebody else chose the words of.
_TYPED = ("device", "name", "inviter", "workspace")
_ASKED_FOR = {MailKind.FORGOTTEN, MailKind.INVITATION}
_LONGEST = 120
# Lines that every server passes on as they are (RFC 2045, 2.7).
_POLICY = SMTP.clone(cte_type="7bit")
# What others call things is not to become a link: dots and slashes stay within numbers only.
_LINKLIKE = re.compile(r"[^\w ',;()+#&./-]+|[./](?!\d)")


def message(letter: Letter, sender: Address) -> EmailMessage:
    """Return a mail as it goes out; its id is the same however often it is sent."""
    made = EmailMessage(policy=_POLICY)
    made["Subject"] = f"ClippedAI: {_SUBJECTS[letter.kind]}"
    made["From"] = sender
    made["To"] = letter.recipient
    made["Date"] = letter.at
    made["Message-ID"] = f"<{letter.id}@{sender.domain}>"
    # RFC 3834: no answering machine is to reply.
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(_text(letter))
    return made


def _text(letter: Letter) -> str:
    typed = {name: plain(letter.facts[name]) for name in _TYPED if name in letter.facts}
    known = {"at": format_datetime(letter.at), "device": "", **letter.facts, **typed}
    words = _TOLD[letter.kind].format(**known, secret=letter.secret)
    if letter.kind in _ASKED_FOR:
        return f"{words}\n"
    return f"{words}\n\n{_WHERE.format(**known)}\n\n{_ALARM}\n"


def plain(text: str) -> str:
    """Return what somebody typed, as it can stand in a mail to somebody else."""
    return " ".join(_LINKLIKE.sub(" ", text).split())[:_LONGEST]
