"""Every format, at every rate: written, opened elsewhere, changed and read again."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from activities import catalog
from activities.render.nle.base import MAX_BYTES, Edit, Mark, Take
from activities.render.nle.edit import edit
from activities.render.nle.exchange import exported, imported
from core.domain.plan import ClipPlan, Marker
from core.domain.span import Span
from core.errors import InvalidPlanError
from tests.activities.render.nle.nle_plans import (
    FORMATS,
    FPS,
    RICH,
    VARIABLE,
    plan,
    plans,
    rearranged,
    recording,
    split,
    stretches,
    trimmed,
)

Change = Callable[[Edit], Edit]


def sent_back(before: ClipPlan, name: str, change: Change = lambda found: found) -> ClipPlan:
    """Return what becomes of a plan after an editing program changed its edit."""
    source = recording(before)
    content = catalog.EDIT_FORMATS.load(name)().write(change(edit(before, source)))
    return imported(before, source, content)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("fps", FPS + VARIABLE)
def test_an_unchanged_file_gives_the_same_plan(name: str, fps: float) -> None:
    assert sent_back(plan(fps), name) == plan(fps)


@pytest.mark.parametrize("name", FORMATS)
def test_spans_with_the_same_frames_keep_their_own_times(name: str) -> None:
    spans = (Span(start=0.0, end=0.96875), Span(start=0.0, end=0.953125))
    before = plan(24000 / 1001, spans=spans, transitions=(), markers=())

    assert sent_back(before, name).spans == spans


@pytest.mark.parametrize("name", FORMATS)
@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(before=plans())
def test_any_plan_comes_back_as_it_went(name: str, before: ClipPlan) -> None:
    assert sent_back(before, name) == before


@pytest.mark.parametrize("name", FORMATS)
@hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(before=plans(), data=st.data())
def test_any_cut_comes_back_to_the_frame(name: str, before: ClipPlan, data: st.DataObject) -> None:
    source = recording(before)
    made = edit(before, source)
    takes = [_handled(data, take) for take in data.draw(st.permutations(made.takes))]
    takes = takes[: data.draw(st.integers(1, len(takes)))]
    changed = rearranged(made, [piece for take in takes for piece in _pieces(data, take)])

    after = sent_back(before, name, lambda _: changed)

    assert stretches(edit(after, source)) == stretches(changed)
    kept = {"spans": before.spans, "markers": before.markers, "audio": before.audio}
    assert after.model_copy(update=kept) == before


def _handled(data: st.DataObject, take: Take) -> Take:
    head = data.draw(st.integers(-min(take.first, 20), take.frames // 2))
    tail = data.draw(st.integers(0, max(0, take.frames // 2 - 1)))
    return trimmed(take, head, min(tail, take.frames - head - 1))


def _pieces(data: st.DataObject, take: Take) -> tuple[Take, ...]:
    return split(take, data.draw(st.integers(1, take.frames - 1))) if take.frames > 1 else (take,)


@pytest.mark.parametrize("name", FORMATS)
def test_a_removed_clip_is_gone_and_the_transition_at_another_join_stays(name: str) -> None:
    before = plan(29.97)

    after = sent_back(before, name, lambda made: rearranged(made, made.takes[1:]))

    assert after.spans == before.spans[1:]
    assert [(one.name, one.after) for one in after.transitions] == [("crossfade", 0)]


@pytest.mark.parametrize("name", FORMATS)
def test_reordered_clips_keep_their_exact_times_and_lose_the_join(name: str) -> None:
    before = plan(23.976)

    after = sent_back(before, name, lambda made: rearranged(made, made.takes[::-1]))

    assert after.spans == before.spans[::-1]
    assert after.transitions == ()


@pytest.mark.parametrize("name", FORMATS)
def test_a_trimmed_edge_moves_and_the_other_stays_exact(name: str) -> None:
    before = plan(25.0)

    def change(made: Edit) -> Edit:
        return rearranged(made, [made.takes[0], trimmed(made.takes[1], 5, 0), made.takes[2]])

    after = sent_back(before, name, change)

    assert after.spans == (before.spans[0], Span(start=10.2, end=14.57), before.spans[2])
    assert after.transitions == before.transitions


@pytest.mark.parametrize("name", FORMATS)
def test_a_split_clip_becomes_two_spans(name: str) -> None:
    before = plan(50.0)

    def change(made: Edit) -> Edit:
        return rearranged(made, [*split(made.takes[0], 100), *made.takes[1:]])

    after = sent_back(before, name, change)

    assert after.spans[:2] == (Span(start=40.0, end=42.0), Span(start=42.0, end=43.3))
    assert [(one.name, one.after) for one in after.transitions] == [("crossfade", 2)]


@pytest.mark.parametrize("name", FORMATS)
def test_a_hole_in_the_cut_closes(name: str) -> None:
    before = plan(30.0)

    def change(made: Edit) -> Edit:
        later = [replace(take, start=take.start + 40) for take in made.takes[1:]]
        return replace(made, takes=(made.takes[0], *later))

    assert sent_back(before, name, change).spans == before.spans


def marked(number: int, *marks: Mark) -> Change:
    def change(made: Edit) -> Edit:
        takes = list(made.takes)
        takes[number] = replace(takes[number], marks=marks)
        return replace(made, takes=tuple(takes))

    return change


@pytest.mark.parametrize("name", FORMATS)
def test_moved_removed_and_new_markers_change_the_plan(name: str) -> None:
    before = plan(30.0)

    after = sent_back(
        before,
        name,
        marked(0, Mark(1240, 1, "nice"), Mark(1230, 15, "censor"), Mark(1250, 1, "look here")),
    )

    assert after.markers == (
        Marker(at=41.333333, text="nice"),
        before.markers[1],
        Marker(at=41.666667, text="look here"),
    )
    assert after.audio == before.audio
    assert after.effects == before.effects


@pytest.mark.parametrize("name", FORMATS)
def test_a_marker_that_was_taken_out_takes_its_sound_along(name: str) -> None:
    after = sent_back(plan(30.0), name, marked(2))

    assert after.audio.sounds == ()
    assert len(after.effects) == 2


@pytest.mark.parametrize("name", RICH)
def test_new_effects_sounds_and_bleeps_are_drawn_as_markers(name: str) -> None:
    notes = (Mark(450, 1, "sound: ding"), Mark(460, 30, "effect: snap"), Mark(500, 6, "censor"))

    after = sent_back(plan(30.0), name, marked(2, *notes))

    assert after.effects[-1].name == "snap"
    assert after.effects[-1].span == Span(start=15.333333, end=16.333333)
    assert after.audio.censoring.spans[-1].duration == pytest.approx(0.2)


@pytest.mark.parametrize("name", RICH)
def test_a_longer_marker_is_a_longer_effect(name: str) -> None:
    after = sent_back(plan(30.0), name, marked(1, Mark(330, 90, "effect: smooth_zoom")))

    assert after.effects[1].span == Span(start=11.0, end=14.0)


@pytest.mark.parametrize("name", FORMATS)
def test_an_effect_that_shall_last_no_time_is_refused(name: str) -> None:
    with pytest.raises(InvalidPlanError, match=r"“effect: snap” at 15\.33 s has no length"):
        sent_back(plan(30.0), name, marked(2, Mark(460, 1, "effect: snap")))


@pytest.mark.parametrize("name", RICH)
def test_changed_words_are_refused_by_name(name: str) -> None:
    def change(made: Edit) -> Edit:
        take = made.takes[1]
        wrong = replace(take.captions[0], text="Something else")
        return replace(
            made,
            takes=(
                made.takes[0],
                replace(take, captions=(wrong, *take.captions[1:])),
                *made.takes[2:],
            ),
        )

    with pytest.raises(InvalidPlanError, match="Something else"):
        sent_back(plan(), name, change)


@pytest.mark.parametrize("name", FORMATS)
def test_another_recording_is_refused_by_name(name: str) -> None:
    before = plan()
    other = replace(recording(before), path="/films/holiday.mp4")

    with pytest.raises(InvalidPlanError, match=r"shows .*holiday\.mp4, not .*tälk\.mp4"):
        imported(before, recording(before), exported(before, other, name))


@pytest.mark.parametrize("name", RICH)
def test_the_same_name_in_another_folder_is_the_same_recording(name: str) -> None:
    before = plan()
    moved = replace(recording(before), path="C:\\Users\\me\\Videos\\TÄLK.mp4")

    assert imported(before, recording(before), exported(before, moved, name)) == before


@pytest.mark.parametrize("name", RICH)
def test_stored_recordings_are_told_apart_by_their_content(name: str) -> None:
    before = plan()
    own, other = (
        replace(recording(before), path=f"/store/sources/{digit * 64}/source.mp4") for digit in "ab"
    )

    assert imported(before, own, exported(before, own, name)) == before
    with pytest.raises(InvalidPlanError, match="shows"):
        imported(before, own, exported(before, other, name))


@pytest.mark.parametrize("name", FORMATS)
def test_a_time_outside_the_recording_is_refused(name: str) -> None:
    before = plan()

    def change(made: Edit) -> Edit:
        return rearranged(made, [trimmed(made.takes[0], 0, -3600), *made.takes[1:]])

    with pytest.raises(InvalidPlanError, match="of a recording of 120"):
        sent_back(before, name, change)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("timecode", ["00:00:00:00", "01:00:00;00", "23:59:59:20"])
def test_the_timecode_of_the_recording_does_not_matter(name: str, timecode: str) -> None:
    before = plan(29.97)
    source = recording(before, timecode=timecode)

    assert imported(before, source, exported(before, source, name)) == before


@pytest.mark.parametrize("name", FORMATS)
def test_a_recording_without_sound_comes_back(name: str) -> None:
    before = plan()
    source = recording(before, channels=0)

    assert imported(before, source, exported(before, source, name)) == before


def test_what_is_larger_than_any_cut_is_refused() -> None:
    before = plan()

    with pytest.raises(InvalidPlanError, match="MB"):
        imported(before, recording(before), b" " * (MAX_BYTES + 1))


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"hello", b"<html></html>", b"\x89PNG\r\n"])
def test_what_is_of_no_format_is_refused(content: bytes) -> None:
    before = plan()

    with pytest.raises(InvalidPlanError, match="known are: fcpxml, premiere, otio, edl"):
        imported(before, recording(before), content)


@pytest.mark.parametrize("name", FORMATS)
@hypothesis_settings(max_examples=25)
@given(data=st.data())
def test_a_damaged_file_is_refused_or_understood_but_nothing_breaks(
    name: str, data: st.DataObject
) -> None:
    before = plan()
    content = bytearray(exported(before, recording(before), name))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        length = data.draw(st.integers(0, 30))
        content[at : at + length] = data.draw(st.binary(max_size=10))
    with suppress(InvalidPlanError):
        imported(before, recording(before), bytes(content))
