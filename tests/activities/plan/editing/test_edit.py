import pytest

from activities.plan.editing import (
    AddEffect,
    ColdOpen,
    DeleteWords,
    RemoveEffect,
    ReplaceWords,
    SetField,
    edited,
    set_field,
)
from core.domain.plan import EffectPlan
from core.domain.span import Span
from core.errors import InvalidPlanError
from tests.activities.plan.editing.talk import shown, talk, written


def test_operations_are_done_one_after_the_other() -> None:
    operations = (DeleteWords(first=0, last=1), ReplaceWords(first=0, text="Third"))

    made = edited(talk(), operations)

    assert written(made)[:2] == ["Third", "word3"]


def test_the_plan_that_was_edited_stays_as_it_was() -> None:
    plan = talk()

    edited(plan, [set_field("captions.style=karaoke"), DeleteWords(first=0, last=3)])

    assert plan == talk()


def test_fields_that_belong_together_are_set_together() -> None:
    moved = edited(talk(), [set_field("spans.0.start=40"), set_field("spans.0.end=50")])
    added = edited(
        talk(),
        [set_field(f"layout.panels.0.crop.0.{field}") for field in ("at=10", "x=0.5", "y=0.4")],
    )

    assert shown(moved) == [(40, 50)]
    assert added.layout.crop(0)[0].y == 0.4


def test_a_moment_is_shown_first_and_again_in_its_place() -> None:
    assert shown(edited(talk(), [ColdOpen(start=15, end=17)])) == [(15, 17), (10, 20)]


def test_an_effect_is_taken_away_by_its_name() -> None:
    zoom = EffectPlan(name="smooth_zoom", span=Span(start=11, end=13))
    plan = talk(effects=(zoom, EffectPlan(name="ken_burns")))

    assert edited(plan, [RemoveEffect(name="smooth_zoom"), RemoveEffect(name="ken_burns")]) == (
        talk()
    )
    with pytest.raises(InvalidPlanError, match=r"effects: .* 'pulse'; it has: ken_burns"):
        edited(plan, [RemoveEffect(name="pulse")])


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        (SetField(path="spans.0.end", value=300), r"spans\.0\.end: 300\.00 s lies outside"),
        (SetField(path="spans.0.end", value=10), r"spans\.0: .*empty"),
        (SetField(path="spans", value=[]), "spans"),
        (SetField(path="audio.loudness", value=0), r"audio\.loudness"),
        (SetField(path="brand.colour", value="red"), r"brand\.colour"),
        (SetField(path="output.width", value=100_000), r"output\.width"),
        (SetField(path="output.width", value="wide"), r"output\.width"),
        (SetField(path="transitions", value=[{"name": "wipe", "after": 0}]), "transitions"),
        (ColdOpen(start=15, end=15), "cold open .* is empty"),
        (ColdOpen(start=150, end=160), r"spans\.0\.start: 150\.00 s lies outside"),
        (DeleteWords(first=8, last=9), "no word 9; they go from 0 to 8"),
        (DeleteWords(first=0, last=8), "nothing of the clip would remain"),
        (ReplaceWords(first=1, text="  "), r"captions\.words\.1\.text: is empty"),
        (
            AddEffect(effect=EffectPlan(name="x", span=Span(start=-2, end=3))),
            r"effects\.0\.span\.start: -2\.00 s",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_the_field(
    operation: SetField | ColdOpen | DeleteWords | ReplaceWords | AddEffect, said: str
) -> None:
    with pytest.raises(InvalidPlanError, match=said):
        edited(talk(), [operation])
