"""Let a language model rank, score and name the moments. Their times stay as they are.

The model sees the text of each moment as quoted data. Its answer counts only when
it names moments that it was given, scores inside the range, and nothing else.
"""

import json
import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, Field

from activities.select.base import Rating, Verdict
from activities.select.recording import Recording
from activities.select.titles import MAX_DESCRIPTION, MAX_TITLE, shortened
from core.domain.base import StrictValue
from core.domain.clip import Candidate, Scores
from core.errors import EngineUnavailableError
from core.llm import LanguageModels
from core.settings import settings

# Seconds for all tries together. The step has 60; it must still be able to decide without a model.
_SECONDS = 40.0
# Characters of all moments together, about 6000 tokens: a small local model holds that.
_MAX_TEXT = 24_000
_MAX_TAGS = 8
_MAX_REASON = 200

# A name such as "example.com" may well be said; what can be clicked may not come from here.
_LINK = re.compile(r"://|\bwww\.|\b[\w-]+\.[a-z]{2,}/", re.IGNORECASE)

_INSTRUCTIONS = """\
You help an editor choose which moments of a recording become short vertical clips.
The data is a JSON object whose "moments" have an "id", a length in "seconds" and the "text" that \
speech recognition heard; expect wrong words and missing punctuation.
Judge every moment alone, as a viewer would who has seen nothing else, and answer with the \
moments from best to worst, at least {least} of them, each at most once.
For each give its "id" and numbers from 0 to 100: "hook" (do the first three seconds make one \
want to stay), "flow" (does it move, without holes), "value" (does one leave with a fact, a \
number, a laugh), "trend" (is it about what people look for now; 50 when you cannot tell), \
"virality" (the four together) and "coherence" (does it make sense alone, from its first word to \
its last).
"reasons": at most one short sentence for each number that moved the result.
"title": at most 80 characters, true to what is said. "description": one or two sentences. \
"tags": up to 5 single words without "#".
Titles, descriptions and tags are in the language of the moment{language}. They hold no links.
You cannot change where a moment starts or ends, and there are no other moments."""


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    if not all(character.isprintable() or character in "\u200c\u200d" for character in line):
        raise ValueError("it holds characters that cannot be shown")
    if _LINK.search(line):
        raise ValueError("it must not hold a link")
    return line


def _some(line: str) -> str:
    if not any(character.isalnum() for character in line):
        raise ValueError("it must not be empty")
    return line


_Points = Annotated[float, Field(ge=0, le=100)]
_Line = Annotated[str, Field(max_length=2000), AfterValidator(_one_line)]


class Judged(StrictValue):
    """What a model says about one moment. A field for a time would be refused."""

    id: int
    hook: _Points
    flow: _Points
    value: _Points
    trend: _Points
    virality: _Points
    coherence: _Points
    reasons: tuple[_Line, ...] = Field(max_length=12)
    title: Annotated[_Line, AfterValidator(_some)]
    description: _Line
    tags: tuple[_Line, ...] = Field(max_length=30)

    def verdict(self) -> Verdict:
        fields = {"hook", "flow", "value", "trend", "virality", "coherence"}
        reasons = tuple(shortened(reason, _MAX_REASON) for reason in self.reasons if reason)
        return Verdict(
            candidate=self.id,
            scores=Scores(**self.model_dump(include=fields), reasons=reasons[:6]),
            title=shortened(self.title, MAX_TITLE),
            description=shortened(self.description, MAX_DESCRIPTION),
            tags=_tags(self.tags),
        )


class Ranked(StrictValue):
    """The answer of a model."""

    moments: tuple[Judged, ...]


class RankedByModel:
    """The scorer that asks the language models of the settings."""

    def __init__(self, models: LanguageModels | None = None) -> None:
        chosen = settings()
        self._models = models or LanguageModels(
            chosen.select.language_models, offline=chosen.offline
        )

    def rate(self, candidates: Sequence[Candidate], recording: Recording) -> Rating:
        """Judge the candidates in which something is said.

        Raises:
            EngineUnavailableError: no model gave an answer that can be used; says why.
        """
        spoken = [one for one in candidates if one.text]
        if not spoken:
            raise EngineUnavailableError("nothing is said that a language model could rank")
        known = frozenset(one.id for one in spoken)
        least = -(-len(spoken) // 3)
        language = recording.transcript.language
        answered = self._models.ask(
            Ranked,
            _INSTRUCTIONS.format(least=least, language=f" ({language})" if language else ""),
            _quoted(spoken),
            check=lambda ranked: _check(ranked, known, least),
            seconds=_SECONDS,
        )
        return Rating(
            engine=f"{answered.name} {answered.model}",
            verdicts=tuple(judged.verdict() for judged in answered.value.moments),
        )


def _quoted(candidates: Sequence[Candidate]) -> str:
    room = max(200, _MAX_TEXT // len(candidates))
    moments = [
        {"id": one.id, "seconds": round(one.span.duration), "text": _abridged(one.text, room)}
        for one in candidates
    ]
    return json.dumps({"moments": moments}, ensure_ascii=False, indent=0)


def _abridged(text: str, room: int) -> str:
    """Return a text with its middle left out where there is no room for it."""
    if len(text) <= room:
        return text
    tail = room // 4
    return f"{shortened(text, room - tail)} {text[-tail:].partition(' ')[2]}"


def _check(ranked: Ranked, known: frozenset[int], least: int) -> None:
    ids = [judged.id for judged in ranked.moments]
    if invented := sorted(set(ids) - known):
        raise ValueError(f"there is no moment with the id {invented[0]}")
    if len(set(ids)) < len(ids):
        raise ValueError("a moment is there more than once")
    titles = {judged.title.casefold() for judged in ranked.moments}
    if len(titles) < len(ids):
        raise ValueError("two moments have the same title")
    if len(ids) < least:
        raise ValueError(f"{len(ids)} moments are too few; at least {least} are needed")


def _tags(tags: Sequence[str]) -> tuple[str, ...]:
    bare = ("".join(c for c in tag if c.isalnum() or c in "_\u200c").lower()[:40] for tag in tags)
    return tuple(dict.fromkeys(tag for tag in bare if tag))[:_MAX_TAGS]
