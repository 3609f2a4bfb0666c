from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.plan.illustrating import LENGTH, proposals
from core.domain.artifact import Artifact
from core.domain.media import MediaInfo
from core.domain.plan import BRoll, CaptionPlan, CaptionWord, ClipPlan
from core.domain.span import Span

FILE = Artifact(key="w/b.mp4", size=1)
TEXT = (
    "So you know this is what we do. Every volcano sleeps, and the volcano in Iceland woke up."
    " People there had to leave. They took their horses along the coast, and the old harbour was"
    " full of boats before the ash came down on everything that they had built there."
)


def talk(text: str = TEXT, *, pace: float = 0.8, **changes: object) -> ClipPlan:
    words = tuple(
        CaptionWord(text=word, start=100 + n * pace, end=100 + (n + 0.9) * pace)
        for n, word in enumerate(text.split())
    )
    end = words[-1].end if words else 110.0
    plan = ClipPlan(
        clip_id="c",
        title="t",
        source=Artifact(key="w/s.mp4", size=1),
        media=MediaInfo(duration=600, width=1920, height=1080, fps=30, video_codec="h264"),
        spans=(Span(start=100, end=end + 1),),
        captions=CaptionPlan(words=words, language="en"),
    )
    return plan.model_copy(update=changes)


def test_what_a_clip_speaks_of_is_proposed_where_it_is_said() -> None:
    found = proposals(talk())

    first = max(found, key=lambda one: one.weight)
    assert first.words.split()[0] == "volcano"
    said = [word for word in talk().captions.words if "volcano" in word.text]  # type: ignore[union-attr]
    assert first.span.start in {word.start for word in said}
    assert "boats" in " ".join(one.words for one in found)
    assert not {"know", "everything", "there"} & {w for one in found for w in one.words.split()}


def test_people_are_seen_first_and_in_between() -> None:
    found = proposals(talk())

    assert len(found) >= 3
    assert all(one.span.start >= 103 for one in found)
    assert all(one.span.duration == pytest.approx(LENGTH) for one in found)
    assert all(b.span.start - a.span.end >= 5 for a, b in pairwise(found))


def test_what_has_footage_already_gets_no_more() -> None:
    taken = Span(start=100, end=150)
    plan = talk(broll=(BRoll(file=FILE, span=taken),))

    assert proposals(plan) == ()


def test_a_moment_that_the_clip_cuts_is_not_proposed() -> None:
    plan = talk(spans=(Span(start=100, end=106.5), Span(start=108, end=130)))

    assert all(not one.span.contains(106.6) for one in proposals(plan))


def test_nothing_is_proposed_where_nothing_is_said() -> None:
    assert proposals(talk("")) == ()
    assert proposals(talk(captions=None)) == ()
    assert proposals(talk("so it is what it is and that is that " * 10)) == ()


def test_ten_thousand_words_take_no_time() -> None:
    assert len(proposals(talk("ocean wave " * 5000, pace=0.01), most=3)) >= 1


@given(
    st.lists(st.sampled_from(["ocean", "the", "Berlin,", "2024", "İ", "👍🏽", "東京", "{\\p1}"]))
)
def test_any_words_give_proposals_inside_the_clip(words: list[str]) -> None:
    plan = talk(" ".join(words))
    for one in proposals(plan):
        assert plan.spans[0].start <= one.span.start < one.span.end <= plan.spans[0].end
        assert one.words
