"""Planning, in a process of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from activities.plan.clip_ids import clip_id
from activities.plan.contract import Plans, PlanTask, ScoredPlan
from activities.plan.framing import framed
from activities.plan.wording import edges, spoken
from core.domain.base import Value
from core.domain.clip import Choice, Selection
from core.domain.faces import FaceTracks
from core.domain.plan import CaptionPlan, ClipPlan, Format, in_format
from core.domain.scenes import Scenes
from core.domain.transcript import Transcript
from core.errors import NothingToClipError

V = TypeVar("V", bound=Value)


def plan(task: PlanTask, report: Callable[[float], None]) -> Plans:
    """Plan every chosen moment, best first.

    Raises:
        NothingToClipError: no moment was chosen.
    """
    transcript = _read(task.transcript, Transcript)
    scenes, faces = _read(task.scenes, Scenes), _read(task.faces, FaceTracks)
    choices = _read(task.selection, Selection).choices
    if not choices:
        raise NothingToClipError(_why_nothing(transcript, task.media.duration))
    plans = []
    for number, choice in enumerate(choices, start=1):
        plans += [
            ScoredPlan(
                plan=_planned(
                    choice, task, shape, transcript=transcript, scenes=scenes, faces=faces
                ),
                score=choice.scores.virality,
                format=shape,
            )
            for shape in task.formats
        ]
        report(number / len(choices))
    return Plans(plans=tuple(plans))


def _planned(
    choice: Choice,
    task: PlanTask,
    shape: Format,
    *,
    transcript: Transcript,
    scenes: Scenes,
    faces: FaceTracks,
) -> ClipPlan:
    shown = edges(choice.span, transcript, cuts=scenes.cuts(), duration=task.media.duration)
    output = in_format(shape)
    return ClipPlan(
        clip_id=clip_id(task.job, choice.span, shape),
        title=choice.title,
        source=task.source,
        media=task.media,
        spans=(shown,),
        layout=framed(
            shown,
            media=task.media,
            output=output,
            scenes=scenes,
            faces=faces,
            layout=task.layout,
        ),
        captions=CaptionPlan(
            style=task.caption_style,
            words=spoken(choice.span, transcript, shown=shown),
            language=transcript.language,
        ),
        output=output,
    )


def _why_nothing(transcript: Transcript, duration: float) -> str:
    if not transcript.words:
        heard = "no speech was heard in it"
    else:
        heard = f"none of its {len(transcript.words)} words make a moment of the length asked for"
    return (
        f"nothing can be clipped from this recording of {duration:.0f} s: {heard}; "
        "ask for shorter clips, or take a longer recording in which people speak"
    )


def _read(path: str, kind: type[V]) -> V:
    return kind.model_validate_json(Path(path).read_bytes())
