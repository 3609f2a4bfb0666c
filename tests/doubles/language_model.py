"""A strict OpenAI-compatible endpoint on loopback, that answers as a test tells it to.

It refuses what a real provider refuses: another path, key or model, messages or
parameters that the flavour does not know, and schemas that strict structured
output does not take. Every refusal is the provider's documented error.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.scripted import Reply, served

KEY = "sk-test-0123456789"
MODEL = "test-model"

_KNOWN = {
    "model", "messages", "response_format", "temperature", "top_p", "seed", "stop", "stream", "n",
    "max_tokens", "max_completion_tokens", "user", "tools", "tool_choice",
}  # fmt: skip
_LIMITS = {
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "pattern", "format",
    "minItems", "maxItems", "minLength", "maxLength", "multipleOf", "default", "title",
}  # fmt: skip


@dataclass(frozen=True)
class Flavour:
    """What a provider takes."""

    formats: frozenset[str] = frozenset({"json_schema", "json_object", "text"})
    parameters: frozenset[str] = frozenset(_KNOWN | {"frequency_penalty", "parallel_tool_calls"})


OPENAI = Flavour()
CEREBRAS = Flavour(parameters=frozenset(_KNOWN))
GROQ = Flavour(formats=frozenset({"json_object", "text"}), parameters=frozenset(_KNOWN))
TOGETHER = Flavour()
BARE = Flavour(formats=frozenset(), parameters=frozenset(_KNOWN))
"""A small server that knows no response format at all."""


Script = Callable[[dict[str, Any]], Reply]
"""From a checked request to the reply."""


def says(
    content: str | None, *, finish: str = "stop", tokens: tuple[int, int] = (100, 20)
) -> Reply:
    """A chat completion with that content."""
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": MODEL,
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": content},
                "finish_reason": finish,
            }
        ],
        "usage": {
            "prompt_tokens": tokens[0],
            "completion_tokens": tokens[1],
            "total_tokens": sum(tokens),
        },
    }
    return Reply(body=json.dumps(body).encode())


def fails(status: int, message: str, *, code: str | None = None, **headers: str) -> Reply:
    """The documented error body with that status."""
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, body=json.dumps({"error": error}).encode(), headers=named)


@dataclass
class LanguageModelDouble:
    """The endpoint while it runs. ``requests`` holds the body of every request that it took."""

    url: str
    flavour: Flavour
    script: list[Reply | Script]
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Why a request was not taken."""

    def reply(self, path: str, headers: dict[str, str], raw: bytes) -> Reply:
        self.headers.append(headers)
        refusal = _refusal(self.flavour, path, headers, raw)
        if refusal is not None:
            self.refused.append(json.loads(refusal.body)["error"]["message"])
            return refusal
        body: dict[str, Any] = json.loads(raw)
        self.requests.append(body)
        step = self.script[min(len(self.requests), len(self.script)) - 1]
        return step if isinstance(step, Reply) else step(body)


@contextmanager
def language_model(
    *script: Reply | Script, flavour: Flavour = OPENAI
) -> Iterator[LanguageModelDouble]:
    """Run an endpoint that gives these replies in order, the last one for ever."""
    with served(lambda url: LanguageModelDouble(f"{url}/v1", flavour, list(script))) as double:
        yield double


def _refusal(flavour: Flavour, path: str, headers: dict[str, str], raw: bytes) -> Reply | None:
    """Return the error for a request that the provider would not take."""
    if path != "/v1/chat/completions":
        return fails(404, f"Unknown request URL: POST {path}", code="unknown_url")
    if headers.get("authorization") != f"Bearer {KEY}":
        sent = headers.get("authorization", "").removeprefix("Bearer ")
        return fails(401, f"Incorrect API key provided: {sent}", code="invalid_api_key")
    if not headers.get("content-type", "").startswith("application/json"):
        return fails(400, "the content type must be application/json")
    body = json.loads(raw)
    if unknown := set(body) - flavour.parameters:
        return fails(400, f"property {sorted(unknown)[0]!r} is unsupported")
    if body.get("model") != MODEL:
        return fails(404, f"The model `{body.get('model')}` does not exist", code="model_not_found")
    return _refused_messages(body.get("messages")) or _refused_format(flavour, body)


def _refused_messages(messages: object) -> Reply | None:
    if not isinstance(messages, list) or not messages:
        return fails(400, "'messages' : minimum number of items is 1")
    for number, message in enumerate(messages):
        if set(message) != {"role", "content"}:
            return fails(400, f"'messages.{number}' : unsupported or missing property")
        if message["role"] not in {"system", "user", "assistant"}:
            return fails(400, f"'messages.{number}.role' : not one of system, user, assistant")
        if not isinstance(message["content"], str) or not message["content"]:
            return fails(400, f"'messages.{number}.content' : a text is needed")
    return None


def _refused_format(flavour: Flavour, body: dict[str, Any]) -> Reply | None:
    asked = body.get("response_format")
    if asked is None:
        return None
    kind = asked.get("type")
    if kind not in flavour.formats:
        return fails(400, f"This model does not support response format `{kind}`.")
    if kind == "json_object":
        said = " ".join(message["content"] for message in body["messages"])
        if set(asked) != {"type"} or "json" not in said.lower():
            return fails(400, "'messages' must contain the word 'json' to use 'json_object'")
    if kind == "json_schema":
        return _refused_schema(asked)
    return None


def _refused_schema(asked: dict[str, Any]) -> Reply | None:
    named = asked.get("json_schema", {})
    if set(asked) != {"type", "json_schema"} or set(named) != {"name", "strict", "schema"}:
        return fails(400, "invalid response_format")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", named["name"]) or named["strict"] is not True:
        return fails(400, "invalid name in response_format")
    wrong = _wrong(named["schema"])
    return fails(400, f"invalid schema for response format: {wrong}") if wrong else None


def _wrong(node: dict[str, Any]) -> str:
    """Return what strict structured output does not take in a schema; empty when it takes it."""
    if limits := set(node) & (_LIMITS | {"$ref", "$defs"}):
        return f"{sorted(limits)[0]} is not supported"
    if node.get("type") == "object":
        if node.get("additionalProperties") is not False:
            return "additionalProperties must be false"
        if set(node.get("required", [])) != set(node["properties"]):
            return "every property must be required"
    inner = [*node.get("properties", {}).values(), *([node["items"]] if "items" in node else [])]
    return next((wrong for one in inner if (wrong := _wrong(one))), "")
