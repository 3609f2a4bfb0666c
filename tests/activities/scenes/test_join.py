from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from activities.scenes.ends import end_to_end
from activities.scenes.join import joined
from core.domain.box import Box
from core.domain.part import Part
from core.domain.scenes import Scenes
from core.domain.span import Span

PARTS = (
    Part(index=0, of=2, own=Span(start=0, end=100), seen=Span(start=0, end=115)),
    Part(index=1, of=2, own=Span(start=100, end=200), seen=Span(start=85, end=200)),
)


def piece(part: Part, cuts: list[float], **more: object) -> tuple[Part, Scenes]:
    """Return what a part tells in its own time of cuts in the time of the source."""
    local = [cut - part.seen.start for cut in cuts if part.seen.contains(cut)]
    return part, Scenes(engine="e", scenes=end_to_end(local, part.duration), **more)


@given(st.sets(st.integers(10, 1990)))
def test_what_both_parts_see_is_counted_once(tenths: set[int]) -> None:
    cuts = [tenth / 10 for tenth in tenths]
    whole = joined([piece(part, cuts) for part in PARTS], 200)

    assert whole.scenes[0].start == 0
    assert whole.scenes[-1].end == 200
    assert all(a.end == b.start for a, b in pairwise(whole.scenes))
    expected = sorted(cuts)
    assert [round(cut, 3) for cut in whole.cuts()] == expected


def test_what_goes_on_over_a_border_is_one() -> None:
    first = piece(PARTS[0], [], still=(Span(start=90, end=115),))
    second = piece(PARTS[1], [], still=(Span(start=0, end=40),))

    assert joined([first, second], 200).still == (Span(start=90, end=125),)


def test_bars_are_cut_off_only_where_every_part_has_them() -> None:
    box = Box(x=0, y=0.1, width=1, height=0.8)
    barred = [piece(part, [], picture=box) for part in PARTS]

    picture = joined(barred, 200).picture

    assert picture is not None
    assert (picture.y, round(picture.height, 6)) == (0.1, 0.8)
    assert joined([barred[0], piece(PARTS[1], [])], 200).picture is None
