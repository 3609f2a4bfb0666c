"""Whether the clips are right: measured against what was really said and shown."""

import json
import statistics
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from activities.render.views import views
from core.domain.plan import VERSION, ClipPlan
from core.domain.span import Span
from core.domain.transcript import Word
from deploy.local.sample import Truth
from tests.e2e.conftest import Clipped

pytestmark = [pytest.mark.server, pytest.mark.media]


def _plans(clipped: Clipped) -> list[ClipPlan]:
    return [
        ClipPlan.model_validate_json(Path(c["plan"]).read_text()) for c in clipped.answer["clips"]
    ]


def _bare(word: Word) -> str:
    return "".join(letter for letter in word.text.lower() if letter.isalnum())


def _heard_right(heard: tuple[Word, ...], said: tuple[Word, ...]) -> list[tuple[Word, Word]]:
    """Return the words that were heard as they were said, side by side."""
    matcher = SequenceMatcher(
        a=[_bare(w) for w in heard], b=[_bare(w) for w in said], autojunk=False
    )
    return [
        (heard[block.a + n], said[block.b + n])
        for block in matcher.get_matching_blocks()
        for n in range(block.size)
    ]


def test_a_caption_word_appears_when_it_is_said(clipped: Clipped) -> None:
    errors = []
    for plan in _plans(clipped):
        assert plan.captions is not None
        said = tuple(w for w in clipped.truth.words if plan.spans[0].contains(w.start))
        pairs = _heard_right(plan.captions.words, said)
        assert len(pairs) > 0.5 * len(said)
        errors += [abs(heard.start - true.start) for heard, true in pairs]

    assert statistics.median(errors) <= 0.08


def test_no_clip_begins_or_ends_inside_a_word(clipped: Clipped) -> None:
    for plan in _plans(clipped):
        for edge in (plan.spans[0].start, plan.spans[-1].end):
            cut = [w for w in clipped.truth.words if w.start + 0.08 < edge < w.end - 0.08]
            assert cut == []


def test_a_clip_begins_and_ends_at_the_edge_of_a_sentence(clipped: Clipped) -> None:
    words, ends = clipped.truth.words, clipped.truth.sentence_ends
    edges = [
        0.0,
        *(words[n - 1].end for n in ends),
        *(words[n].start for n in ends if n < len(words)),
    ]
    near = [
        min(abs(edge - at) for at in edges)
        for plan in _plans(clipped)
        for edge in (plan.spans[0].start, plan.spans[-1].end)
    ]

    assert statistics.median(near) <= 0.5


def test_the_face_of_who_speaks_is_inside_the_picture(clipped: Clipped) -> None:
    seen = [
        one
        for plan in _plans(clipped)
        for word in clipped.truth.words
        if plan.spans[0].contains(word.start)
        for one in _speaker_seen(clipped.truth, plan, word)
    ]

    assert len(seen) > 50
    assert sum(seen) / len(seen) >= 0.95


def _speaker_seen(truth: Truth, plan: ClipPlan, word: Word) -> list[bool]:
    """Return whether the speaker's face is in the crop; nothing when she is not in the shot."""
    at = (word.start + word.end) / 2
    shot = next(s for s in truth.shots if s.span.contains(at))
    face = next((f for f in shot.faces if f.speaker == word.speaker), None)
    if face is None:
        return []
    progress = (at - shot.span.start) / shot.span.duration
    center = face.at(progress).center[0]
    shown = (view.window for view in views(plan, at))
    return [any(window.x <= center <= window.x + window.width for window in shown)]


def test_scores_are_sorted_and_within_their_range(clipped: Clipped) -> None:
    scores = [clip["score"] for clip in clipped.answer["clips"]]

    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)


def test_no_two_clips_show_the_same_moment(clipped: Clipped) -> None:
    spans = [Span(start=c["start"], end=c["end"]) for c in clipped.answer["clips"]]

    assert all(a.overlap(b) < 0.1 for n, a in enumerate(spans) for b in spans[:n])


def test_plans_are_json_that_names_its_version(clipped: Clipped) -> None:
    for clip in clipped.answer["clips"]:
        assert json.loads(Path(clip["plan"]).read_text())["version"] == VERSION
