"""Signatures that receivers can check."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from activities.notify.signing import headers, new_secret

AT = datetime(2026, 3, 1, 12, 0, 0, 900_000, tzinfo=UTC)


def signed(secret: str, content: str) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.digest(key, content.encode(), hashlib.sha256)).decode()


def test_the_vector_of_the_specification() -> None:
    made = headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1_614_265_330, UTC),
        '{"test": 2432232314}',
        keys=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )

    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.text())
def test_every_secret_signs_whatever_is_sent(body: str) -> None:
    new, old = new_secret(), new_secret()

    made = headers("msg_1", AT, body, keys=[new, old])

    content = f"msg_1.{int(AT.timestamp())}.{body}"
    assert made["webhook-timestamp"] == str(int(AT.timestamp()))
    assert made["webhook-signature"].split(" ") == [signed(new, content), signed(old, content)]


def test_secrets_are_long_and_never_the_same() -> None:
    secrets = {new_secret() for _ in range(100)}

    assert len(secrets) == 100
    assert {len(base64.b64decode(one.removeprefix("whsec_"))) for one in secrets} == {32}
