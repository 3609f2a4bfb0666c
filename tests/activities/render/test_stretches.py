import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.render.stretches import Coded, NotJoinableError, stretches


def coded(*groups: str) -> list[Coded]:
    """Return frames in the order of a file, each group of which begins with a key frame.

    A group is written as the places of its frames as they are shown, such as ``"0213"``.
    """
    before, found = 0, []
    for group in groups:
        found += [Coded(before + int(place), entry=n == 0) for n, place in enumerate(group)]
        before += len(group)
    return found


def told(frames: list[Coded], first: int, end: int) -> list[tuple[str, int, int]]:
    found = stretches(frames, first, end)
    return [("copy" if one.copied else "encode", one.first, one.frames) for one in found]


PLAIN = coded("0123", "0123", "0123")
REORDERED = coded("0213", "03124", "0213")


def test_what_begins_and_ends_with_groups_is_only_copied() -> None:
    assert told(PLAIN, 4, 12) == [("copy", 4, 8)]


def test_frames_before_the_first_key_frame_are_encoded() -> None:
    assert told(PLAIN, 2, 8) == [("encode", 2, 2), ("copy", 4, 4)]


def test_a_group_that_is_cut_off_is_copied_as_far_as_nothing_builds_on_the_rest() -> None:
    assert told(PLAIN, 0, 7) == [("copy", 0, 7)]
    assert told(REORDERED, 4, 6) == [("copy", 4, 1), ("encode", 5, 1)]
    assert told(REORDERED, 4, 8) == [("copy", 4, 4)]
    assert told(REORDERED, 0, 6) == [("copy", 0, 5), ("encode", 5, 1)]


def test_a_piece_without_a_key_frame_is_encoded() -> None:
    assert told(PLAIN, 5, 8) == [("encode", 5, 3)]
    assert told(PLAIN, 1, 2) == [("encode", 1, 1)]


def test_a_frame_that_is_missing_is_told() -> None:
    frames = [frame for frame in PLAIN if frame.number != 6]

    with pytest.raises(NotJoinableError, match="frame 6 of the source is missing"):
        stretches(frames, 0, 12)
    assert told(frames, 0, 6) == [("copy", 0, 6)]


@st.composite
def recordings(draw: st.DrawFn) -> list[Coded]:
    """Groups of any length whose frames lie in any order after the key frame."""
    before, found = 0, []
    for size in draw(st.lists(st.integers(1, 9), min_size=1, max_size=6)):
        rest = draw(st.permutations(range(1, size)))
        found += [Coded(before + place, entry=n == 0) for n, place in enumerate((0, *rest))]
        before += size
    return found


@given(recordings(), st.data())
def test_every_frame_is_made_once_and_what_is_copied_can_be_decoded(
    frames: list[Coded], data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(frames) - 1))
    end = data.draw(st.integers(first + 1, len(frames)))

    found = stretches(frames, first, end)

    shown = [n for one in found for n in range(one.first, one.first + one.frames)]
    assert shown == list(range(first, end))
    for one in found:
        if one.copied:
            place = frames.index(one.copied[0])
            assert one.copied[0].entry
            assert list(one.copied) == frames[place : place + one.frames]
            assert sorted(f.number for f in one.copied) == shown[one.first - first :][: one.frames]
