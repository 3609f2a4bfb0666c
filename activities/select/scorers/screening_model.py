"""Let a small language model look through many moments, so that a large one reads the best."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from activities.select.base import Asked, Rating, Verdict
from activities.select.recording import Recording
from activities.select.shown import moments, orders
from core.domain.base import StrictValue
from core.domain.clip import Candidate
from core.errors import EngineUnavailableError
from core.llm import LanguageModels
from core.settings import settings

# Seconds for all tries together; the ranking that follows needs most of what the step has.
_SECONDS = 12.0
# Points by which it may think better or worse of a moment than what can be measured.
_SWAY = 40.0

_INSTRUCTIONS = """\
The data is a JSON object whose "moments" have an "id", a length in "seconds" and the "text" that \
speech recognition heard, with what is said "before" and "after".
Answer with the moments that could become short clips, at least {least} of them, each at most \
once. For each give its "id" and numbers from 0 to 100: "points" (would a viewer who has seen \
nothing else watch it to the end and leave with something), "alone" (does it make sense without \
what comes before and after) and "fit" (is it what the "wish" of the data asks for; 100 when \
there is no wish). There are no other moments."""

_Points = Annotated[float, Field(ge=0, le=100)]


class Screened(StrictValue):
    """What a model says about one moment: numbers, and not a word."""

    id: int
    points: _Points
    alone: _Points
    fit: _Points


class Screening(StrictValue):
    """The answer of a model."""

    moments: tuple[Screened, ...]


class ScreenedByModel:
    """The scorer that asks the small model of the settings."""

    def __init__(self, models: LanguageModels | None = None) -> None:
        chosen = settings()
        model = chosen.select.screening
        self._models = models or LanguageModels([model] if model else [], offline=chosen.offline)

    def rate(
        self, candidates: Sequence[Candidate], recording: Recording, *, asked: Asked
    ) -> Rating:
        """Judge the candidates in which something is said.

        Raises:
            EngineUnavailableError: the model gave no answer that can be used; says why.
        """
        spoken = {one.id: one for one in candidates if one.text and not orders(one.text)}
        if not spoken:
            raise EngineUnavailableError("nothing is said that a language model could rank")
        least = -(-len(spoken) // 3)
        answered = self._models.ask(
            Screening,
            _INSTRUCTIONS.format(least=least),
            moments(list(spoken.values()), recording, asked.prompt),
            check=lambda screening: _check(screening, spoken, least),
            seconds=_SECONDS,
        )
        screened = [_verdict(one, spoken[one.id]) for one in answered.value.moments]
        unasked = [Verdict(one.id, one.scores) for one in candidates if one.id not in spoken]
        return Rating(
            engine=f"{answered.name} {answered.model}",
            verdicts=(*screened, *unasked),
            used=answered.used,
        )


def _verdict(said: Screened, candidate: Candidate) -> Verdict:
    measured = candidate.scores.virality
    virality = max(measured - _SWAY, min(measured + _SWAY, said.points))
    scores = candidate.scores.model_copy(update={"virality": virality, "coherence": said.alone})
    return Verdict(candidate=said.id, scores=scores, fit=said.fit)


def _check(screening: Screening, known: Mapping[int, Candidate], least: int) -> None:
    ids = [one.id for one in screening.moments]
    if invented := sorted(set(ids) - set(known)):
        raise ValueError(f"there is no moment with the id {invented[0]}")
    if len(set(ids)) < len(ids):
        raise ValueError("a moment is there more than once")
    if len(ids) < least:
        raise ValueError(f"{len(ids)} moments are too few; at least {least} are needed")
