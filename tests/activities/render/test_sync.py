"""Picture keeps its time through every kind of edit, to the frame."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities import catalog
from activities.render import timing
from activities.render.sequence import Join, sequence
from core.domain.plan import ClipPlan, EffectPlan, LayoutPlan, SceneLayout, TransitionPlan
from core.domain.span import Span
from core.registry import Registry
from tests.activities.render.footage import (
    BITS,
    built,
    clicks,
    flashes,
    frames,
    media,
    number,
    numbered,
    plan,
)
from tests.activities.render.plain_clips import drawn

pytestmark = pytest.mark.media
LENGTH = 30


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return numbered(tmp_path_factory.mktemp("source") / "source.mkv", seconds=LENGTH)


@pytest.fixture(autouse=True)
def _plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    here = "tests.activities.render.plain_clips"
    monkeypatch.setattr(catalog, "TRANSITIONS", Registry("transition", {"mix": f"{here}:Mix"}))
    monkeypatch.setattr(catalog, "EFFECTS", Registry("effect", {"blank": f"{here}:Blank"}))


def mixed(made: ClipPlan) -> set[int]:
    """Return the frames of the clip that show two frames of the source."""
    joins = [part for part in sequence(made) if isinstance(part, Join)]
    return {n for join in joins for n in range(join.first, join.last)}


def wanted(made: ClipPlan) -> dict[int, int]:
    """Return the number of the source's frame for each frame of the clip that shows one."""
    found = {
        piece.first + n: timing.nearest((piece.start + n / 30) * 30)
        for piece in timing.pieces(made)
        for n in range(piece.frames)
    }
    return {n: frame for n, frame in found.items() if n not in mixed(made)}


@st.composite
def edits(draw: st.DrawFn) -> ClipPlan:
    """Return spans in any order, layouts that show the whole picture, and transitions."""
    starts = st.integers(0, 27 * 30).map(lambda n: n / 30)
    lengths = st.integers(2, 60).map(lambda n: n / 30)
    spans = draw(st.lists(st.tuples(starts, lengths), min_size=2, max_size=5))
    edges = sorted(draw(st.sets(starts, max_size=8)))
    scenes = tuple(
        SceneLayout(name=draw(st.sampled_from(["fit", "fixed"])), span=Span(start=a, end=b))
        for a, b in pairwise(edges)
    )
    after = draw(st.sets(st.integers(0, len(spans) - 2)))
    seconds = st.floats(0.1, 1)
    return plan(
        *((start, start + length) for start, length in spans),
        media=media(LENGTH),
        layout=LayoutPlan(scenes=scenes),
        transitions=tuple(
            TransitionPlan(name="mix", after=n, seconds=draw(seconds)) for n in sorted(after)
        ),
    )


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits())
def test_every_frame_is_the_one_of_its_time_after_any_edit(
    source: Path, tmp_path: Path, made: ClipPlan
) -> None:
    shown = frames(drawn(source, made, folder=tmp_path)[0])

    assert len(shown) == timing.frame_count(made)
    assert [frame.at for frame in shown] == pytest.approx([n / 30 for n in range(len(shown))])
    expected = wanted(made)
    assert {n: number(shown[n]) for n in expected} == expected


def test_ninety_seconds_of_cuts_do_not_drift(source: Path, tmp_path: Path) -> None:
    """Spans between frames, as sentences are; the 45th is as exact as the first."""
    spans = [(0.511 + 2.0007 * n % 27, 2.5117 + 2.0007 * n % 27) for n in range(45)]
    made = plan(*spans, media=media(LENGTH))

    shown = frames(drawn(source, made, folder=tmp_path)[0])

    assert len(shown) == round(made.duration * 30) >= 2700
    before = 0.0
    for start, end in spans:
        first = round(before * 30)
        assert abs(number(shown[first]) / 30 - start) <= 1 / 30 + 1e-6
        before += end - start


