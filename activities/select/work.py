"""Choose the moments, in a process of its own."""

from collections.abc import Callable
from pathlib import Path

from activities.catalog import SCORERS
from activities.select import ranking
from activities.select.base import Rating, Verdict
from activities.select.candidates import propose
from activities.select.contract import SelectTask
from activities.select.recording import Recording
from activities.select.titles import Wording
from core.domain.clip import Candidate, Choice, Selection
from core.domain.scenes import Scenes
from core.domain.sound import Sound
from core.domain.transcript import Transcript

# What judges every candidate, so that only the best are left for a scorer that takes longer.
_SCREEN = "built-in"
# SPEC 4: the best three for every clip that is wanted.
_SHORTLIST = 3


def select(task: SelectTask, report: Callable[[float], None]) -> Selection:
    """Return the moments that become clips; none only when the recording has no length.

    Raises:
        EngineUnavailableError: the scorer cannot judge here and now.
        ConfigurationError: the shortest clip is to be longer than the longest.
    """
    recording = _recording(task)
    report(0.1)
    found = propose(recording, task.min_seconds, task.max_seconds)
    if not found:
        return Selection(engine=_SCREEN, note=task.note)
    rating = SCORERS.load(_SCREEN)().rate(found, recording)
    candidates = _rated(found, rating)
    report(0.4)
    if task.scorer != _SCREEN:
        candidates = ranking.shortlist(
            candidates,
            _SHORTLIST * task.max_clips,
            clips=task.max_clips,
            duration=recording.duration,
        )
        rating = SCORERS.load(task.scorer)().rate(candidates, recording)
    report(0.9)
    chosen = _chosen(candidates, rating, task, recording=recording)
    wording = Wording(recording)
    return Selection(
        engine=rating.engine,
        choices=tuple(_choice(one, rating, wording) for one in chosen),
        note=task.note,
    )


def _recording(task: SelectTask) -> Recording:
    return Recording(
        transcript=Transcript.model_validate_json(Path(task.transcript).read_bytes()),
        scenes=Scenes.model_validate_json(Path(task.scenes).read_bytes()),
        sound=Sound.model_validate_json(Path(task.sound).read_bytes()),
        duration=task.duration,
        longest=task.max_seconds,
    )


def _rated(candidates: tuple[Candidate, ...] | list[Candidate], rating: Rating) -> list[Candidate]:
    """Return the candidates that have a verdict, with its scores. Nothing else changes."""
    scores = {verdict.candidate: verdict.scores for verdict in rating.verdicts}
    return [
        one.model_copy(update={"scores": scores[one.id]}) for one in candidates if one.id in scores
    ]


def _chosen(
    candidates: list[Candidate], rating: Rating, task: SelectTask, *, recording: Recording
) -> list[Candidate]:
    """Return the best of those with a verdict, with others only where those are too few."""
    duration, enough = recording.duration, min(task.max_clips, ranking.AT_LEAST)
    rated = _rated(candidates, rating)
    chosen = ranking.best(rated, task.max_clips, duration=duration)
    if len(chosen) >= enough:
        return chosen
    known = {one.id for one in rated}
    others = [one for one in candidates if one.id not in known]
    free = [one for one in others if not any(one.span.common(kept.span) for kept in chosen)]
    filled = [*chosen, *ranking.best(free, enough - len(chosen), duration=duration)]
    if len(filled) >= enough:
        return filled
    anew = ranking.best([*rated, *others], enough, duration=duration)
    return anew if len(anew) > len(filled) else filled


def _choice(candidate: Candidate, rating: Rating, wording: Wording) -> Choice:
    said = {verdict.candidate: verdict for verdict in rating.verdicts}
    verdict = said.get(candidate.id) or Verdict(candidate.id, candidate.scores)
    return Choice(
        candidate=candidate.id,
        span=candidate.span,
        scores=candidate.scores,
        title=verdict.title or wording.title(candidate.span),
        description=verdict.description or wording.description(candidate.span),
        tags=verdict.tags or wording.tags(candidate.span),
    )
