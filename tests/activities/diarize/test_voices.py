import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.diarize.base import Stretch, Told
from activities.diarize.voices import of_told
from core.domain.voices import Voices

STRETCHES = st.lists(
    st.tuples(st.floats(-5, 40), st.floats(0, 9), st.sampled_from("abc")).map(
        lambda drawn: Stretch(drawn[0], drawn[0] + drawn[1], drawn[2])
    ),
    max_size=12,
)


def made(*stretches: tuple[float, float, str], most: int | None = None, **prints: float) -> Voices:
    """Return the voices of stretches; prints are angles."""
    vectors: dict[str, tuple[float, ...]] = {
        who: (float(np.cos(a)), float(np.sin(a))) for who, a in prints.items()
    }
    told = Told([Stretch(*each) for each in stretches], vectors)
    return of_told(told, engine="e", duration=30.0, most=most)


def turns(voices: Voices) -> list[tuple[str, float, float]]:
    return [(turn.voice, turn.span.start, turn.span.end) for turn in voices.turns]


def test_voices_are_numbered_as_they_are_first_heard() -> None:
    voices = made((9, 12, "x"), (1, 3, "z"), (4, 6, "y"), (6, 8, "z"), z=0.0, x=1.0)

    assert turns(voices) == [("S1", 1, 3), ("S2", 4, 6), ("S1", 6, 8), ("S3", 9, 12)]
    assert [(v.id, v.seconds) for v in voices.voices] == [("S1", 4), ("S2", 2), ("S3", 3)]
    assert voices.voices[0].print == (1.0, 0.0)
    assert voices.voices[1].print == ()


def test_a_short_pause_does_not_end_a_turn_unless_somebody_else_speaks() -> None:
    assert turns(made((1, 3, "a"), (3.4, 5, "a"))) == [("S1", 1, 5)]
    assert turns(made((1, 3, "a"), (3.8, 5, "a"))) == [("S1", 1, 3), ("S1", 3.8, 5)]
    assert [who for who, *_ in turns(made((1, 3, "a"), (3.05, 3.35, "b"), (3.4, 5, "a")))] == [
        "S1", "S2", "S1",
    ]  # fmt: skip


def test_a_click_is_nobody() -> None:
    voices = made((1, 1.1, "click"), (2, 4, "a"))

    assert turns(voices) == [("S1", 2, 4)]
    assert len(voices.voices) == 1


def test_of_too_many_voices_those_most_alike_are_one() -> None:
    voices = made((0, 5, "a"), (5, 9, "b"), (9, 12, "c"), most=2, a=0.0, b=2.0, c=2.2)

    assert turns(voices) == [("S1", 0, 5), ("S2", 5, 12)]


@given(stretches=STRETCHES)
def test_turns_are_in_order_and_inside_and_everybody_speaks(stretches: list[Stretch]) -> None:
    voices = of_told(Told(stretches, {}), engine="e", duration=30.0)

    starts = [turn.span.start for turn in voices.turns]
    assert starts == sorted(starts)
    assert all(0 <= t.span.start < t.span.end <= 30 for t in voices.turns)
    assert [v.id for v in voices.voices] == list(dict.fromkeys(t.voice for t in voices.turns))
    for voice in voices.voices:
        spoken = sum(t.span.duration for t in voices.turns if t.voice == voice.id)
        assert voice.seconds == pytest.approx(spoken, abs=0.02)
