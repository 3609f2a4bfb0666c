import pytest

from activities.plan.editing import (
    AddSounds,
    Censor,
    CutOnBeat,
    DeleteWords,
    Operation,
    SetField,
    Tighten,
    edited,
    laid_under,
    needed,
    set_field,
)
from core.domain.artifact import Artifact
from core.domain.plan import AudioPlan, MusicPlan
from core.errors import InvalidPlanError
from tests.activities.plan.editing.talk import talk

TUNE, OTHER = (Artifact(key=f"w/{name}.mp3", size=1) for name in ("tune", "other"))
TWO = ((10.0, 14.0), (15.0, 20.0))


@pytest.mark.parametrize(
    ("operations", "names"),
    [
        ((SetField(path="title", value="T"), DeleteWords(first=0, last=1)), set()),
        ((Tighten(),), {"transcript", "scenes", "sound"}),
        ((Censor(), AddSounds()), {"transcript"}),
        ((CutOnBeat(),), {"transcript", "sound"}),
    ],
)
def test_only_what_is_looked_at_is_needed(
    operations: tuple[Operation, ...], names: set[str]
) -> None:
    assert needed(operations) == names


def test_the_music_is_the_one_that_is_laid_under_when_its_beats_are_looked_for() -> None:
    plan = talk(audio=AudioPlan(music=MusicPlan(file=TUNE)))
    other = SetField(path="audio.music", value={"file": OTHER.model_dump()})
    key = SetField(path="audio.music.file.key", value=OTHER.key)
    away = SetField(path="audio", value={})

    assert laid_under(plan, [CutOnBeat(), other]) == (TUNE,)
    assert laid_under(plan, [other, CutOnBeat(), CutOnBeat()]) == (OTHER,)
    assert laid_under(plan, [key, CutOnBeat()]) == (OTHER,)
    assert laid_under(plan, [CutOnBeat(), other, CutOnBeat(), away]) == (TUNE, OTHER)
    assert laid_under(plan, [away, CutOnBeat()]) == ()
    assert laid_under(plan, [set_field("spans.4.end=3"), Censor()]) == ()
    with pytest.raises(InvalidPlanError, match=r"audio\.music\.file"):
        laid_under(plan, [SetField(path="audio.music", value={"file": 7}), CutOnBeat()])


@pytest.mark.parametrize("operation", [Tighten(), AddSounds(), Censor(), CutOnBeat()])
def test_what_is_not_stored_any_more_is_named(operation: Operation) -> None:
    told = rf"{operation.op}: needs the transcript .* not stored any more; `clippedai analyze`"

    with pytest.raises(InvalidPlanError, match=told):
        edited(talk(*TWO), [operation])
