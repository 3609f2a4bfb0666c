"""What mails say."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from activities.mail.outbox import Letter
from activities.mail.wording import message, plain
from core.domain.mail import MailKind
from core.mail_settings import MailSettings

SENDER = MailSettings(host="h", sender="ClippedAI <clips@example.com>").origin
FACTS = {
    "device": "Mozilla/5.0 (X11; Linux x86_64)",
    "address": "2001:db8::7",
    "provider": "google",
    "name": "bot",
    "workspace": "Our clips",
    "inviter": "Bo",
    "origin": "https://clips.test",
}
TOKEN = "clipped_reset_abc"
ASKED_FOR = {MailKind.FORGOTTEN, MailKind.INVITATION}


def written(kind: MailKind, **facts: str) -> str:
    secret = TOKEN if kind in ASKED_FOR else ""
    letter = Letter(
        uuid4(),
        kind,
        "ann@example.com",
        facts={**FACTS, **facts},
        at=datetime(2026, 5, 1, 9, 30, tzinfo=UTC),
        secret=secret,
    )
    made = message(letter, SENDER)
    assert str(made["Subject"]).startswith("ClippedAI: ")
    text: str = made.get_content()
    return text


@pytest.mark.parametrize("kind", list(MailKind))
def test_every_mail_tells_what_happened_when_and_from_where_or_holds_its_link(
    kind: MailKind,
) -> None:
    text = written(kind)

    assert "{" not in text
    if kind in ASKED_FOR:
        assert (
            f"https://clips.test/{'reset' if kind is MailKind.FORGOTTEN else 'invitation'}#" in text
        )
        assert text.count(TOKEN) == 1
    else:
        assert "From: 2001:db8::7" in text
        assert "With: Mozilla/5.0 (X11; Linux x86 64)" in text.replace("x86_64", "x86 64")
        assert "Fri, 01 May 2026 09:30:00" in text
        assert TOKEN not in text


def test_what_somebody_typed_is_no_link_and_no_letter_of_its_own() -> None:
    text = written(
        MailKind.INVITATION,
        workspace="Pay at https://evil.example/now\r\nBcc: x@y.z\n\nYour account is closed",
        inviter="a" * 500,
    )

    assert "evil.example" not in text
    assert "://" not in text.replace("https://clips.test", "")
    assert "\nBcc" not in text
    assert "@" not in text
    assert "a" * 121 not in text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Firefox/144.0 (Windows NT 10.0; Win64)", "Firefox/144.0 (Windows NT 10.0; Win64)"),
        ("Zoë & Bo's clips", "Zoë & Bo's clips"),
        ("evil.com/a", "evil com a"),
        ("<b>bold</b>\x00\u202e", "b bold b"),
    ],
)
def test_plain_words_stay_as_they_are(typed: str, shown: str) -> None:
    assert plain(typed) == shown
