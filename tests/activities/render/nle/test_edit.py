from dataclasses import replace
from itertools import pairwise

import pytest

from activities.render.nle.base import Title
from activities.render.nle.edit import edit
from core.domain.plan import CaptionPlan, CaptionWord, HookPlan
from core.domain.span import Span
from tests.activities.render.nle.nle_plans import plan, recording, stretches


def said(*texts: str, start: float = 10.0, step: float = 0.5) -> CaptionPlan:
    return CaptionPlan(
        language="en",
        words=tuple(
            CaptionWord(text=text, start=start + step * n, end=start + step * n + 0.4)
            for n, text in enumerate(texts)
        ),
    )


def test_spans_are_cut_at_the_nearest_frames_and_lie_end_to_end() -> None:
    made = edit(plan(25.0), recording(plan(25.0)))

    assert stretches(made) == [(1000, 83), (250, 114), (373, 130)]
    assert [take.start for take in made.takes] == [0, 83, 197]
    assert made.frames == 327


def test_a_span_shorter_than_a_frame_gets_one() -> None:
    found = plan(spans=(Span(start=1.0, end=1.001), Span(start=5.0, end=6.0)), transitions=())

    assert stretches(edit(found, recording(found))) == [(30, 1), (150, 30)]


def test_a_span_ends_with_its_recording() -> None:
    found = plan(spans=(Span(start=119.0, end=120.6),), transitions=())

    assert stretches(edit(found, recording(found))) == [(3570, 30)]


def test_captions_fill_lines_and_end_with_sentences() -> None:
    texts = ("We", "found", "out", "that", "nobody", "had", "ever", "looked.", "So", "we", "did.")
    found = plan(spans=(Span(start=10, end=20),), transitions=(), captions=said(*texts))

    captions = edit(found, recording(found)).takes[0].captions

    assert [one.text for one in captions] == [
        "We found out that nobody had",
        "ever looked.",
        "So we did.",
    ]
    assert captions[0].frame == 300
    assert all(one.frame + one.frames <= later.frame for one, later in pairwise(captions))


def test_a_moment_that_is_shown_twice_has_its_captions_twice() -> None:
    spans = (Span(start=11.0, end=11.9), Span(start=10.0, end=12.0))
    found = plan(spans=spans, transitions=(), captions=said("One", "two", "three", "four."))

    first, second = edit(found, recording(found)).takes

    assert first.captions == (Title(330, 27, "three four."),)
    assert second.captions == (Title(300, 57, "One two three four."),)


def test_the_hook_lasts_its_seconds_but_not_longer_than_the_clip() -> None:
    found = plan(hook=HookPlan(text=" Look\nat\x00 this ", seconds=8))
    short = plan(spans=(Span(start=1, end=2),), transitions=(), hook=HookPlan(text="Look"))

    assert edit(found, recording(found)).takes[0].hook == Title(1200, 240, "Look at this")
    assert edit(short, recording(short)).takes[0].hook == Title(30, 30, "Look")


def test_without_captions_and_hook_there_are_no_titles() -> None:
    made = edit(plan(captions=None, hook=None), recording(plan()))

    assert all(take.captions == () and take.hook is None for take in made.takes)


@pytest.mark.parametrize("title", ["", " \n", "\x00"])
def test_an_edit_has_a_name(title: str) -> None:
    assert edit(plan(title=title), recording(plan())).name == "clip"


def test_marks_are_cut_to_the_takes_that_show_them() -> None:
    found = plan(spans=(Span(start=12, end=14), Span(start=11.5, end=12.5)), transitions=())

    first, second = edit(found, replace(recording(found), start=0)).takes

    assert [(one.frame, one.frames, one.text) for one in first.marks] == [
        (360, 30, "effect: smooth_zoom")
    ]
    assert [(one.frame, one.frames) for one in second.marks] == [(345, 30)]
