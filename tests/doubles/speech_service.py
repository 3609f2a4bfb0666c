"""Strict services that transcribe, on loopback, that answer as a test tells them to.

They refuse what the real ones refuse: another path, key, model or form, parameters that they do
not know or that do not go together, and sound that is none. Every refusal is the documented one.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.doubles.scripted import Reply, served

KEY = "speech-key-0123456789"
OPENAI_MODEL = "whisper-1"
DEEPGRAM_MODEL = "nova-3"

_LIMIT = 25 * 1024 * 1024
_FORM = {
    "file", "model", "language", "prompt", "response_format", "temperature",
    "timestamp_granularities[]",
}  # fmt: skip
_QUERY = {
    "model", "language", "detect_language", "punctuate", "smart_format", "utterances", "keyterm",
    "keywords", "diarize", "paragraphs", "mip_opt_out", "tag",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A request that was taken."""

    fields: list[tuple[str, str]]
    """The fields of the form or of the query."""
    sound: bytes

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key == name]


Script = Callable[[Asked], Reply]
Refusal = Reply | None


@dataclass
class SpeechServiceDouble:
    """The service while it runs."""

    url: str
    read: Callable[[str, dict[str, str], bytes], Asked | Reply]
    script: list[Reply | Script]
    requests: list[Asked] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def reply(self, path: str, headers: dict[str, str], raw: bytes) -> Reply:
        self.headers.append(headers)
        asked = self.read(path, headers, raw)
        if isinstance(asked, Reply):
            self.refused.append(asked.body.decode())
            return asked
        self.requests.append(asked)
        step = self.script[min(len(self.requests), len(self.script)) - 1]
        return step if isinstance(step, Reply) else step(asked)


@contextmanager
def openai_speech(*script: Reply | Script) -> Iterator[SpeechServiceDouble]:
    """Run an OpenAI-compatible endpoint; its replies come in order, the last one for ever."""
    yield from _running(_openai_request, list(script), "/v1")


@contextmanager
def deepgram(*script: Reply | Script) -> Iterator[SpeechServiceDouble]:
    """Run a Deepgram; its replies come in order, the last one for ever."""
    yield from _running(_deepgram_request, list(script), "")


def answer(body: object) -> Reply:
    return Reply(body=json.dumps(body).encode())


def openai_fails(status: int, message: str, **headers: str) -> Reply:
    """OpenAI's documented error body with that status."""
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": None}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, body=json.dumps({"error": error}).encode(), headers=named)


def deepgram_fails(status: int, code: str, message: str, **headers: str) -> Reply:
    """Deepgram's documented error body with that status."""
    error = {"err_code": code, "err_msg": message, "request_id": "r-1"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, body=json.dumps(error).encode(), headers=named)


def openai_says(
    text: str, words: list[tuple[str, float, float]], *, language: str = "english", **segment: float
) -> Reply:
    """A verbose_json answer of one segment. As OpenAI does, words come without marks."""
    measured = {"avg_logprob": -0.2, "compression_ratio": 1.3, "no_speech_prob": 0.01} | segment
    span = (
        {"start": words[0][1], "end": words[-1][2] + 0.1} if words else {"start": 0.0, "end": 1.0}
    )
    return answer(
        {
            "task": "transcribe",
            "language": language,
            "duration": 9.0,
            "text": text,
            "words": [{"word": word, "start": a, "end": b} for word, a, b in words],
            "segments": [
                {"id": 0, "seek": 0, "text": f" {text}", "tokens": [1], "temperature": 0.0}
                | span
                | measured
            ],
        }
    )


def deepgram_says(words: list[tuple[str, float, float, float]], *, language: str = "en") -> Reply:
    """A prerecorded answer. Words are small, with their written form beside them."""
    said = [
        {
            "word": text.strip(".,!?").lower(),
            "start": start,
            "end": end,
            "confidence": sure,
            "punctuated_word": text,
        }
        for text, start, end, sure in words
    ]
    transcript = " ".join(word["punctuated_word"] for word in said)  # type: ignore[misc]
    channel = {
        "alternatives": [{"transcript": transcript, "confidence": 0.9, "words": said}],
        "detected_language": language,
        "language_confidence": 0.98,
    }
    metadata = {"request_id": "r-1", "channels": 1, "duration": 9.0}
    return answer({"metadata": metadata, "results": {"channels": [channel]}})


