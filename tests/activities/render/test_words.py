import itertools

import pytest
from hypothesis import given, settings

from activities.render.timing import cut_time
from activities.render.words import ends_sentence, phrases
from core.domain.plan import ClipPlan
from core.domain.transcript import Word
from tests.activities.render.footage import media, plan
from tests.activities.render.transcripts import speech


@settings(max_examples=40)
@given(speech())
def test_phrases_follow_each_other_inside_the_clip(spoken: ClipPlan) -> None:
    before = 0.0

    for phrase in phrases(spoken):
        assert phrase.words[0].start >= before
        assert phrase.words[-1].end <= phrase.until <= cut_time(spoken.duration, 30)
        before = phrase.until


@settings(max_examples=40)
@given(speech())
def test_times_are_whole_hundredths_and_never_overlap(spoken: ClipPlan) -> None:
    words = [word for phrase in phrases(spoken) for word in phrase.words]

    for word in words:
        assert word.start == round(word.start, 2)
        assert word.end >= word.start
    for word, following in itertools.pairwise(words):
        assert word.end <= following.start


def test_a_word_starts_when_it_is_said() -> None:
    words = (Word(text="now", start=12.344, end=12.6), Word(text="here", start=13.217, end=13.5))

    (phrase, second) = phrases(plan((11.1, 14), media=media(20), words=words))

    assert phrase.words[0].start == pytest.approx(12.344 - 11.1, abs=0.005)
    assert second.words[0].start == pytest.approx(13.217 - 11.1, abs=0.005)


@pytest.mark.parametrize(
    "text", ["end.", "end?", "end!”", "end…", "完。", "نهاية؟", "अंत।", 'end."']
)
def test_a_sentence_ends_in_any_script(text: str) -> None:
    assert ends_sentence(text)


@pytest.mark.parametrize("text", ["and", "so,", "3.5", "well—"])
def test_a_sentence_goes_on(text: str) -> None:
    assert not ends_sentence(text)


def test_line_breaks_and_control_characters_are_not_said() -> None:
    words = (Word(text=" two\nlines\x07 ", start=0, end=1), Word(text=" \n", start=1, end=2))

    (phrase,) = phrases(plan((0, 5), media=media(20), words=words))

    assert [word.text for word in phrase.words] == ["two lines"]
