"""Ask language models behind OpenAI-compatible endpoints for answers of a given type."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated, Any, Generic

import openai
import structlog
from pydantic import BaseModel, Field, ValidationError

from core.domain.clip import TokenUse
from core.errors import EngineUnavailableError
from core.llm_question import M, Question, answer_schema, spelled
from core.remote import on_this_machine, retry_after
from core.settings import LanguageModel

# Tries after the first one, for an endpoint that is busy or cannot be reached.
_RETRIES = 2
# Seconds. An endpoint that asks for a longer pause is passed over for the next one.
_MAX_WAIT = 5.0

_KEPT_HEADERS = frozenset(
    {
        "host",
        "authorization",
        "accept",
        "accept-encoding",
        "connection",
        "content-type",
        "content-length",
        "user-agent",
    }
)

_log = structlog.get_logger("llm")


@dataclass(frozen=True)
class Answered(Generic[M]):
    """An answer, who gave it, and what it took."""

    value: M
    name: str
    """The endpoint's name in the settings."""
    model: str
    seconds: float
    used: tuple[TokenUse, ...] = ()
    """One for each endpoint that said anything, the one that answered last. Tokens are as it
    counts, of refused answers too; 0 where it does not say."""
    failures: tuple[str, ...] = ()
    """One line for each endpoint that was asked before and did not answer."""


class NoAnswerError(EngineUnavailableError):
    """No endpoint gave an answer that can be used. What the useless ones took is in ``used``."""

    def __init__(self, message: str, used: tuple[TokenUse, ...] = ()) -> None:
        super().__init__(message)
        self.used = used


class LanguageModels:
    """Endpoints that are asked in order until one answers."""

    def __init__(self, models: Sequence[LanguageModel], *, offline: bool = False) -> None:
        """``offline`` leaves out every endpoint that is not on this machine."""
        self._models = tuple(models)
        self._offline = offline

    def ask(
        self,
        schema: type[M],
        instructions: str,
        data: str,
        *,
        check: Callable[[M], None] | None = None,
        seconds: float = 45.0,
    ) -> Answered[M]:
        """Return the first answer that fits ``schema`` and passes ``check``.

        ``check`` raises ``ValueError`` with one line for an answer that cannot be
        right; the model is told that line once and may answer again. ``seconds``
        bound the whole call; an endpoint that has others behind it gets half of
        what is left. Must not be called from a running event loop.

        Raises:
            NoAnswerError: no endpoint gave such an answer; says why, each in turn.
        """
        return asyncio.run(self._ask(Question(schema, instructions, data, check), seconds))

    async def _ask(self, question: Question[M], seconds: float) -> Answered[M]:
        end = time.monotonic() + seconds
        failures: list[str] = []
        used: list[TokenUse] = []
        for behind, model in zip(reversed(range(len(self._models))), self._models, strict=True):
            if self._offline and not on_this_machine(model.base_url):
                failures.append(f"{model.name}: not asked, because OFFLINE is set")
                continue
            left = end - time.monotonic()
            until = time.monotonic() + (left / 2 if behind else left)
            conversation = _Conversation(model, question, until)
            try:
                value = await conversation.answer()
            except _FailedError as error:
                failures.append(f"{model.name}: {error}")
                used += conversation.used
                _log.warning("language model failed", name=model.name, why=str(error))
            else:
                return conversation.answered(value, used, failures)
        reasons = "; ".join(failures) or "none is set"
        raise NoAnswerError(f"no language model answered ({reasons})", tuple(used))


class _FailedError(Exception):
    """An endpoint gave no answer. The message is one line."""


_NO_COMPLETION = "it does not answer like a chat completions endpoint"


