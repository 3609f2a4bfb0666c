from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.render import timing
from activities.render.sequence import Join, Run, heads, sequence
from activities.render.timing import Piece
from core.domain.plan import ClipPlan, Framing, LayoutPlan, SceneLayout, TransitionPlan
from core.domain.span import Span
from tests.activities.render.footage import media, plan

FPS = 30
times = st.floats(0, 60).map(lambda at: round(at, 3))


@st.composite
def plans(draw: st.DrawFn) -> ClipPlan:
    """Return a plan of several spans in any order, with scenes of layouts and transitions."""
    spans = draw(st.lists(st.tuples(times, st.floats(0.01, 6)), min_size=1, max_size=5))
    edges = sorted(draw(st.sets(times, max_size=8)))
    scenes = tuple(
        SceneLayout(name="fit", span=Span(start=a, end=b))
        for a, b in list(pairwise(edges))[:: draw(st.sampled_from([1, 2]))]
    )
    after = st.integers(0, max(0, len(spans) - 2))
    found = draw(st.dictionaries(after, st.floats(0.05, 2), max_size=4)) if len(spans) > 1 else {}
    return plan(
        *((start, start + length) for start, length in spans),
        media=media(70),
        layout=LayoutPlan(scenes=scenes),
        transitions=tuple(
            TransitionPlan(name="fade", after=n, seconds=seconds) for n, seconds in found.items()
        ),
    )


def shown(runs: tuple[Run, ...] | list[Run]) -> Iterator[tuple[int, float, Framing]]:
    """Return the number, the source time and the framing of each frame of runs."""
    for run in runs:
        for piece in run.pieces:
            for n in range(piece.frames):
                yield piece.first + n, piece.start + n / FPS, run.framing


@given(plans())
def test_the_parts_lie_end_to_end_whatever_is_cut_and_joined(made: ClipPlan) -> None:
    at = 0
    for part in sequence(made):
        if isinstance(part, Join):
            for side in (part.before, part.after):
                assert [n for n, _, _ in shown(side)] == list(range(part.first, part.last))
            assert part.first == at
            at = part.last
        else:
            frames = [n for n, _, _ in shown([part])]
            assert frames == list(range(at, at + len(frames)))
            at += len(frames)
    assert at == timing.frame_count(made)


@given(plans())
def test_no_edit_moves_a_frame_in_time(made: ClipPlan) -> None:
    """Sound knows nothing of layouts and transitions, so pictures must not move for them."""
    whole = {p.index: p for p in timing.pieces(made)}
    for part in sequence(made):
        for run in (part,) if isinstance(part, Run) else (*part.before, *part.after):
            for piece in run.pieces:
                home = whole[piece.index]
                wanted = home.start + (piece.first - home.first) / FPS
                assert piece.start == pytest.approx(wanted, abs=1e-9)


@given(plans())
def test_every_frame_has_the_layout_of_its_time(made: ClipPlan) -> None:
    for part in sequence(made):
        for run in (part,) if isinstance(part, Run) else (*part.before, *part.after):
            for _, at, framing in shown([run]):
                # A scene begins with the frame that is nearest to its start.
                inside = [
                    scene
                    for scene in made.layout.scenes
                    if scene.span.start - 0.5 / FPS - 1e-5 <= at < scene.span.end + 0.5 / FPS
                ]
                surely = [
                    scene
                    for scene in inside
                    if scene.span.start + 0.5 / FPS <= at < scene.span.end - 0.5 / FPS - 1e-5
                ]
                assert framing in (surely if surely else [made.layout, *inside])


@given(plans())
def test_a_transition_takes_as_much_from_either_side(made: ClipPlan) -> None:
    starts = {piece.first for piece in timing.pieces(made)}
    for part in sequence(made):
        if isinstance(part, Join):
            middle = part.first + (part.last - part.first) // 2
            assert middle in starts
            assert part.last - part.first >= 2


def test_pieces_that_are_framed_alike_are_one_run() -> None:
    made = plan((1, 2), (3, 4), (20, 21), media=media(30))

    (run,) = sequence(made)

    assert isinstance(run, Run)
    assert len(run.pieces) == 3


def test_a_layout_that_changes_within_a_piece_divides_it() -> None:
    scene = SceneLayout(name="split", span=Span(start=4, end=5))
    made = plan((3, 6), media=media(30), layout=LayoutPlan(scenes=(scene,)))

    parts = sequence(made)

    names = [part.framing.name for part in parts if isinstance(part, Run)]
    assert names == ["follow", "split", "follow"]
    assert [part.pieces[0].frames for part in parts if isinstance(part, Run)] == [30, 30, 30]


def test_what_is_shown_before_a_span_is_read_too() -> None:
    made = plan(
        (3, 5),
        (20, 22),
        media=media(30),
        transitions=(TransitionPlan(name="fade", after=0, seconds=0.5),),
    )

    parts = sequence(made)

    assert heads(parts, made) == {1: pytest.approx(7 / FPS)}
    (join,) = [part for part in parts if isinstance(part, Join)]
    assert (join.first, join.last) == (60 - 7, 60 + 8)
    (before,), (after,) = (side[0].pieces for side in (join.before, join.after))
    assert isinstance(before, Piece)
    assert before.start == pytest.approx(5 - 7 / FPS)
    assert after.start == pytest.approx(20 - 7 / FPS)


def test_a_transition_longer_than_its_pieces_becomes_shorter() -> None:
    made = plan(
        (3, 5),
        (7, 7.2),
        (9, 11),
        media=media(30),
        transitions=tuple(TransitionPlan(name="fade", after=n, seconds=2) for n in (0, 1)),
    )

    joins = [part for part in sequence(made) if isinstance(part, Join)]

    assert [join.last - join.first for join in joins] == [6, 6]
    assert joins[0].last <= joins[1].first
