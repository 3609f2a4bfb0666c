from dataclasses import replace
from datetime import UTC, datetime

import pytest

from activities.plan.editing import (
    AddEffect,
    AddSounds,
    Censor,
    ColdOpen,
    CutOnBeat,
    DeleteWords,
    ReplaceWords,
    SetField,
    Tighten,
)
from core.domain.job import ClipState
from core.domain.plan import EffectPlan
from core.domain.span import Span
from core.errors import InvalidPlanError
from deploy.local.commands.clips import Version
from deploy.local.commands.plan_options import (
    effect,
    opening,
    pictured,
    polished,
    span,
    worded,
)
from deploy.local.commands.refusal import CommandError


def test_a_range_has_two_ends_or_one_number_that_is_both() -> None:
    assert span("3..5", int) == (3, 5)
    assert span("3", int) == (3, 3)
    assert span("1.5..2", float) == (1.5, 2.0)


@pytest.mark.parametrize("text", ["", "a", "1..", "..2", "1-2", "1..b"])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(CommandError, match=r"for example 3\.\.5"):
        span(text, int)


def test_numbers_of_words_mean_those_before_any_edit() -> None:
    assert worded(["8=Kubernetes", "2..3=a = b"], ["4..6", "0"]) == [
        ReplaceWords(first=8, last=8, text="Kubernetes"),
        DeleteWords(first=4, last=6),
        ReplaceWords(first=2, last=3, text="a = b"),
        DeleteWords(first=0, last=0),
    ]


@pytest.mark.parametrize(
    ("replace", "delete", "said"),
    [
        (["3"], [], "replaces nothing"),
        (["4..6=x"], ["3..5"], "word 4 is edited twice"),
        ([], ["3", "3"], "word 3 is edited twice"),
    ],
)
def test_words_are_edited_once_and_with_a_text(
    replace: list[str], delete: list[str], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        worded(replace, delete)


def test_a_cold_open_is_a_stretch_of_the_source() -> None:
    assert opening("61.5..64") == ColdOpen(start=61.5, end=64)
    with pytest.raises(InvalidPlanError, match="start"):
        opening("-3..4")


def test_an_effect_is_a_name_or_json() -> None:
    assert effect("smooth_zoom") == AddEffect(effect=EffectPlan(name="smooth_zoom"))
    assert effect('{"name": "pulse", "span": {"start": 1, "end": 2}, "options": {"x": 2}}') == (
        AddEffect(effect=EffectPlan(name="pulse", span=Span(start=1, end=2), options={"x": 2.0}))
    )


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("{", CommandError),
        ('{"span": null}', InvalidPlanError),
        ('{"name": "x"}}, {"op": "set"', CommandError),
    ],
)
def test_what_is_no_effect_is_refused(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        effect(text)


def test_what_is_done_to_cut_and_sound_has_an_order_and_nothing_is_done_unasked() -> None:
    nothing = polished(tighten=None, cut_on_beat=False, add_sounds=False, censor=None)
    everything = polished(tighten="fast", cut_on_beat=True, add_sounds=True, censor="silence")

    assert nothing == []
    assert everything == [Tighten(speed="fast"), CutOnBeat(), AddSounds(), Censor(way="silence")]
    with pytest.raises(InvalidPlanError, match=r"speed: .*'relaxed', 'natural' or 'fast'"):
        polished(tighten="warp", cut_on_beat=False, add_sounds=False, censor=None)
    with pytest.raises(InvalidPlanError, match=r"way: .*'bleep' or 'silence'"):
        polished(tighten=None, cut_on_beat=False, add_sounds=False, censor="beep")


def planned(number: int) -> Version:
    return Version(
        version=number,
        base=None,
        state=ClipState.PLANNED,
        created_at=datetime.now(UTC),
        operations=(),
        pictures=(),
        loudness=None,
    )


def test_a_picture_is_chosen_by_its_number_among_those_that_were_made_last() -> None:
    bare = planned(3)
    first, second = (
        replace(planned(number), state=ClipState.READY, pictures=(number * 10, number * 10 + 1))
        for number in (1, 2)
    )

    assert pictured([first, second, bare], 2) == SetField(path="thumbnail.at", value=21)
    assert pictured([first], 1) == SetField(path="thumbnail.at", value=10)
    for number in (0, 3):
        with pytest.raises(CommandError, match=f"no picture {number}; it has 1 to 2"):
            pictured([first], number)
    with pytest.raises(CommandError, match="`clippedai render` makes them"):
        pictured([bare], 1)
