"""A program that is told things by webhook, and trusts nobody.

It checks what the Standard Webhooks specification (1.0) lets a receiver check, by code of its
own: the three headers, a signature by its secret over ``id.timestamp.body``, a timestamp of the
last five minutes, a JSON body with ``type``, ``timestamp`` and ``data`` below 20 kB.
"""

import base64
import hashlib
import hmac
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.doubles.scripted import Reply

TAKEN = Reply(status=204)


@dataclass(frozen=True)
class Message:
    """A message that stood every check."""

    id: str
    type: str
    data: dict[str, Any]
    signatures: int
    """How many it came with."""
    at: float = field(default_factory=time.monotonic)


class Receiver:
    """Answers 204 unless a test wants something else; refuses what is not signed for it."""

    def __init__(self, url: str) -> None:
        self.url = f"{url}/hooks"
        self.secret = ""
        self.replies: list[Reply] = []
        """The next answers to messages that are in order."""
        self.usual = TAKEN
        self.messages: list[Message] = []
        self.taken: Counter[str] = Counter()
        """How often each message was answered with 2xx, by id."""
        self.complaints: list[str] = []
        """What was wrong with messages, and must not be."""

    def reply(self, path: str, headers: dict[str, str], raw: bytes) -> Reply:
        try:
            message = self._checked(path, headers, raw)
        except (AssertionError, ValueError, KeyError) as error:
            self.complaints.append(repr(error))
            return Reply(status=401)
        self.messages.append(message)
        reply = self.replies.pop(0) if self.replies else self.usual
        if 200 <= reply.status < 300 and not reply.hang_up:
            self.taken[message.id] += 1
        return reply

    def _checked(self, path: str, headers: dict[str, str], raw: bytes) -> Message:
        assert path == "/hooks", path
        assert headers["content-type"] == "application/json"
        assert len(raw) < 20_000, len(raw)
        stamp, name = headers["webhook-timestamp"], headers["webhook-id"]
        assert stamp.isdecimal(), stamp
        assert abs(time.time() - int(stamp)) < 300, stamp
        assert "." not in name, name
        given = headers["webhook-signature"].split(" ")
        assert self._sign(f"{name}.{stamp}.".encode() + raw) in given, "the signature is wrong"
        body = json.loads(raw)
        assert set(body) == {"type", "timestamp", "data"}, sorted(body)
        assert datetime.fromisoformat(body["timestamp"]).tzinfo is not None
        return Message(name, body["type"], body["data"], signatures=len(given))

    def _sign(self, signed: bytes) -> str:
        assert self.secret.startswith("whsec_")
        key = base64.b64decode(self.secret.removeprefix("whsec_"), validate=True)
        assert 24 <= len(key) <= 64, len(key)
        return f"v1,{base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"
