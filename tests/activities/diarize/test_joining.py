import numpy as np
import pytest

from activities.diarize.joining import joined
from core.domain.part import Part
from core.domain.span import Span
from core.domain.voices import Voice, Voices, VoiceTurn

MARGIN = 15.0


def part(index: int, of: int = 3, length: float = 100.0) -> Part:
    own = Span(start=index * length, end=(index + 1) * length)
    low = own.start if index == 0 else own.start - MARGIN
    high = own.end if index == of - 1 else own.end + MARGIN
    return Part(index=index, of=of, own=own, seen=Span(start=low, end=high))


def heard(
    piece: Part, *turns: tuple[str, float, float, float | None], engine: str = "e"
) -> tuple[Part, Voices]:
    """Return the voices of a part from turns in the source's time, each with its print's angle."""
    angles = {who: angle for who, _, _, angle in turns}
    voices = tuple(
        Voice(id=who, print=() if a is None else (float(np.cos(a)), float(np.sin(a))))
        for who, a in angles.items()
    )
    own = tuple(
        VoiceTurn(voice=who, span=Span(start=a, end=b).shifted(-piece.seen.start))
        for who, a, b, _ in turns
    )
    return piece, Voices(engine=engine, duration=piece.duration, voices=voices, turns=own)


def turns(voices: Voices) -> list[tuple[str, float, float]]:
    return [(turn.voice, turn.span.start, turn.span.end) for turn in voices.turns]


def test_voices_that_sound_alike_are_one_in_the_time_of_the_source() -> None:
    first = heard(part(0), ("S1", 5, 20, 0.0), ("S2", 30, 50, 1.5))
    second = heard(part(1), ("S1", 130, 150, 1.4), ("S2", 160, 180, 0.1))
    third = heard(part(2), ("S1", 230, 260, 3.0))

    found = joined([first, second, third], 300.0)

    assert turns(found) == [
        ("S1", 5, 20), ("S2", 30, 50), ("S2", 130, 150), ("S1", 160, 180), ("S3", 230, 260),
    ]  # fmt: skip
    assert [voice.seconds for voice in found.voices] == [35, 40, 30]
    assert found.duration == 300.0
    for voice in found.voices:
        assert np.linalg.norm(voice.print) == pytest.approx(1, abs=1e-3)


def test_what_lies_in_a_margin_comes_once() -> None:
    first = heard(part(0), ("S1", 80, 110, 0.0))
    second = heard(part(1), ("S1", 85, 110, 0.0), ("S2", 150, 160, 2.0))

    assert turns(joined([first, second], 300.0)) == [("S1", 80, 110), ("S2", 150, 160)]


def test_somebody_heard_in_a_margin_alone_is_left_to_the_neighbour() -> None:
    first = heard(part(0), ("S1", 5, 20, 0.0), ("S2", 104, 112, 2.0))
    second = heard(part(1), ("S1", 104, 130, 2.0))

    assert turns(joined([first, second], 300.0)) == [("S1", 5, 20), ("S2", 104, 130)]


def test_two_voices_of_one_part_stay_two() -> None:
    first = heard(part(0), ("S1", 5, 20, 0.0), ("S2", 30, 50, 0.2))

    assert len(joined([first], 300.0).voices) == 2


@pytest.mark.parametrize("angle", [None, 0.0])
def test_without_comparable_prints_the_seconds_that_both_see_tell(angle: float | None) -> None:
    first = heard(part(0), ("S1", 5, 20, None), ("S2", 90, 108, None))
    second = heard(part(1), ("S1", 92, 108.5, angle), ("S2", 150, 160, 2.0), engine="other")

    found = joined([first, second], 300.0)

    assert [who for who, *_ in turns(found)] == ["S1", "S2", "S3"]
    assert found.engine == "e, other"


def test_prints_of_different_engines_are_not_compared() -> None:
    first = heard(part(0), ("S1", 5, 20, 0.0))
    second = heard(part(1), ("S1", 150, 160, 0.0), engine="other")

    assert len(joined([first, second], 300.0).voices) == 2


def test_parts_without_voices_are_no_error() -> None:
    assert joined([heard(part(0)), heard(part(1))], 300.0) == Voices(engine="e", duration=300.0)


def test_thirty_parts_with_eight_voices_each_are_eight_voices() -> None:
    chance = np.random.default_rng(0)
    middles = np.eye(24)[:8]
    pieces = []
    for index in range(30):
        piece = part(index, of=30)
        order = chance.permutation(8)
        near = middles[order] + chance.normal(size=(8, 24)) * 0.08
        near /= np.linalg.norm(near, axis=1, keepdims=True)
        voices = tuple(Voice(id=f"S{at}", print=tuple(near[at])) for at in range(8))
        own = tuple(
            VoiceTurn(voice=f"S{at}", span=Span(start=20 + at * 9, end=28 + at * 9))
            for at in range(8)
        )
        found = Voices(engine="e", duration=piece.duration, voices=voices, turns=own)
        pieces.append((piece, found))

    assert len(joined(pieces, 3000.0).voices) == 8
