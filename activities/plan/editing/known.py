"""What some operations need to know besides the plan: what was found out about the recording."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from activities.plan.editing.operations import (
    AddSounds,
    Censor,
    CutOnBeat,
    Operation,
    SetField,
    Tighten,
)
from activities.plan.editing.writing import Raw, written
from core.domain.artifact import Artifact
from core.domain.plan import ClipPlan
from core.domain.plan.reading import checked
from core.domain.scenes import Scenes
from core.domain.sound import Beats, Sound
from core.domain.transcript import Transcript
from core.errors import InvalidPlanError

T = TypeVar("T")

_NEEDS: Mapping[type[object], frozenset[str]] = {
    Tighten: frozenset({"transcript", "scenes", "sound"}),
    AddSounds: frozenset({"transcript"}),
    Censor: frozenset({"transcript"}),
    CutOnBeat: frozenset({"transcript", "sound"}),
}

_MUSIC = ("audio", "audio.music")


@dataclass(frozen=True)
class Known:
    """What is known of a recording; None is what is not stored any more."""

    transcript: Transcript | None = None
    scenes: Scenes | None = None
    sound: Sound | None = None
    music: Mapping[str, Beats] = field(default_factory=dict)
    """The beats of the music that plans lay under the clip, by the key of its file."""


NOTHING = Known()


def needed(operations: Sequence[Operation]) -> frozenset[str]:
    """Return which fields of ``Known`` operations may look at, besides the music."""
    return frozenset(name for one in operations for name in _NEEDS.get(type(one), frozenset()))


def laid_under(plan: ClipPlan, operations: Sequence[Operation]) -> tuple[Artifact, ...]:
    """Return the music whose beats operations will look for.

    Raises:
        InvalidPlanError: they set the music to something else.
    """
    raw: Raw = plan.model_dump(mode="json")
    found: list[Artifact] = []
    for operation in operations:
        if isinstance(operation, SetField) and _of_music(operation.path):
            raw = written(raw, operation)
        elif isinstance(operation, CutOnBeat) and (music := checked(raw).audio.music):
            found.append(music.file)
    return tuple(dict.fromkeys(found))


def _of_music(path: str) -> bool:
    return path in _MUSIC or path.startswith(f"{_MUSIC[-1]}.")


def stored(value: T | None, name: str, operation: Operation) -> T:
    """Return a field of ``Known``.

    Raises:
        InvalidPlanError: it is not known.
    """
    if value is None:
        raise InvalidPlanError(
            f"{operation.op}: needs the {name} of the recording, which is not stored any more; "
            "`clippedai analyze` finds it out again"
        )
    return value
