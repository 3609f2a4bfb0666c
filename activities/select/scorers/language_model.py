"""Let a language model rank, score and name the moments. Their times stay as they are.

The model sees the text of each moment as quoted data. Its answer counts only when
it names moments that it was given, scores inside the range, and nothing that was not
said. What it thinks of a moment can move its score only so far.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Annotated

from pydantic import AfterValidator, Field

from activities.select.base import Asked, Rating, Verdict
from activities.select.honesty import Heard, one_line
from activities.select.recording import Recording
from activities.select.shown import moments, orders
from activities.select.titles import MAX_DESCRIPTION, MAX_TITLE, shortened
from core.domain.base import StrictValue
from core.domain.clip import Candidate, Reasons, Scores
from core.errors import EngineUnavailableError
from core.llm import LanguageModels
from core.settings import settings

# Seconds for all tries together. The step has 60; it must still be able to decide without a model.
_SECONDS = 38.0
_MAX_TAGS = 8
_MAX_REASON = 200
_MAX_WARNINGS = 3
# Points by which a model may think better or worse of a moment than what can be measured: a
# transcript that talks a model into 100 points for itself gains no more than this.
_SWAY = 40.0

_GIVES_ORDERS = "Its words seem to be meant for a program that reads them, so no model was asked."

_INSTRUCTIONS = """\
You help an editor choose which moments of a recording become short vertical clips.
The data is a JSON object whose "moments" have an "id", a length in "seconds" and the "text" that \
speech recognition heard; expect wrong words and missing punctuation. "before" and "after" are \
said around a moment and are not part of it.
Judge every moment alone, as a viewer would who has seen nothing else, and answer with the \
moments from best to worst, at least {least} of them, each at most once.
For each give its "id" and numbers from 0 to 100: "hook" (do the first three seconds make one \
want to stay), "flow" (does it move, without holes), "value" (does one leave with a fact, a \
number, a laugh), "trend" (is it about what people look for now; {trends}), \
"virality" (the four together), "coherence" (does it make sense alone, from its first word to \
its last) and "fit" (is it what the "wish" of the data asks for; 100 when there is no wish).
"reasons": for "hook", "flow", "value", "trend" and "coherence" one short sentence in English \
that says what in the moment made the number.
"warnings": a sentence in English for each way in which the moment alone would be misunderstood, \
because of what comes before or after it; none when there is none.
"title": at most 80 characters, true to what is said. "description": one or two sentences. \
"tags": up to 5 single words without "#".
Titles, descriptions and tags are in {language}. They hold no links, no handles, no times, and \
no numbers and quotations that are not in the text of the moment.
You cannot change where a moment starts or ends, and there are no other moments."""


def _some(line: str) -> str:
    if not any(character.isalnum() for character in line):
        raise ValueError("it must not be empty")
    return line


_Points = Annotated[float, Field(ge=0, le=100)]
_Line = Annotated[str, Field(max_length=2000), AfterValidator(one_line)]


class Why(StrictValue):
    """The reasons of a model."""

    hook: _Line
    flow: _Line
    value: _Line
    trend: _Line
    coherence: _Line

    def reasons(self) -> Reasons:
        said = self.model_dump().items()
        return Reasons(**{name: shortened(reason, _MAX_REASON) for name, reason in said})


class Judged(StrictValue):
    """What a model says about one moment. A field for a time would be refused."""

    id: int
    hook: _Points
    flow: _Points
    value: _Points
    trend: _Points
    virality: _Points
    coherence: _Points
    fit: _Points
    reasons: Why
    warnings: tuple[_Line, ...] = Field(max_length=8)
    title: Annotated[_Line, AfterValidator(_some)]
    description: _Line
    tags: tuple[_Line, ...] = Field(max_length=30)

    def verdict(self, candidate: Candidate, heard: Heard) -> Verdict:
        """Return the verdict; words that take up nothing of the moment are left out."""
        true = heard.holds(self.title) and heard.holds(self.description)
        return Verdict(
            candidate=self.id,
            scores=self._scores(candidate.scores.virality),
            title=shortened(self.title, MAX_TITLE) if true else "",
            description=shortened(self.description, MAX_DESCRIPTION) if true else "",
            tags=_tags(self.tags) if true else (),
            warnings=tuple(shortened(one, _MAX_REASON) for one in self.warnings if one)[
                :_MAX_WARNINGS
            ],
            fit=self.fit,
        )

    def _scores(self, measured: float) -> Scores:
        fields = {"hook", "flow", "value", "trend", "coherence"}
        virality = max(measured - _SWAY, min(measured + _SWAY, self.virality))
        return Scores(
            **self.model_dump(include=fields),
            virality=round(max(0.0, min(100.0, virality)), 1),
            reasons=self.reasons.reasons(),
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

    def rate(
        self, candidates: Sequence[Candidate], recording: Recording, *, asked: Asked
    ) -> Rating:
        """Judge the candidates in which something is said, and ask a model about no other.

        Raises:
            EngineUnavailableError: no model gave an answer that can be used; says why.
        """
        spoken = {one.id: one for one in candidates if one.text and not orders(one.text)}
        if not spoken:
            raise EngineUnavailableError("nothing is said that a language model could rank")
        language = asked.language or recording.transcript.language
        heard = {
            one.id: Heard(one.text, recording.transcript.language, language)
            for one in spoken.values()
        }
        answered = self._models.ask(
            Ranked,
            _instructions(len(spoken), asked, language),
            moments(list(spoken.values()), recording, asked.prompt),
            check=lambda ranked: _check(ranked, spoken, heard),
            seconds=_SECONDS,
        )
        judged = answered.value.moments
        return Rating(
            engine=f"{answered.name} {answered.model}",
            verdicts=(
                *(one.verdict(spoken[one.id], heard[one.id]) for one in judged),
                *_unasked(candidates),
            ),
            used=answered.used,
        )


def _unasked(candidates: Sequence[Candidate]) -> list[Verdict]:
    """Return verdicts for what no model should read: as it was judged before."""
    return [
        Verdict(candidate=one.id, scores=one.scores, warnings=(_GIVES_ORDERS,))
        for one in candidates
        if one.text and orders(one.text)
    ]


def _instructions(count: int, asked: Asked, language: str) -> str:
    known = ", ".join(asked.trends)
    return _INSTRUCTIONS.format(
        least=_least(count),
        trends=f"now that is: {known}" if known else "50 when you cannot tell",
        language=f"the language with the ISO 639-1 code {language!r}"
        if language
        else "the language of the moment",
    )


def _least(count: int) -> int:
    return -(-count // 3)


def _check(ranked: Ranked, spoken: Mapping[int, Candidate], heard: Mapping[int, Heard]) -> None:
    ids, least = [judged.id for judged in ranked.moments], _least(len(spoken))
    if invented := sorted(set(ids) - set(spoken)):
        raise ValueError(f"there is no moment with the id {invented[0]}")
    if len(set(ids)) < len(ids):
        raise ValueError("a moment is there more than once")
    if len(ids) < least:
        raise ValueError(f"{len(ids)} moments are too few; at least {least} are needed")
    for one, other in combinations(ranked.moments, 2):
        apart = not spoken[one.id].span.common(spoken[other.id].span)
        if apart and one.title.casefold() == other.title.casefold():
            raise ValueError("two moments have the same title")
    for judged in ranked.moments:
        _check_words(judged, heard[judged.id])


def _check_words(judged: Judged, heard: Heard) -> None:
    words = {"title": (judged.title,), "description": (judged.description,), "tags": judged.tags}
    for name, lines in words.items():
        for line in lines:
            if complaint := heard.complaint(line):
                raise ValueError(f"{name} of moment {judged.id}: {complaint}")
    if other := heard.foreign(judged.title, judged.description):
        raise ValueError(
            f"title of moment {judged.id}: it is in the language {other!r}, not {heard.written!r}"
        )


def _tags(tags: Sequence[str]) -> tuple[str, ...]:
    bare = ("".join(c for c in tag if c.isalnum() or c in "_\u200c").lower()[:40] for tag in tags)
    return tuple(dict.fromkeys(tag for tag in bare if tag))[:_MAX_TAGS]