def test_five_hundred_tiny_pieces_keep_picture_and_sound_together(tmp_path: Path) -> None:
    """Each holds 0.18 s around a fifth of a second: every fifth one flashes and clicks."""
    source = numbered(tmp_path / "long.mkv", seconds=101)
    spans = [(0.12 + 0.2 * n, 0.12 + 0.2 * n + 0.1801) for n in range(500)]
    made = plan(*spans, media=media(101))

    clip, _ = built(source, made, tmp_path)

    shown = frames(clip)
    assert len(shown) == timing.frame_count(made) == round(500 * 0.1801 * 30)
    for piece in timing.pieces(made):
        for n, frame in enumerate(shown[piece.first : piece.last]):
            off = (number(frame) - piece.start * 30 - n + 2) % 2**BITS - 2
            assert abs(off) <= 1
    expected = [at for second in range(1, 101) if (at := made.clip_time(second)) is not None]
    assert len(expected) == 100
    assert flashes(shown) == pytest.approx(expected, abs=1 / 30)
    assert clicks(clip) == pytest.approx(expected, abs=1 / 30)


def test_a_transition_mixes_what_is_beyond_the_spans_and_nothing_is_lost(
    source: Path, tmp_path: Path
) -> None:
    made = plan(
        (3.0, 5.0),
        (5.1, 7.0),
        (20.0, 21.0),
        media=media(LENGTH),
        transitions=(
            TransitionPlan(name="mix", after=0, seconds=0.4),
            TransitionPlan(name="mix", after=1, seconds=0.2),
        ),
    )

    shown = frames(drawn(source, made, folder=tmp_path)[0])

    assert len(shown) == timing.frame_count(made) == 147
    assert mixed(made) == {*range(54, 66), *range(114, 120)}
    assert {n: number(shown[n]) for n in wanted(made)} == wanted(made)
    for n in mixed(made):
        # The white bars of both numbers, each at half of its light.
        levels = sorted({round(float(v) / 128) for v in shown[n].gray[60, 9::18]})
        assert 1 in levels


@pytest.mark.parametrize("side", ["start", "end"])
def test_where_the_source_ends_a_transition_holds_its_last_picture(
    source: Path, tmp_path: Path, side: str
) -> None:
    edge = (0.0, 1.0) if side == "start" else (LENGTH - 1.0, float(LENGTH))
    spans = [(10.0, 11.0), edge] if side == "start" else [edge, (10.0, 11.0)]
    made = plan(
        *spans,
        media=media(LENGTH),
        transitions=(TransitionPlan(name="mix", after=0, seconds=0.4),),
    )

    shown = frames(drawn(source, made, folder=tmp_path)[0])

    assert len(shown) == 60
    assert {n: number(shown[n]) for n in wanted(made)} == wanted(made)


def test_an_effect_changes_its_frames_and_no_other(source: Path, tmp_path: Path) -> None:
    made = plan(
        (3.0, 4.0),
        (5.0, 6.0),
        (3.5, 4.5),
        media=media(LENGTH),
        effects=(EffectPlan(name="blank", span=Span(start=3.8, end=5.2)),),
    )

    shown = frames(drawn(source, made, folder=tmp_path)[0])

    gray = [n for n, frame in enumerate(shown) if frame.gray.std() < 2]
    assert gray == [*range(24, 36), *range(69, 90)]
    assert number(shown[36]) == 156


def test_picture_and_sound_agree_through_layouts_and_transitions(
    source: Path, tmp_path: Path
) -> None:
    made = plan(
        (2.5, 4.4),
        (6.6, 8.4),
        (14.4, 16.4),
        media=media(LENGTH),
        layout=LayoutPlan(scenes=(SceneLayout(name="fixed", span=Span(start=7.3, end=15.2)),)),
        transitions=(
            TransitionPlan(name="mix", after=0, seconds=0.3),
            TransitionPlan(name="mix", after=1, seconds=0.3),
        ),
    )

    clip, _ = built(source, made, tmp_path)

    seen, heard = flashes(frames(clip)), clicks(clip)
    assert len(seen) == 6
    assert heard == pytest.approx(seen, abs=1 / 30)
