import numpy as np
import pytest

from activities.listen.backends.built_in import BuiltIn
from activities.listen.hearing import hear
from activities.listen.join import joined
from activities.listen.levels import BLOCK, Floats
from activities.listen.telling import sound as told
from core.domain.part import Part
from core.domain.sound import RATE, Sound, SoundEvent
from core.domain.span import Span
from tests.activities.listen import sounds

MARGIN = 15.0


def parts(duration: float, count: int) -> list[Part]:
    edges = [round(duration * n / count, 1) for n in range(count)] + [duration]
    return [
        Part(
            index=n,
            of=count,
            own=Span(start=edges[n], end=edges[n + 1]),
            seen=Span(start=max(0, edges[n] - MARGIN), end=min(duration, edges[n + 1] + MARGIN)),
        )
        for n in range(count)
    ]


def measured(sound: Floats) -> Sound:
    blocks = (sound[first : first + BLOCK] for first in range(0, len(sound), BLOCK))
    return told(hear(blocks, BuiltIn()), duration=len(sound) / RATE, engine="built-in")


def piece(part: Part, **found: object) -> tuple[Part, Sound]:
    level = (-20.0,) * round(part.duration * 10)
    short = (-20.0,) * round(part.duration)
    values = {"level": level, "momentary": level, "short_term": short, **found}
    return part, Sound(engine="built-in", duration=part.duration, step=0.1, **values)


def test_parts_together_are_what_the_whole_is() -> None:
    whole = sounds.joined(
        sounds.speech(45), sounds.applause(6), sounds.speech(20, seed=2), sounds.silence(3),
        sounds.speech(25, rms=0.03, seed=3), sounds.laugh(3), sounds.speech(18, seed=4),
    )  # fmt: skip
    duration = len(whole) / RATE
    cut = parts(duration, 3)
    pieces = [
        (p, measured(whole[round(p.seen.start * RATE) : round(p.seen.end * RATE)])) for p in cut
    ]

    once, together = measured(whole), joined(pieces, duration=duration)

    assert together.level == pytest.approx(once.level)
    assert together.momentary == pytest.approx(once.momentary, abs=0.11)
    assert together.short_term == pytest.approx(once.short_term, abs=0.11)
    assert together.loudness == pytest.approx(once.loudness, abs=0.1)
    assert together.true_peak == pytest.approx(once.true_peak, abs=0.1)
    assert [e.kind for e in together.events] == [e.kind for e in once.events]


@pytest.mark.parametrize("duration", [36_000.0, 35_999.95, 3752.25, 61.37])
@pytest.mark.parametrize("count", [1, 2, 7, 12])
def test_nothing_drifts_over_ten_hours(count: int, duration: float) -> None:
    cut = parts(duration, count)
    # The level of each step tells the time at which it is.
    pieces = [
        piece(p, level=tuple(np.arange(np.ceil(p.duration * 10 - 1e-6)) / 10 + p.seen.start))
        for p in cut
    ]

    level = joined(pieces, duration=duration).level

    assert len(level) == np.ceil(duration * 10 - 1e-6)
    assert np.abs(np.array(level) - np.arange(len(level)) / 10).max() < 0.051


def test_silence_across_a_border_is_one() -> None:
    one, two = parts(120.0, 2)
    pieces = [
        piece(
            one, silences=(Span(start=10, end=11), Span(start=58, end=62), Span(start=70, end=71))
        ),
        piece(two, silences=(Span(start=13, end=17), Span(start=25, end=26))),
    ]

    assert joined(pieces, duration=120).silences == (
        Span(start=10, end=11), Span(start=58, end=62), Span(start=70, end=71)
    )  # fmt: skip


def test_an_event_across_a_border_is_one_and_none_of_a_margin_comes_twice() -> None:
    one, two = parts(120.0, 2)

    def event(start: float, end: float, score: float = 0.5) -> SoundEvent:
        return SoundEvent(kind="applause", span=Span(start=start, end=end), score=score)

    pieces = [
        piece(one, events=(event(56, 66), event(70, 72))),
        piece(two, events=(event(11, 21, 0.8), event(25, 27))),
    ]

    together = joined(pieces, duration=120).events

    assert [(e.span.start, e.span.end) for e in together] == [(56, 66), (70, 72)]


def test_music_longer_than_every_part_is_one() -> None:
    cut = parts(300.0, 3)
    pieces = [
        piece(p, events=(SoundEvent(kind="music", span=Span(start=0, end=p.duration), score=0.9),))
        for p in cut
    ]

    (music,) = joined(pieces, duration=300).events

    assert (music.span.start, music.span.end) == (0, 300)


def test_a_beat_that_two_parts_hear_comes_once() -> None:
    one, two = parts(120.0, 2)
    pieces = [piece(one, beats=(59.0, 59.98, 61.0)), piece(two, beats=(14.0, 15.02, 16.0))]

    assert joined(pieces, duration=120).beats == (59.0, 59.98, 61.0)


def test_the_highest_peak_counts() -> None:
    one, two = parts(120.0, 2)

    assert joined([piece(one, true_peak=-3.0), piece(two)], duration=120).true_peak == -3.0


def test_parts_without_sound_are_nothing_together() -> None:
    nothing = [(p, Sound(engine="none", duration=p.duration, step=0.1)) for p in parts(120.0, 2)]

    assert joined(nothing, duration=120) == Sound(engine="none", duration=120, step=0.1)


def test_a_part_without_sound_is_silence_between_the_others() -> None:
    one, two, three = parts(180.0, 3)
    nothing = Sound(engine="none", duration=two.duration, step=0.1)

    together = joined([piece(one), (two, nothing), piece(three)], duration=180)

    assert together.engine == "built-in"
    assert together.level[599:601] == (-20, -100)
    assert together.loudness == pytest.approx(-20, abs=0.1)
