import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.transcribe.phonetics import distance, sound

texts = st.text("abct", max_size=9)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stephen", "Stefen"), ("Knight", "Nite"), ("Catherine", "Katharin"), ("Smyth", "Smith"),
        ("Wright", "Rite"), ("M\u00fcller", "Muller"), ("Phaedra", "Fedra"), ("Xavier", "Zavier"),
        ("Schultz", "Shults"), ("Jack", "Jak"),
    ],
)  # fmt: skip
def test_what_sounds_alike_has_one_key(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(
    ("one", "other"), [("cat", "cap"), ("Anna", "Otto"), ("gold", "cold"), ("thin", "tin")]
)
def test_what_sounds_different_has_two(one: str, other: str) -> None:
    assert sound(one) != sound(other)


def test_scripts_without_case_keep_their_signs() -> None:
    assert sound("\u6a4b") == "\u6a4b"


@given(one=texts, other=texts)
def test_distance_is_symmetric_and_bounded(one: str, other: str) -> None:
    far = distance(one, other, 20)
    assert far == distance(other, one, 20)
    assert (far == 0) == (one == other)
    assert abs(len(one) - len(other)) <= far <= max(len(one), len(other))
    assert distance(one, other, 2) == min(far, 3)


def test_a_swap_is_one_change() -> None:
    assert distance("brigde", "bridge", 3) == 1
    assert distance("kitten", "sitting", 5) == 3
