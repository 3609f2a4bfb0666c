"""What a job found and made, put together from its rows and its small findings."""

from collections.abc import Sequence
from typing import TypeVar

from activities.plan.clip_ids import chosen
from activities.records.reading import read_rows
from activities.render.report.contract import FoundTopic, MadeClip, RanStep, Report
from api.identity import Caller
from core.db.tables import Clip, Job, JobStep
from core.domain.base import Value
from core.domain.clip import Choice, Selection
from core.domain.job import StepState
from core.domain.topics import Topics
from core.domain.transcript import SpokenLanguage
from core.objects import owned, read_value

V = TypeVar("V", bound=Value)


class _Spoken(Value):
    """What a report tells of a stored transcript, which grows with the recording."""

    duration: float | None = None
    language: str = ""
    languages: tuple[SpokenLanguage, ...] = ()


async def compose(caller: Caller, job: Job) -> Report:
    """Return what a job of the workspace found and made so far."""
    async with caller.rows() as rows:
        clips, steps = await read_rows(rows, job)
    spoken = await _found(caller, job, "transcript", _Spoken) or _Spoken()
    topics = await _found(caller, job, "topics", Topics)
    selection = await _found(caller, job, "selection", Selection)
    choices = chosen(str(job.id), selection.choices if selection else ())
    own = [step for step in steps if step.clip_id is None]
    notes = [step.note for step in own if step.note] + ([selection.note] if selection else [])
    return Report(
        job=str(job.id),
        created_at=job.created_at.isoformat(),
        updated_at=job.updated_at.isoformat(),
        **job.model_dump(include={"title", "source", "source_kind", "state", "error"}),
        duration=spoken.duration,
        language=spoken.language,
        languages=tuple(dict.fromkeys(one.language for one in spoken.languages)),
        engines={s.name: s.engine for s in own if s.state == StepState.COMPLETED and s.engine},
        topics=tuple(
            FoundTopic(title=one.title, start=one.span.start, end=one.span.end)
            for one in (topics.topics if topics else ())
        ),
        clips=tuple(_clip(clip, choices.get(str(clip.id)), steps) for clip in clips),
        steps=tuple(map(_step, own)),
        warnings=tuple(dict.fromkeys(filter(None, notes))),
    )


async def _found(caller: Caller, job: Job, name: str, kind: type[V]) -> V | None:
    """Return what a job found out, as far as it is kept."""
    key, store = job.artifacts.get(name), caller.services.store
    artifact = await store.find(owned(key, caller.workspace)) if key else None
    return await read_value(store, artifact, kind) if artifact else None


def _clip(clip: Clip, choice: Choice | None, steps: Sequence[JobStep]) -> MadeClip:
    fields = {"version", "state", "title", "start", "end", "score", "loudness", "format"}
    return MadeClip(
        id=str(clip.id),
        **clip.model_dump(include=fields),
        scores=choice.scores if choice else None,
        description=choice.description if choice else "",
        tags=choice.tags if choice else (),
        warnings=choice.warnings if choice else (),
        steps=tuple(_step(step) for step in steps if step.clip_id == clip.id),
    )


def _step(step: JobStep) -> RanStep:
    return RanStep.model_validate(step.model_dump(include=set(RanStep.model_fields)))
