"""The ids of clips, which follow from what they show."""

import uuid
from collections.abc import Iterable

from core.domain.clip import Choice
from core.domain.plan import Format
from core.domain.plan.output import FORMATS
from core.domain.span import Span

# The namespace of clip ids: a job and a moment always give the same id.
_CLIPS = uuid.UUID("6f1d6b0c-3f0a-5d0e-9c1b-7a52f0c4e8d1")


def clip_id(job: str, chosen: Span, shape: Format = "9:16") -> str:
    """Return the id of the clip that a job makes of a moment in a shape, the same on every try."""
    moment = f"{job}/{chosen.start:.3f}-{chosen.end:.3f}"
    return str(uuid.uuid5(_CLIPS, moment if shape == "9:16" else f"{moment}/{shape}"))


def chosen(job: str, choices: Iterable[Choice]) -> dict[str, Choice]:
    """Return which choice each clip of a job is of, by the id of the clip, in every shape."""
    return {clip_id(job, choice.span, shape): choice for choice in choices for shape in FORMATS}
