import pytest

from activities import catalog
from activities.plan.sound_marks import sound_marks, table
from core.domain.plan import SoundMark
from core.domain.transcript import Word


def said(*words: tuple[str, float]) -> list[Word]:
    return [Word(text=text, start=start, end=start + 0.3) for text, start in words]


def test_a_word_of_the_table_has_its_sound() -> None:
    marks = sound_marks(said(("An", 1.0), ("idea!", 1.4), ("came", 1.8)), "en-GB")

    assert marks == (SoundMark(name="ding", at=1.4),)


def test_sounds_keep_apart() -> None:
    marks = sound_marks(said(("boom", 1.0), ("boom", 2.0), ("boom", 4.5)), "en")

    assert [mark.at for mark in marks] == [1.0, 4.5]


def test_a_language_that_is_not_known_has_none() -> None:
    assert sound_marks(said(("boom", 1.0)), "") == ()


@pytest.mark.parametrize("language", sorted(table()))
def test_every_sound_of_a_table_is_in_the_catalogue(language: str) -> None:
    assert set(table()[language].values()) <= set(catalog.SOUNDS.names())
    assert all(table()[language])
