from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.face_track.contract import Tracked
from activities.face_track.join import joined
from core.domain.box import Box
from core.domain.faces import Detection, SpeakerTurn, Track
from core.domain.part import Part
from core.domain.span import Span

MARGIN = 15.0
PARTS = (
    Part(index=0, of=2, own=Span(start=0, end=100), seen=Span(start=0, end=115)),
    Part(index=1, of=2, own=Span(start=100, end=200), seen=Span(start=85, end=200)),
)


def track(
    number: int, start: float, end: float, *, x: float = 0.3, angle: float | None = 0.0
) -> Track:
    """A face of a part, four times a second, from and to a time of that part."""
    box = Box(x=x, y=0.2, width=0.1, height=0.2)
    look = () if angle is None else (float(np.cos(angle)), float(np.sin(angle)))
    times = np.arange(start, end + 1e-6, 0.25)
    detections = tuple(Detection(at=float(at), box=box, score=0.9) for at in times)
    return Track(id=number, detections=detections, person=number, look=look)


def piece(
    *tracks: Track,
    speaking: Sequence[tuple[int, float, float]] = (),
    views: Sequence[tuple[str, float, float]] = (),
    note: str = "",
) -> Tracked:
    return Tracked.model_validate(
        {
            "engine": "told",
            "sample_rate": 4.0,
            "tracks": tracks,
            "speaking": [
                SpeakerTurn(track=number, span=Span(start=start, end=end))
                for number, start, end in speaking
            ],
            "views": [{"span": {"start": a, "end": b}, "kind": kind} for kind, a, b in views],
            "note": note,
            "same": 0.8,
        }
    )


def whole(first: Tracked, second: Tracked) -> Tracked:
    return joined([(PARTS[0], first), (PARTS[1], second)])


def test_a_face_on_both_sides_of_a_border_is_one_track() -> None:
    found = whole(piece(track(1, 90, 115)), piece(track(1, 5, 40)))

    (one,) = found.tracks
    assert (one.span.start, one.span.end) == (90.0, 125.0)
    assert len({d.at for d in one.detections}) == len(one.detections) == 35 * 4 + 1


def test_another_face_in_the_same_place_is_another_track() -> None:
    found = whole(piece(track(1, 90, 115)), piece(track(1, 5, 40, angle=1.5)))

    assert [(one.span.start, one.span.end) for one in found.tracks] == [
        (90.0, 99.75),
        (100.0, 125.0),
    ]
    assert [one.person for one in found.tracks] == [1, 2]


def test_the_same_face_in_another_place_at_the_border_is_another_track() -> None:
    found = whole(piece(track(1, 90, 115)), piece(track(1, 5, 40, x=0.7)))

    assert len(found.tracks) == 2


def test_what_is_found_in_a_margin_only_is_left_to_the_other_part() -> None:
    found = whole(piece(track(1, 10, 20), track(2, 104, 110)), piece(track(1, 2, 9)))

    assert [one.span.start for one in found.tracks] == [10.0]


def test_tracks_are_numbered_anew_in_order_of_time_and_persons_found_again() -> None:
    found = whole(
        piece(track(1, 0, 10, angle=0.0), track(2, 20, 30, angle=1.5)),
        piece(track(1, 30, 40, angle=1.45), track(2, 50, 60, angle=0.05)),
    )

    assert [one.id for one in found.tracks] == [1, 2, 3, 4]
    assert [one.person for one in found.tracks] == [1, 2, 2, 1]


def test_a_turn_goes_on_across_a_border_and_names_the_joined_track() -> None:
    found = whole(
        piece(track(1, 60, 115), speaking=[(1, 70, 108)]),
        piece(track(1, 0, 40), speaking=[(1, 0, 30)]),
    )

    (turn,) = found.speaking
    assert turn == SpeakerTurn(track=1, span=Span(start=70, end=115))


def test_views_lie_end_to_end_and_a_part_without_any_is_a_camera() -> None:
    found = whole(piece(views=[("screen", 0, 115)]), piece())

    assert [(view.kind, view.span) for view in found.views] == [
        ("screen", Span(start=0, end=100)),
        ("camera", Span(start=100, end=200)),
    ]
    assert whole(piece(), piece()).views == ()


def test_a_view_on_both_sides_of_a_border_is_one() -> None:
    found = whole(piece(views=[("screen", 0, 115)]), piece(views=[("screen", 0, 115)]))

    assert [view.span for view in found.views] == [Span(start=0, end=200)]


def test_every_note_is_told_once() -> None:
    assert whole(piece(note="a; b"), piece(note="a; b")).note == "a; b"


spans = st.lists(
    st.tuples(st.floats(0, 110), st.floats(0.5, 60), st.floats(0, 0.8), st.floats(0, 3)), max_size=6
)


@given(first=spans, second=spans)
def test_no_face_is_lost_or_doubled(
    first: list[tuple[float, float, float, float]], second: list[tuple[float, float, float, float]]
) -> None:
    pieces = []
    for part, seen in zip(PARTS, (first, second), strict=True):
        ends = part.duration
        tracks = [
            track(n, round(a, 2), min(ends, round(a, 2) + b), x=x, angle=angle)
            for n, (a, b, x, angle) in enumerate(seen, start=1)
        ]
        pieces.append((part, piece(*tracks, speaking=[(t.id, 1.0, 2.0) for t in tracks[:1]])))

    found = joined(pieces)

    own = sum(
        part.own.contains(round(d.at + part.seen.start, 4))
        for part, one in pieces
        for t in one.tracks
        for d in t.detections
    )
    assert [t.id for t in found.tracks] == list(range(1, len(found.tracks) + 1))
    assert sum(len(t.detections) for t in found.tracks) <= own
    assert {turn.track for turn in found.speaking} <= {t.id for t in found.tracks}
    for t in found.tracks:
        times = [d.at for d in t.detections]
        assert times == sorted(set(times))


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_parts_is_joined(count: int) -> None:
    pieces = []
    for n in range(count):
        own = Span(start=100 * n, end=100 * n + 100)
        seen = Span(start=max(0, own.start - MARGIN), end=own.end + MARGIN)
        part = Part(index=n, of=count, own=own, seen=seen)
        pieces.append((part, piece(track(1, 0, part.duration))))

    (one,) = joined(pieces).tracks

    assert one.span.end == pytest.approx(100 * count, abs=0.3)