def _running(
    read: Callable[[str, dict[str, str], bytes], Asked | Reply],
    script: list[Reply | Script],
    base: str,
) -> Iterator[SpeechServiceDouble]:
    with served(lambda url: SpeechServiceDouble(f"{url}{base}", read, script)) as double:
        yield double


def _openai_request(path: str, headers: dict[str, str], raw: bytes) -> Asked | Reply:
    if path != "/v1/audio/transcriptions":
        return openai_fails(404, f"Invalid URL (POST {path})")
    if headers.get("authorization") != f"Bearer {KEY}":
        sent = headers.get("authorization", "").removeprefix("Bearer ")
        return openai_fails(401, f"Incorrect API key provided: {sent}.")
    if not headers.get("content-type", "").startswith("multipart/form-data"):
        return openai_fails(400, "Could not parse multipart form")
    if len(raw) > _LIMIT:
        return openai_fails(413, "Maximum content size limit (26214400) exceeded")
    asked = _form(headers["content-type"], raw)
    return _refused_form(asked) or asked


def _form(kind: str, raw: bytes) -> Asked:
    message = message_from_bytes(f"content-type: {kind}\r\n\r\n".encode() + raw)
    fields: list[tuple[str, str]] = []
    sound = b""
    parts: Any = message.get_payload()
    for part in parts:
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        if name == "file":
            sound = content
            fields.append((name, str(part.get_filename())))
        else:
            fields.append((name, content.decode()))
    return Asked(fields, sound)


def _refused_form(asked: Asked) -> Refusal:
    if unknown := {name for name, _ in asked.fields} - _FORM:
        return openai_fails(400, f"Unrecognized request argument supplied: {sorted(unknown)[0]}")
    if asked.all("model") != [OPENAI_MODEL]:
        return openai_fails(404, f"The model `{asked.all('model')}` does not exist")
    if not asked.sound.startswith(b"OggS") or not asked.all("file")[0].endswith(".ogg"):
        return openai_fails(400, "Invalid file format.")
    if asked.all("timestamp_granularities[]") and asked.all("response_format") != ["verbose_json"]:
        return openai_fails(400, "timestamp_granularities requires verbose_json")
    if any(len(code) not in {2, 3} for code in asked.all("language")):
        return openai_fails(400, "Invalid language. Language parameter must be ISO-639-1")
    return None


def _deepgram_request(path: str, headers: dict[str, str], raw: bytes) -> Asked | Reply:
    asked = Asked(parse_qsl(urlsplit(path).query, keep_blank_values=True), raw)
    if urlsplit(path).path != "/v1/listen":
        return deepgram_fails(404, "NOT_FOUND", "No such route")
    if headers.get("authorization") != f"Token {KEY}":
        return deepgram_fails(401, "INVALID_AUTH", "Invalid credentials.")
    if unknown := {name for name, _ in asked.fields} - _QUERY:
        return deepgram_fails(400, "INVALID_QUERY_PARAMETER", f"unknown {sorted(unknown)[0]}")
    return _refused_query(asked) or asked


def _refused_query(asked: Asked) -> Refusal:
    if not asked.sound.startswith(b"OggS"):
        return deepgram_fails(400, "Bad Request", "corrupt or unsupported data")
    if asked.all("model") != [DEEPGRAM_MODEL]:
        return deepgram_fails(400, "Bad Request", "No such model/language/tier combination found.")
    if asked.all("language") and asked.all("detect_language"):
        return deepgram_fails(400, "Bad Request", "language and detect_language cannot be combined")
    if asked.all("keywords"):
        return deepgram_fails(400, "Bad Request", "Keywords are not supported by this model")
    if len(asked.all("keyterm")) > 100 or any(not term for term in asked.all("keyterm")):
        return deepgram_fails(400, "Bad Request", "keyterm limit exceeded")
    return None
