import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from activities.diarize.telling import Ear, Steps, best_line, told

EAR = Ear(alike=0.5, same_voice=0.7, change=0.6, change_at_pause=0.2)
STEP = 0.25


def steps(
    line: list[int], spread: float = 0.1, pauses: tuple[int, ...] = (), seed: int = 0
) -> Steps:
    """Return steps in which voices speak one after the other, with pauses before some of them."""
    chance = np.random.default_rng(seed)
    prints = np.eye(12)[line] + chance.normal(size=(len(line), 12)) * spread
    prints /= np.linalg.norm(prints, axis=1, keepdims=True)
    waited = np.cumsum([0.4 if at in pauses else 0.0 for at in range(len(line))])
    starts = np.arange(len(line)) * STEP + waited
    clear = np.arange(len(line)) % 3 == 0
    return Steps(starts, starts + STEP, prints.astype(np.float32), clear)


def spoken(found: Steps, speakers: int | None = None) -> list[tuple[float, float, str]]:
    return [(s.start, s.end, s.label) for s in told(found, EAR, speakers).stretches]


@given(turns=st.lists(st.tuples(st.integers(0, 3), st.integers(12, 30)), min_size=1, max_size=8))
def test_turns_come_back_with_their_borders(turns: list[tuple[int, int]]) -> None:
    line = [voice for voice, count in turns for _ in range(count)]

    names = {label for _, _, label in spoken(steps(line))}
    heard = [
        label for start, end, label in spoken(steps(line)) for _ in np.arange(start, end, STEP)
    ]

    assert len(names) == len(set(line))
    assert len(set(zip(line, heard, strict=True))) == len(names)


def test_one_person_is_one_voice_however_long() -> None:
    assert {label for _, _, label in spoken(steps([0] * 4000, spread=0.2))} == {"0"}


def test_a_voice_for_hardly_a_second_does_not_count_but_nothing_is_lost() -> None:
    found = spoken(steps([0] * 40 + [1] * 4 + [0] * 40))

    assert {label for _, _, label in found} == {"0"}
    assert sum(end - start for start, end, _ in found) == pytest.approx(84 * STEP)


def test_a_stretch_ends_at_a_pause() -> None:
    found = spoken(steps([0] * 30, pauses=(12,)))

    assert [round(end - start, 2) for start, end, _ in found] == [3.0, 4.5]


def test_as_many_voices_are_told_as_there_are_said_to_be() -> None:
    alike = steps([0] * 30 + [1] * 30)
    mixed = alike.prints.copy()
    mixed[30:] = mixed[30:] * 0.6 + mixed[:30] * 0.8
    close = alike._replace(prints=mixed / np.linalg.norm(mixed, axis=1, keepdims=True))

    assert {label for *_, label in spoken(close)} == {"0"}
    assert {label for *_, label in spoken(close, 2)} == {"0", "1"}
    assert {label for *_, label in spoken(steps([0] * 30 + [1] * 60 + [2] * 90), 2)} == {"0", "1"}


def test_nothing_heard_is_nothing_told() -> None:
    assert told(steps([]), EAR, None) == ([], {})


def test_a_little_that_is_not_clear_is_one_voice() -> None:
    short = steps([0] * 3)._replace(clear=np.zeros(3, np.bool_))

    assert spoken(short) == [(0.0, 3 * STEP, "0")]


def test_every_voice_that_speaks_has_a_print_of_length_one() -> None:
    found = told(steps([0] * 20 + [1] * 20), EAR, None)

    assert found.prints.keys() == {stretch.label for stretch in found.stretches}
    for numbers in found.prints.values():
        assert np.linalg.norm(numbers) == pytest.approx(1, abs=1e-5)


@given(seed=st.integers(0, 100), cost=st.floats(0, 1))
def test_the_line_is_the_best_there_is(seed: int, cost: float) -> None:
    chance = np.random.default_rng(seed)
    scores = chance.uniform(size=(5, 3)).astype(np.float32)
    pauses = chance.random(5) < 0.3
    ear = Ear(0.5, 0.5, change=cost, change_at_pause=cost / 3)

    def worth(line: NDArray[np.int64]) -> float:
        changes = sum(
            ear.change_at_pause if pauses[at] else ear.change
            for at in range(1, 5)
            if line[at] != line[at - 1]
        )
        return float(scores[np.arange(5), line].sum()) - changes

    every = np.stack(np.meshgrid(*[np.arange(3)] * 5), axis=-1).reshape(-1, 5)
    assert worth(best_line(scores, pauses, ear)) == pytest.approx(
        max(worth(line) for line in every), abs=1e-5
    )