class _Message(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int = Field(default=0, ge=0)
    completion_tokens: int = Field(default=0, ge=0)


class _Completion(BaseModel):
    """What is needed of a completion. The SDK's own type believes whatever comes."""

    choices: Annotated[list[_Choice], Field(min_length=1)]
    usage: _Usage | None = None


class _Form(Enum):
    """How the shape of the answer is asked for. Not every model takes the first or the second."""

    SCHEMA = "json_schema"
    OBJECT = "json_object"
    PLAIN = "text"

    @property
    def plainer(self) -> "_Form":
        return _Form.OBJECT if self is _Form.SCHEMA else _Form.PLAIN


@dataclass
class _Conversation(Generic[M]):
    """One question to one endpoint, with everything that may take more than one try."""

    model: LanguageModel
    question: Question[M]
    until: float
    """Monotonic time at which it has to be over."""
    form: _Form = _Form.SCHEMA
    usages: list[_Usage] = field(default_factory=list)
    """One for each completion that came."""
    started: float = field(default_factory=time.monotonic)

    async def answer(self) -> M:
        try:
            async with _client(self.model) as client:
                return await self._value(client)
        except openai.OpenAIError as error:
            raise _FailedError(_summary(error, self.model)) from error

    @property
    def used(self) -> list[TokenUse]:
        """Return what was used; nothing when the endpoint never completed anything."""
        if not self.usages:
            return []
        tokens_in = sum(usage.prompt_tokens for usage in self.usages)
        tokens_out = sum(usage.completion_tokens for usage in self.usages)
        cost = _cost(self.model, tokens_in, tokens_out)
        name = f"{self.model.name} {self.model.model}"
        return [TokenUse(model=name, tokens_in=tokens_in, tokens_out=tokens_out, cost=cost)]

    def answered(self, value: M, used: Sequence[TokenUse], failures: Sequence[str]) -> Answered[M]:
        seconds = round(time.monotonic() - self.started, 3)
        name, model = self.model.name, self.model.model
        _log.info("language model answered", name=name, model=model, seconds=seconds)
        everything = (*used, *self.used)
        return Answered(
            value, name, model, seconds=seconds, used=everything, failures=tuple(failures)
        )

    async def _value(self, client: openai.AsyncOpenAI) -> M:
        text = await self._text(client, [])
        try:
            return self.question.read(text)
        except ValueError as error:
            refusal = f"This answer cannot be used: {error}. Answer again."
            turns = [("assistant", text[:8000]), ("user", refusal)]
        text = await self._text(client, turns)
        try:
            return self.question.read(text)
        except ValueError as error:
            raise _FailedError(f"its answer was refused twice: {error}") from error

    async def _text(self, client: openai.AsyncOpenAI, turns: list[tuple[str, str]]) -> str:
        try:
            completion = _Completion.model_validate_json(await self._completion(client, turns))
        except ValidationError as error:
            raise _FailedError(_NO_COMPLETION) from error
        self.usages.append(completion.usage or _Usage())
        choice = completion.choices[0]
        if choice.finish_reason == "length":
            raise _FailedError("its answer was cut off for its length")
        if not (choice.message.content or "").strip():
            raise _FailedError("its answer was empty")
        return choice.message.content or ""

    async def _completion(self, client: openai.AsyncOpenAI, turns: list[tuple[str, str]]) -> str:
        tries = 0
        while True:
            try:
                return await self._request(client, turns)
            except (openai.BadRequestError, openai.UnprocessableEntityError):
                if self.form is _Form.PLAIN:
                    raise
                self.form = self.form.plainer
            except openai.APIError as error:
                wait = _wait(error, tries)
                if wait is None or tries == _RETRIES or time.monotonic() + wait >= self.until:
                    raise
                tries += 1
                await asyncio.sleep(wait)

    async def _request(self, client: openai.AsyncOpenAI, turns: list[tuple[str, str]]) -> str:
        body = {"model": self.model.model, **_shaped(self.form, self.question, turns)}
        limit = max(0.0, min(self.model.timeout, self.until - time.monotonic()))
        try:
            # Not the client's own limit: that one starts again with every byte that comes.
            async with asyncio.timeout(limit):
                return await client.post("/chat/completions", cast_to=str, body=body)
        except TimeoutError:
            raise _FailedError(f"no answer within {limit:.0f} s") from None


def _shaped(form: _Form, question: Question[M], turns: list[tuple[str, str]]) -> dict[str, Any]:
    """Return the part of a request that says what is asked and what shape the answer has."""
    rules = question.rules()
    if form is not _Form.SCHEMA:
        rules += f"\n\nAnswer with one JSON object of this schema: {spelled(question.schema)}"
    said = [("system", rules), ("user", question.quoted()), *turns]
    asked: dict[str, Any] = {"messages": [{"role": role, "content": text} for role, text in said]}
    if form is not _Form.PLAIN:
        asked["response_format"] = {"type": form.value}
    if form is _Form.SCHEMA:
        asked["response_format"]["json_schema"] = {
            "name": question.schema.__name__.strip("_").lower(),
            "strict": True,
            "schema": answer_schema(question.schema),
        }
    return asked


def _client(model: LanguageModel) -> openai.AsyncOpenAI:
    key = model.api_key.get_secret_value()

    async def only_what_is_needed(request: Any) -> None:
        # The SDK adds facts about this machine, and headers and keys from OPENAI_* variables
        # that were meant for somebody else.
        for name in set(request.headers) - _KEPT_HEADERS:
            del request.headers[name]
        request.headers["authorization"] = f"Bearer {key}"

    return openai.AsyncOpenAI(
        api_key=key or "none",
        base_url=str(model.base_url),
        timeout=None,
        max_retries=0,
        http_client=openai.DefaultAsyncHttpxClient(
            trust_env=False,
            follow_redirects=False,
            event_hooks={"request": [only_what_is_needed]},
        ),
    )


def _cost(model: LanguageModel, tokens_in: int, tokens_out: int) -> float | None:
    """Return US dollars; None unless both prices are set."""
    if model.price_in is None or model.price_out is None:
        return None
    return round((tokens_in * model.price_in + tokens_out * model.price_out) / 1e6, 6)


def _wait(error: openai.APIError, tries: int) -> float | None:
    """Return the seconds to wait before asking again; None when that is of no use."""
    if isinstance(error, openai.APIConnectionError):
        return 0.3 * (1 << tries)
    if not isinstance(error, openai.APIStatusError) or error.code == "insufficient_quota":
        return None
    if error.status_code not in {408, 409, 429} and error.status_code < 500:
        return None
    asked = retry_after(error.response.headers.get("retry-after", ""))
    wait = 0.5 * (1 << tries) if asked is None else asked
    return wait if wait <= _MAX_WAIT else None


def _summary(error: openai.OpenAIError, model: LanguageModel) -> str:
    """Return what went wrong in one line that never holds the key."""
    if isinstance(error, openai.APIConnectionError):
        return f"cannot be reached ({type(error.__cause__ or error).__name__})"
    if not isinstance(error, openai.APIStatusError):
        return _NO_COMPLETION
    if error.status_code in {401, 403}:
        return f"{error.status_code}, it refused the key; set its api_key"
    said = " ".join(_said(error).split())
    key = model.api_key.get_secret_value()
    said = said.replace(key, "***") if len(key) > 3 else said
    return f"{error.status_code}, {said[:160] or 'without a reason'}"


def _said(error: openai.APIStatusError) -> str:
    body = error.body
    message = body.get("message") if isinstance(body, dict) else None
    return message if isinstance(message, str) else ""
