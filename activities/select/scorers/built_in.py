"""Judge moments by their words, pauses, sound and cuts. Needs no model and no network."""

from collections.abc import Sequence

from activities.select.base import Asked, Rating, Verdict
from activities.select.recording import Recording
from activities.select.sound_scores import SoundScores
from activities.select.speech_scores import SpeechScores
from activities.select.tally import Tally
from activities.select.trends import Trends
from core.domain.clip import Candidate, Reasons, Scores


class BuiltIn:
    """The scorer that is always there."""

    def rate(
        self, candidates: Sequence[Candidate], recording: Recording, *, asked: Asked
    ) -> Rating:
        """Judge every candidate. What a prompt asks for has been looked for before."""
        speech, sound = SpeechScores(recording), SoundScores(recording)
        trends = Trends(asked.trends, recording)
        verdicts = []
        for one in candidates:
            inside = recording.spoken(one.span)
            judge = _spoken(one, inside, speech) if inside else _unspoken(one, sound)
            verdicts.append(
                Verdict(candidate=one.id, scores=_scores(*judge, trends.tally(inside), trends))
            )
        return Rating(engine="built-in", verdicts=tuple(verdicts))


def _spoken(
    one: Candidate, inside: range, scores: SpeechScores
) -> tuple[Tally, Tally, Tally, Tally]:
    return (
        scores.hook(one.span, inside),
        scores.flow(one.span, inside),
        scores.value(one.span, inside),
        scores.coherence(one.span, inside),
    )


def _unspoken(one: Candidate, scores: SoundScores) -> tuple[Tally, Tally, Tally, Tally]:
    return (
        scores.hook(one.span),
        scores.flow(one.span),
        scores.value(one.span),
        scores.coherence(one.span),
    )


def _scores(
    hook: Tally, flow: Tally, value: Tally, coherence: Tally, trend: Tally, trends: Trends
) -> Scores:
    return Scores(
        hook=hook.score,
        flow=flow.score,
        value=value.score,
        trend=trend.score,
        virality=trends.virality(hook.score, flow.score, value.score, trend.score),
        coherence=coherence.score,
        reasons=Reasons(
            hook=hook.reason,
            flow=flow.reason,
            value=value.reason,
            trend=trend.reason,
            coherence=coherence.reason,
        ),
    )
