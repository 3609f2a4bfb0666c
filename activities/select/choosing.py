"""From judged moments to chosen ones: who decides, what fits a prompt, what is told about it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from activities.catalog import SCORERS
from activities.select.base import Asked, Rating, Verdict
from activities.select.candidates import AT_LEAST
from activities.select.context import Context
from activities.select.fitting import Fitter, Fitting
from activities.select.ranking import Ranking
from activities.select.recording import Recording
from activities.select.tally import quoted
from activities.select.titles import Wording
from activities.select.wish import understood
from core.domain.clip import Candidate, Choice, Selection, TokenUse
from core.errors import EngineUnavailableError
from core.llm import NoAnswerError

BUILT_IN = "built-in"
"""What judges every moment, so that only the best are left for what takes longer."""
_RANKING, _SCREENING = "language-model", "screening-model"
# SPEC 4: the best three for every clip that is wanted. A small model sees more of them.
_SHORTLIST, _SCREENED, _MOST_SCREENED = 3, 10, 60
# From this fit on, 0..100, a model says that a moment is what was asked for.
_FITS = 50.0
_MAX_WARNINGS = 5


@dataclass(frozen=True)
class Opinion:
    """What is thought of the moments so far."""

    judged: list[Candidate]
    """Every moment, with the scores of what can be measured."""
    fitting: Fitting
    """Of these, what may be chosen. Its scores are those of the scorer that decides."""
    rating: Rating
    notes: tuple[str, ...] = ()
    used: tuple[TokenUse, ...] = ()

    def noted(self, note: str, used: Sequence[TokenUse] = ()) -> "Opinion":
        notes = (*self.notes, note) if note else self.notes
        return replace(self, notes=notes, used=(*self.used, *used))


class Choosing:
    """How the moments of one recording are chosen."""

    def __init__(self, recording: Recording, asked: Asked, clips: int) -> None:
        self._recording = recording
        self._asked = asked
        self._clips = clips
        self._ranking = Ranking(recording)

    def measured(self, found: Sequence[Candidate]) -> Opinion:
        """Judge every moment by what can be measured, and keep those that the prompt asks for."""
        rating = SCORERS.load(BUILT_IN)().rate(found, self._recording, asked=self._asked)
        judged = _rated(found, rating)
        fitting = Fitter(self._recording, understood(self._asked.prompt)).fitting(judged)
        return Opinion(judged, fitting, rating)

    def screened(self, opinion: Opinion) -> Opinion:
        """Keep what a small model passes on. Scores stay as they were measured."""
        listed = self._listed(opinion, min(_SCREENED * self._clips, _MOST_SCREENED))
        try:
            rating = SCORERS.load(_SCREENING)().rate(listed, self._recording, asked=self._asked)
        except EngineUnavailableError as error:
            return opinion.noted(f"No model looked through the moments: {error}.", _used(error))
        wanted = {one.candidate for one in rating.verdicts if one.fit is None or one.fit >= _FITS}
        passed = [one for one in _rated(listed, rating) if one.id in wanted]
        best = self._ranking.shortlist(passed, _SHORTLIST * self._clips, self._clips)
        known = {one.id for one in best}
        kept = [one for one in listed if one.id in known]
        fitting = replace(opinion.fitting, candidates=kept or opinion.fitting.candidates)
        return replace(opinion, fitting=fitting).noted("", rating.used)

    def ranked(self, opinion: Opinion) -> Opinion:
        """Let a language model judge the best moments; its opinion counts before any other."""
        listed = self._listed(opinion, _SHORTLIST * self._clips)
        try:
            rating = SCORERS.load(_RANKING)().rate(listed, self._recording, asked=self._asked)
        except EngineUnavailableError as error:
            return opinion.noted(f"The built-in scorer decided: {error}.", _used(error))
        fitting = self._filled(_rated(listed, rating), listed)
        if self._asked.prompt:
            fitting = self._as_the_model_says(_rated(listed, rating), rating)
        return replace(opinion, fitting=fitting, rating=rating).noted("", rating.used)

    def selection(self, opinion: Opinion) -> Selection:
        """Choose, and say in words what was chosen and why not something else."""
        chosen = self._ranking.best(opinion.fitting.candidates, self._clips)
        if opinion.rating.engine == BUILT_IN and self._is_foreign:
            opinion = opinion.noted(
                "Titles are in the language of the speech: only a language model writes others."
            )
        if not self._recording.sentences and chosen:
            opinion = opinion.noted("Nobody is heard speaking: sound and cuts decided.")
        wording, context = Wording(self._recording), Context(self._recording)
        verdicts = {verdict.candidate: verdict for verdict in opinion.rating.verdicts}
        # What the one who decides did not judge stands behind what it did.
        chosen.sort(key=lambda one: one.id not in verdicts)
        choices = []
        for number, one in enumerate(chosen):
            verdict = verdicts.get(one.id) or Verdict(one.id, one.scores)
            doubts = [d.warning for d in context.doubts(self._recording.spoken(one.span))]
            told = self._told(one, chosen[:number], opinion.fitting)
            warnings = tuple(dict.fromkeys([*told, *verdict.warnings, *doubts]))[:_MAX_WARNINGS]
            choices.append(_choice(one, verdict, wording, warnings=warnings))
        return Selection(
            engine=opinion.rating.engine,
            choices=tuple(choices),
            note=" ".join(
                [*opinion.notes, *([opinion.fitting.note] if opinion.fitting.note else [])]
            ),
            used=opinion.used,
        )

    def _listed(self, opinion: Opinion, limit: int) -> list[Candidate]:
        """Return what a model is shown: what fits and, for a prompt, others that it may like."""
        listed = self._ranking.shortlist(opinion.fitting.candidates, limit, self._clips)
        if not self._asked.prompt or len(listed) == limit:
            return listed
        known = {one.id for one in listed}
        others = [one for one in opinion.judged if one.id not in known]
        return [*listed, *self._ranking.shortlist(others, limit - len(listed), self._clips)]

    def _filled(self, rated: list[Candidate], listed: list[Candidate]) -> Fitting:
        """Return what has a verdict, and the rest only where that makes too few clips."""
        enough = min(self._clips, AT_LEAST)
        chosen = self._ranking.best(rated, self._clips)
        if len(chosen) >= enough:
            return Fitting(rated)
        known = {one.id for one in rated}
        others = [one for one in listed if one.id not in known]
        free = [one for one in others if not any(one.span.common(kept.span) for kept in chosen)]
        filled = [*chosen, *self._ranking.best(free, enough - len(chosen))]
        return Fitting(filled if len(filled) >= enough else [*rated, *others])

    def _as_the_model_says(self, rated: list[Candidate], rating: Rating) -> Fitting:
        fits = {one.candidate: one.fit for one in rating.verdicts if one.fit is not None}
        close = [one for one in rated if fits.get(one.id, 0.0) >= _FITS]
        if close:
            return Fitting(close)
        best = max(fits.values(), default=0.0)
        near = [one for one in rated if fits.get(one.id, 0.0) >= best / 2]
        note = f"Nothing was found for {quoted(self._asked.prompt)}; these are the nearest."
        return Fitting(near, fits=False, note=note)

    @property
    def _is_foreign(self) -> bool:
        spoken = self._recording.transcript.language
        return bool(spoken and self._asked.language) and spoken != self._asked.language

    def _told(self, one: Candidate, better: Sequence[Candidate], fitting: Fitting) -> list[str]:
        """Return warnings that do not come from the words of the moment."""
        told = []
        if not fitting.fits:
            told.append("It is not what was asked for, only the nearest.")
        if any(self._ranking.tells_again(one, other) for other in better):
            told.append("It tells much the same as another clip.")
        if self._recording.sentences and not one.text:
            told.append("Nothing is said in it.")
        return told


def _rated(candidates: Sequence[Candidate], rating: Rating) -> list[Candidate]:
    """Return the candidates that have a verdict, with its scores. Nothing else changes."""
    scores = {verdict.candidate: verdict.scores for verdict in rating.verdicts}
    return [
        one.model_copy(update={"scores": scores[one.id]}) for one in candidates if one.id in scores
    ]


def _used(error: EngineUnavailableError) -> tuple[TokenUse, ...]:
    return error.used if isinstance(error, NoAnswerError) else ()


def _choice(
    candidate: Candidate, verdict: Verdict, wording: Wording, *, warnings: tuple[str, ...]
) -> Choice:
    return Choice(
        candidate=candidate.id,
        span=candidate.span,
        scores=candidate.scores,
        title=verdict.title or wording.title(candidate.span),
        description=verdict.description or wording.description(candidate.span),
        tags=verdict.tags or wording.tags(candidate.span),
        warnings=warnings,
    )
